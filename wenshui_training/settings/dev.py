"""`make run`: one machine, SQLite, no broker server, demo county, a clock that may be moved."""

from __future__ import annotations

from foundation.core.clock import offset_from
from wenshui_training.settings import env
from wenshui_training.settings.base import *  # noqa: F403 - settings are meant to be inherited whole
from wenshui_training.settings.base import SECRET_KEY_FILE

DEBUG = False
SECRET_KEY = env.secret(SECRET_KEY_FILE)
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS", [])
CLOCK_OFFSET = offset_from(env.text("WENSHUI_CLOCK"))
DEMO_ALLOWED = True
SHOW_DEMO_BANNER = True
TEXT_MESSAGE_SENDER = env.text("TEXT_MESSAGE_SENDER", "file")
WHITENOISE_USE_FINDERS = True
