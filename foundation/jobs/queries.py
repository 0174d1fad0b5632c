"""Reads about background work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Min

from foundation.core import clock
from foundation.jobs.models import Job


@dataclass(frozen=True)
class JobsStatus:
    """How the work list stands: rows per state, rows due now, and how long the oldest of them has waited."""

    by_state: dict[str, int]
    due: int
    oldest_due_seconds: int


def oldest_due() -> timedelta | None:
    """How long the job that has been due longest has waited; None when nothing is due."""
    since = Job.objects.due().aggregate(since=Min("run_after"))["since"]
    return clock.now() - since if since else None


def jobs_status() -> JobsStatus:
    counts = Job.objects.order_by().values_list("state").annotate(Count("pk"))
    waited = oldest_due()
    return JobsStatus(dict(counts), Job.objects.due().count(), int(waited.total_seconds()) if waited else 0)
