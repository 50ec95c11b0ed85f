"""All settings of Lika, from the environment only; `.env.example` explains each variable."""

import logging
from datetime import timedelta
from pathlib import Path

import environ
import pgtrigger
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import api_options, database, keys, logs, page_protection

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# `LOCAL` is the one-command run, the tests and a developer's shell: plain http on this machine,
# secrets made on the spot. Everything else is production and has to be told its secrets.
LOCAL = env.bool("LIKA_LOCAL", default=False)
DEBUG = env.bool("DEBUG", default=False)
STATE = Path(env.str("LIKA_STATE", default="") or BASE_DIR / ".state")


def _required(name: str, hint: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {hint}")
    return value


# Secrets ------------------------------------------------------------------------------------
if LOCAL:
    SECRET_KEY = env.str("SECRET_KEY", default="") or keys.secret_key(STATE)
    KEY_RING_FILE = Path(env.str("KEY_RING_FILE", default="") or keys.key_ring(STATE))
else:
    SECRET_KEY = env.str("SECRET_KEY", default="")
    if not SECRET_KEY and (STATE / "secret.key").exists():
        SECRET_KEY = keys.secret_key(STATE)
    SECRET_KEY = SECRET_KEY or _required(
        "SECRET_KEY", "or run `python -m config.keys` once."
    )
    KEY_RING_FILE = Path(env.str("KEY_RING_FILE", default="") or STATE / "keys.json")

# Apps ---------------------------------------------------------------------------------------
FIRST_PARTY_APPS = [
    "core",
    "villages",
    "accounts",
    "publicity",
    "ledgers",
    "households",
    "projects",
    "funds",
    "assessment",
    "config",
]
INSTALLED_APPS = [
    *FIRST_PARTY_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "template_partials",
]
MIDDLEWARE = [
    "config.middleware.real_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.permissions_policy",
    # Above what turns requests away, whose answers carry the header too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.chosen_language",
    "core.web.middleware.request_filter",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "accounts.middleware.unstored",
    "accounts.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.session_limits",
    "accounts.middleware.own_password",
    "pghistory.middleware.HistoryMiddleware",
    "core.web.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
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
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "core.web.context.page_frame",
            ],
        },
    }
]

# Database -----------------------------------------------------------------------------------
_required(
    "DATABASE_URL", "or start through manage.py, which brings its own PostgreSQL."
)
DATABASES = {"default": database.configured(env)}
DATABASE_ROLE = database.role(env)
DATABASE_OWNER = database.owner(env)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Broker and cache: three databases of one server, so that one can be emptied alone ---------------
REDIS_URL = _required(
    "REDIS_URL", "or start through manage.py, which brings its own broker."
)
CACHE_URL = env.str("CACHE_URL", default="") or REDIS_URL.rsplit("/", 1)[0] + "/1"
CACHES = {
    "default": {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
# A worker not heard of for so long is believed dead; its job goes to another.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)
CELERY_BROKER_URL = REDIS_URL  # everything else about Celery: config/celery.py
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE / "beat-schedule")

# Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [
    BASE_DIR / "locale" / app for app in FIRST_PARTY_APPS if app != "config"
]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Whose places `prepare` loads: the first two digits of a province, or the whole country.
PROVINCE = env.str("PROVINCE", default="")

# What the frame of every page says ---------------------------------------------------------------
DEMO = env.bool("LIKA_DEMO", default=False)  # the banner that all people are made up
# The number for reports, in the foot of every page.
HOTLINE = env.str("HOTLINE", default="")

# Files --------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or BASE_DIR / "staticfiles")
# Names with a hash, kept by browsers for good, and compressed. Locally only once `up` has
# built them; a test or a single command is served from where the files are.
STATIC_BUILT = not LOCAL or env.bool("LIKA_STATIC_BUILT", default=False)
if LOCAL:
    STATIC_ROOT = STATE / "static"
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default="") or STATE / "media")
STORAGES = {
    "default": {"BACKEND": "core.storage.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_BUILT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_BUILT
WHITENOISE_AUTOREFRESH = not STATIC_BUILT and DEBUG
# Small or already compressed; the proxy compresses the rest on its way.
_COMPRESSED = ("gif", "gz", "ico", "jpg", "jpeg", "map", "png", "webp")
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = _COMPRESSED
UPLOAD_LIMIT = 20 * 1024 * 1024
FILES_LIMIT = 2 * UPLOAD_LIMIT  # all files of one form that travel with it
REQUEST_LIMIT = FILES_LIMIT + 1024 * 1024  # and the fields around them
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a batch of 200 rows with 40 columns
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600

# How many personal numbers one person may look at in full on one day.
REVEAL_DAILY_QUOTA = env.int("REVEAL_DAILY_QUOTA", default=50)
POLICY_DIR = BASE_DIR / "config" / "policies"

# Who may enter ------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "accounts.hashers.LikaArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_PROFILE = env.str("PASSWORD_PROFILE", default="djbh3")
if PASSWORD_PROFILE not in {"djbh3", "asvs"}:
    raise ImproperlyConfigured("Set PASSWORD_PROFILE to djbh3 or asvs.")
AUTH_PASSWORD_VALIDATORS = [{"NAME": "accounts.passwords.ProfileValidator"}]
PASSWORD_HISTORY = 5  # so many former ones are no new one (djbh3)
TEMPORARY_PASSWORD_AGE = timedelta(days=env.int("TEMPORARY_PASSWORD_DAYS", default=7))
PASSWORD_AGE = timedelta(days=env.int("PASSWORD_AGE_DAYS", default=180))
PASSWORD_AGE_ADMIN = timedelta(days=env.int("PASSWORD_AGE_ADMIN_DAYS", default=90))
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
SESSION_ENGINE = "accounts.sessions"
SESSION_LIMIT = env.int("SESSION_LIMIT", default=2)
SESSION_IDLE = timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=30))
SESSION_IDLE_ADMIN = timedelta(
    minutes=env.int("SESSION_IDLE_ADMIN_MINUTES", default=15)
)
SESSION_ABSOLUTE = timedelta(hours=env.int("SESSION_HOURS", default=12))
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.kept.csrf_failed"
# A village shares one address, so name and address lock together.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.views.signin.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Protection of pages ------------------------------------------------------------------------
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
ALLOWED_HOSTS = [
    *env.list("ALLOWED_HOSTS", default=[]),
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = page_protection.CONTENT_SECURITY_POLICY
if not LOCAL:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = api_options.REST_FRAMEWORK
REST_KNOX = api_options.REST_KNOX
KNOX_TOKEN_MODEL = api_options.TOKEN_MODEL
SPECTACULAR_SETTINGS = api_options.SPECTACULAR_SETTINGS

# Logs ---------------------------------------------------------------------------------------
LOGGING = logs.configure(json=not LOCAL, level=env.str("LOG_LEVEL", default="INFO"))
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # the line at the end says all
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = not LOCAL

# Rows of history refer to the request or job that changed them.
# Bulk writes are recorded too, at a third of the cost.
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_APPEND_ONLY = True
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True
