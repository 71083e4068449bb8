"""For the test suite, and for the servers that journeys and races start."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403 -- a settings module is its base plus what differs
from .base import SQLITE_OPTIONS, STORAGES, env

DEBUG = False
DEMO = True

SECRET_KEY = "test-key-insecure"
FIELD_KEYS = [
    "aW5zZWN1cmUta2V5LW9mLXRoZS10ZXN0LXN1aXRlLTE=",
    "aW5zZWN1cmUta2V5LW9mLXRoZS10ZXN0LXN1aXRlLTI=",
]
LOOKUP_KEY = "test-lookup-key-insecure"

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS: list[str] = []

DATABASES = {"default": env.db("DATABASE_URL", default="sqlite://:memory:")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS

# A server of a journey keeps its files beside its database; the unit suite keeps them nowhere.
DATA_DIR = Path(env.str("DATA_DIR", default="") or tempfile.mkdtemp(prefix="wuwei-test-"))
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"
STORAGES["private"]["OPTIONS"]["location"] = PRIVATE_ROOT

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A server of a journey writes its mail to files that the test reads.
if "DATA_DIR" in env:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
ACCOUNT_RATE_LIMITS = False  # all tests come from one address; the test of the limits turns them on

STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
