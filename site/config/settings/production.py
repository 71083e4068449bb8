"""For real people. Refuses to start rather than run unsafely."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403 -- a settings module is its base plus what differs
from .base import SMS_SENDER as CONSOLE
from .base import STORAGES, env


def required(name: str, why: str, read: Any = env.str) -> Any:
    value = read(name, default=None)
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment: {why}.")
    return value


def forbidden(name: str, why: str) -> bool:
    if env.bool(name, default=False):
        raise ImproperlyConfigured(f"Unset {name} in the environment: {why}.")
    return False


DEBUG = forbidden("DEBUG", "error pages would show code and personal data to visitors")
DEMO = forbidden("DEMO", "the demo log-in page lets anyone in without a password")

SECRET_KEY = required("SECRET_KEY", "it signs sessions and links; use at least 50 random characters")
FIELD_KEYS = required("FIELD_KEYS", "Fernet keys for personal fields, separated by commas, newest first", env.list)
LOOKUP_KEY = required("LOOKUP_KEY", "it makes names and phones findable without storing them")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "the host names people use, separated by commas", env.list)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=True)
if not STAFF_SECOND_FACTOR:
    raise ImproperlyConfigured(
        "Set STAFF_SECOND_FACTOR to true: staff accounts open personal data and need a second factor."
    )

SMS_SENDER = required("SMS_SENDER", "the dotted path of the class that sends text messages, see records/channels.py")
if SMS_SENDER == CONSOLE:
    raise ImproperlyConfigured(
        f"Set SMS_SENDER to a real sender: {CONSOLE} writes codes and signed links into the log instead of sending them."
    )

vars().update(env.email("EMAIL_URL", default="smtp://localhost:25"))

REFUSE_TRUNCATE = True  # append-only tables on PostgreSQL

STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"

# TLS ends at a proxy before the server, which sets these headers itself.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked on the machine itself, without the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
