"""The project: settings, address map, commands. Imports anything; imported by nobody."""

from wenshui_training.celery import app as celery_app

__all__ = ["celery_app"]
