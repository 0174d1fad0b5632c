"""What all environments share. No policy figure lives here: those are dated parameters in foundation.policy."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from wenshui_training.settings import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("WENSHUI_VAR_DIR") or BASE_DIR / "var").resolve()

SECRET_KEY_FILE = Path(env.text("SECRET_KEY_FILE") or VAR_DIR / "secret_key")
FIELD_KEY_FILE = Path(env.text("FIELD_KEY_FILE") or VAR_DIR / "field_keys")
AUDIT_KEY_FILE = Path(env.text("AUDIT_KEY_FILE") or VAR_DIR / "audit_keys")
CRYPTO_SUITE = env.text("CRYPTO_SUITE", "sm")  # "sm": SM4-GCM + HMAC-SM3; "aes": AES-256-GCM + HMAC-SHA-256

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "guardian",
    "axes",
    "csp",
    "foundation.core",
    "foundation.policy",
    "foundation.accounts",
    "foundation.audit",
    "foundation.jobs",
    "foundation.workflow",
    "foundation.administration",
    "institutions",
    "trainees",
    "classes",
    "vouchers",
    "inspections",
    "subsidies",
    "reports",
    "wenshui_training",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "foundation.core.http.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "foundation.accounts.middleware.SessionLimitsMiddleware",
    "foundation.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "foundation.audit.address_guard.AddressGuardMiddleware",
    "wenshui_training.access_middleware.AccessMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "foundation.audit.sent_once.SentOnceMiddleware",
    "foundation.audit.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "wenshui_training.urls"
WSGI_APPLICATION = "wenshui_training.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wenshui_training.navigation.page_frame",
            ],
            "builtins": ["foundation.core.templatetags.ui"],
        },
    }
]

DATABASES = {"default": env.database(env.text("DATABASE_URL"), VAR_DIR / "db.sqlite3")}
ATOMIC_REQUESTS = False

REDIS_URL = env.text("REDIS_URL")

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
PRIVATE_ROOT = VAR_DIR / "private"
PRIVATE_ACCEL = False  # True behind nginx: files are handed over by X-Accel-Redirect to /_private/
# What comes from outside: at most so long in one request (nginx says the same), the disk never fuller than so,
# each institution at most so much; a new file waits until clamd (tcp://host:port, unix:///path) called it clean.
LARGEST_REQUEST = 200 * 1024 * 1024
DISK_FLOOR = env.whole("DISK_FLOOR_MB", 2048) * 1024 * 1024
FILE_QUOTA = env.whole("FILE_QUOTA_GB", 500) * 1024**3  # recordings of two years are the most of it
FILE_OWNER_CALLABLE = "foundation.accounts.queries.quota_holder"
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS")  # empty: files are marked 未启用查杀; production demands one
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "foundation.core.uploading.LandingHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# --- who may sign in, and for how long (等保 profile; the deviations from ASVS are in docs/adr) ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "foundation.accounts.backends.ActiveUserBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "foundation.accounts.passwords.LengthValidator"},
    {"NAME": "foundation.accounts.passwords.ComplexityValidator"},
    {"NAME": "foundation.accounts.passwords.LocalWordsValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_MIN_LENGTH = 12
PASSWORD_MIN_LENGTH_ADMINISTRATOR = 15
PASSWORD_MAX_AGE = timedelta(days=90)
SESSION_IDLE = timedelta(minutes=30)
SESSION_IDLE_SENSITIVE = timedelta(minutes=15)  # finance and the three administrators
SESSION_ABSOLUTE = timedelta(hours=10)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "wenshui_training.error_pages.csrf_failure"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:login"

ANONYMOUS_USER_NAME = None  # django-guardian: no stand-in account for the public
GUARDIAN_RAISE_403 = False

AXES_FAILURE_LIMIT = 5
AXES_LOCK_OUT_AT_FAILURE = True
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "foundation.accounts.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "foundation.core.http.client_ip"
AXES_VERBOSE = False
TRUSTED_PROXIES = env.listed("TRUSTED_PROXIES", [])

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- what the browser may load ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str] | str] = {
    "camera": "self",
    "geolocation": "self",
    "microphone": [],
    "payment": [],
    "usb": [],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- background work: the table foundation.jobs is the truth, Celery is wake-up and muscle ---
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "visibility_timeout": 3600,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
    }
else:
    CELERY_BROKER_TRANSPORT = "wenshui_training.local_broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker-control"),
    }
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "foundation.jobs.tasks.sweep", "schedule": 5.0},
    "frequent-tick": {"task": "foundation.jobs.tasks.frequent", "schedule": 15.0},
    "daily-tick": {"task": "foundation.jobs.tasks.tick", "schedule": 300.0},
}
JOB_LEASE = timedelta(seconds=15)
JOB_MAX_ATTEMPTS = 3

CACHES = (
    {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    if REDIS_URL
    else {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["foundation.accounts.permissions.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 20,
    # Requests of one account; counted per web process where there is no Redis. Up to 200 cases go in one request.
    "DEFAULT_THROTTLE_RATES": {"quotes": env.text("QUOTE_RATE", "60/min")},
    "EXCEPTION_HANDLER": "foundation.workflow.api.refusal_response",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "文水县职业技能培训管理系统",
    "DESCRIPTION": "与页面同一套办理动作的接口；每个动作的拒绝都带稳定代码和中文说明。",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["foundation.accounts.permissions.SignedIn"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "TrainingCategoryEnum": "institutions.enums.TrainingCategory",
        "PersonCategoryEnum": "trainees.enums.PersonCategory",
    },
}

# --- the person's own pages by one-time code (N20); sizes of a lock, not figures of policy ---
TEXT_MESSAGE_SENDER = env.text(
    "TEXT_MESSAGE_SENDER"
)  # "console", "file", or the dotted path of a gateway's class
TEXT_MESSAGE_ROOT = VAR_DIR / "text-messages"
ONE_TIME_CODE_LIFE = timedelta(minutes=5)
ONE_TIME_CODE_TRIES = 5  # wrong entries that one code outlives
ONE_TIME_CODES_PER_HOUR = 5  # for one identity number, and for one telephone
ONE_TIME_CODES_PER_HOUR_FROM_ONE_ADDRESS = 60  # a service point or a village shares one address
WRONG_CODES_PER_DAY = 15  # for one identity number or one telephone, over all its codes
WRONG_CODES_PER_DAY_FROM_ONE_ADDRESS = 100
PERSON_VISIT_LIFE = timedelta(minutes=15)
SIGNING_CODE_LIFE = timedelta(seconds=60)  # of a code on the classroom screen
SIGNING_CODE_TURN = timedelta(seconds=20)  # the screen shows another one
SIGNING_PHONE_LIFE = timedelta(days=400)  # how long a phone stays known; browsers keep nothing longer
DISPUTES_PER_DAY = 10  # of one person

# --- recordings (U7); sizes of a store, not figures of policy ---
FOOTAGE_LARGEST = (
    2000 * 1024**2
)  # bytes of one file; what no scanner looks through (clamd.conf) nobody may watch
FOOTAGE_UPLOAD_LIFE = timedelta(days=7)  # so long an unfinished upload can be resumed
FOOTAGE_PIECE = 8 * 1024**2  # bytes that the browser sends at once
FOOTAGE_GAP = timedelta(seconds=3)  # a longer pause between two pictures breaks a recording
FOOTAGE_PASS_LIFE = timedelta(hours=2)  # so long a player that was opened goes on playing

CLOCK_OFFSET = timedelta(0)
DEMO_ALLOWED = False
SHOW_DEMO_BANNER = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "foundation.core.logs.RedactingFilter"}},
    "formatters": {"line": {"()": "foundation.core.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["redact"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "axes": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
