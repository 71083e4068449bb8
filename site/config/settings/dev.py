"""For a developer's machine and for trying the product: nothing here is secret, nothing is safe."""

from .base import *  # noqa: F403 -- a settings module is its base plus what differs
from .base import env

DEBUG = env.bool("DEBUG", default=True)
DEMO = env.bool("DEMO", default=True)

SECRET_KEY = env.str("SECRET_KEY", default="dev-key-insecure-never-use-this-for-real-people")
FIELD_KEYS = env.list("FIELD_KEYS", default=["aW5zZWN1cmUtZGV2ZWxvcG1lbnQta2V5LW9ubHktMDE="])
LOOKUP_KEY = env.str("LOOKUP_KEY", default="dev-lookup-key-insecure")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

vars().update(env.email("EMAIL_URL", default="consolemail://"))

# Served straight from the source folders: no collectstatic.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
