"""The bureau's servers: PostgreSQL, Redis, nginx in front, secrets from files, clock and demo locked."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from wenshui_training.settings import env
from wenshui_training.settings.base import *  # noqa: F403 - settings are meant to be inherited whole
from wenshui_training.settings.base import SECRET_KEY_FILE

if env.text("WENSHUI_CLOCK"):
    raise ImproperlyConfigured("WENSHUI_CLOCK is not allowed on production settings")

DEBUG = False
SECRET_KEY = env.secret(SECRET_KEY_FILE)
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", [])
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS", [])
PRIVATE_ACCEL = env.flag("PRIVATE_ACCEL", True)

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
