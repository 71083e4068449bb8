"""For the test suite, and for the servers that journeys and races start."""

from .base import *  # noqa: F403 -- a settings module is its base plus what differs
from .base import DATA_DIR, SQLITE_OPTIONS, STORAGES, env

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

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if "DATA_DIR" in env:
    # The server of a journey: the test reads its mail from files.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
else:
    # The unit suite leaves no files behind, and never commits, which is what makes pages anew.
    PAGE_CACHE_SECONDS = 0
    for name in ("default", "private"):
        STORAGES[name] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
ACCOUNT_RATE_LIMITS = False  # all tests come from one address; the test of the limits turns them on

STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
