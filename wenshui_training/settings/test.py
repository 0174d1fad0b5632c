"""The test suite: like dev, with keys of its own and a cheap password hasher."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from foundation.core.clock import offset_from
from wenshui_training.settings import env
from wenshui_training.settings.base import *  # noqa: F403 - settings are meant to be inherited whole
from wenshui_training.settings.base import CELERY_BROKER_URL, DATABASES
from wenshui_training.settings.base import REST_FRAMEWORK as _REST

_KEYS = Path(tempfile.mkdtemp(prefix="wenshui-test-"))
_MADE_BY = os.getpid()


def _take_away() -> None:
    """Only the process that made the folder takes it away, not one that was forked from it."""
    if os.getpid() == _MADE_BY:
        shutil.rmtree(_KEYS, ignore_errors=True)


atexit.register(_take_away)
FIELD_KEY_FILE = _KEYS / "field_keys"
FIELD_KEY_FILE.write_text("k1:" + "1f" * 32 + "\n", encoding="ascii")
AUDIT_KEY_FILE = _KEYS / "audit_keys"
AUDIT_KEY_FILE.write_text("a1:" + "2e" * 32 + "\n", encoding="ascii")
PRIVATE_ROOT = _KEYS / "private"
DISK_FLOOR = 0  # the disk of the machine that tests is not what is tested
CLAMD_ADDRESS = ""
TEXT_MESSAGE_SENDER = "file"
TEXT_MESSAGE_ROOT = _KEYS / "text-messages"

DEBUG = False
SECRET_KEY = "test-only-secret-key-of-no-consequence-0123456789-abcdefghij"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CLOCK_OFFSET = offset_from(env.text("WENSHUI_CLOCK"))
DEMO_ALLOWED = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
REST_FRAMEWORK = {**_REST, "DEFAULT_THROTTLE_RATES": {"quotes": None}}  # hundreds of entries in one test
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
if str(DATABASES["default"]["ENGINE"]).endswith("sqlite"):
    # A file, not memory: WAL, triggers and lock behaviour are those of the embedded product.
    DATABASES["default"]["TEST"] = {"NAME": str(_KEYS / "test.sqlite3")}
if CELERY_BROKER_URL == "filesystem://":
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_KEYS / "broker"),
        "data_folder_out": str(_KEYS / "broker"),
        "control_folder": str(_KEYS / "broker-control"),
    }
    (_KEYS / "broker").mkdir()
    (_KEYS / "broker-control").mkdir()
