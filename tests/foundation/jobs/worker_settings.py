"""Settings of a real worker process that a test starts and kills: the foundation only, short leases."""

from __future__ import annotations

import os
from datetime import timedelta

from wenshui_training.settings.test import *  # noqa: F403 - settings are meant to be inherited whole
from wenshui_training.settings.test import INSTALLED_APPS as ALL_APPS
from wenshui_training.settings.test import REDIS_URL

INSTALLED_APPS = [app for app in ALL_APPS if app.startswith(("django.", "foundation.", "guardian", "axes"))]
INSTALLED_APPS.append("tests.foundation.jobs.slow")
ROOT_URLCONF = "foundation.jobs.urls"
JOB_LEASE = timedelta(seconds=3)
CELERY_BEAT_SCHEDULE = {"sweep-jobs": {"task": "foundation.jobs.tasks.sweep", "schedule": 1.0}}
if not REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": os.environ["BROKER_FOLDER"],
        "data_folder_out": os.environ["BROKER_FOLDER"],
        "control_folder": os.environ["BROKER_FOLDER"],
    }
