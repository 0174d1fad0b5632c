"""The Celery application: wake-up and muscle for the rows of foundation.jobs."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenshui_training.settings.dev")

app = Celery("wenshui_training")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["foundation.jobs"])
