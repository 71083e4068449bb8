"""The product as tests run it, with what makes production quick, plus a bare flow and bare views to compare with."""

from config.settings.base import DATABASES as BASE
from config.settings.test import *  # noqa: F403 - a settings module is its base plus what differs
from config.settings.test import DATABASES, INSTALLED_APPS, env

INSTALLED_APPS = ["bench", *INSTALLED_APPS]
ROOT_URLCONF = "bench.urls"
DATABASES["default"] |= {name: BASE["default"][name] for name in ("CONN_MAX_AGE", "CONN_HEALTH_CHECKS")}
WHITENOISE_AUTOREFRESH = False
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=0)
