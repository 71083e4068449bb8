"""What every installation shares. What differs comes from the environment, read here once."""

from pathlib import Path
from typing import Any

import environ

from config.csp import PUBLIC_POLICY

BASE_DIR = Path(__file__).resolve().parents[3]

env = environ.Env()

# Files -----------------------------------------------------------------------

DATA_DIR = BASE_DIR / env.str("DATA_DIR", default="var")
# A sheet of people stays in memory: a temporary file of the upload would hold it unsealed.
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
PRIVATE_ROOT = DATA_DIR / "private"

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Photos and other personal files: never below MEDIA_URL, only through a view that asks who.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Applications ----------------------------------------------------------------

INSTALLED_APPS = [
    "home",
    "cms",
    "cms.review",
    "workflows",
    "community.honours",
    "community.wishes",
    "community.points",
    "community.voices",
    "community.wording",
    "community.records",
    "community.people",
    "community.search",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",  # a page that moves leaves its old address behind
    "wagtail.contrib.settings",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",  # is modelsearch under Wagtail's label: never install both
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "viewflow.workflow",  # never "viewflow": that adds its own pages and middleware
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "home.page_cache.PageCache",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.idle.Idle",
    "config.second_factor.second_factor",
    "config.csp.PolicyByPlace",
    "config.nul.refuse_nul",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "home.place.in_templates",
            ],
        },
    },
]

# Database --------------------------------------------------------------------

SQLITE_OPTIONS = {
    # Writers queue at BEGIN. With the default, DEFERRED, they fail with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=NORMAL;"  # safe in WAL: a power cut loses the last commits, not the file
        "PRAGMA temp_store=MEMORY;"
        "PRAGMA cache_size=-20000;"
        "PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=67108864"
    ),
}

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/wuwei.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    DATA_DIR.mkdir(parents=True, exist_ok=True)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One process, one cache: right for one worker. More of them share one: Redis. Pages have a store of their own, so that
# nobody pushes the counters of tries out by opening many of them.
CACHES: dict[str, dict[str, Any]] = {
    name: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": name,
        "OPTIONS": {"MAX_ENTRIES": most},
    }
    for name, most in [("default", 20_000), ("pages", 1000)]
}
if REDIS_URL := env.str("REDIS_URL", default=""):
    shared = {
        "BACKEND": "config.cache.ForgivingRedis",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},  # seconds that a page may wait for it
    }
    CACHES = dict.fromkeys(CACHES, shared)
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=60)  # 0: every page is made anew

# People and sessions ---------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {"user_attributes": ["username"]}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]

# allauth keeps phone numbers and codes in the session, so its rows are sealed with FIELD_KEYS.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "config.sessions.SealedSerializer"
SESSION_COOKIE_SAMESITE = "Lax"
# Only outlives what config.idle allows: a form that is sent too late is still known to be somebody's.
SESSION_COOKIE_AGE = 90 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
ACCOUNT_ADAPTER = "community.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_DISPLAY = str  # the mask: the default prints the username
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True  # config.idle ends sessions
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "signup": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_FORMS = {"login": "community.people.forms.LoginForm"}
MFA_FORMS = {
    "authenticate": "community.people.forms.AuthenticateForm",
    "reauthenticate": "community.people.forms.ReauthenticateForm",
    "activate_totp": "community.people.forms.ActivateForm",
}
MFA_ADAPTER = "community.people.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "五微共享社区"

DEMO = env.bool("DEMO", default=False)
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=False)

# Language and time: one installation, one district, one language -----------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Wagtail ---------------------------------------------------------------------

BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")

WAGTAIL_SITE_NAME = "五微共享社区"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.review.finish.finish"  # the stock one publishes the latest, not what was read
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Every log-in goes through allauth, so that the second factor is always asked: config.views.to_login sends people on.
WAGTAILADMIN_LOGIN_URL = "wagtailadmin_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/_util/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Nothing is fetched from outside.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.files.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.files.ImageForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "mp4", "odt", "ofd", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the page editor sends more than Django's 1,000

# Security --------------------------------------------------------------------

CSRF_FAILURE_VIEW = "config.idle.stale_form"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = PUBLIC_POLICY

# Messages and logs -----------------------------------------------------------

EMAIL_TIMEOUT = 10  # seconds: a mail server that does not answer must not stop the clock
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="五微共享社区 <noreply@localhost>")

SMS_SENDER = "community.records.channels.ConsoleSms"

# To the console, and no request data: no mail to admins, no local variables, no query strings.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "wuwei": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
