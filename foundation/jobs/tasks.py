"""The two messages that travel: "run this row", and the sweeper's and the clock's regular tick."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from foundation.jobs.models import Job
from foundation.jobs.operations import run_job
from foundation.jobs.schedule import run_daily, run_frequent


@shared_task(name="foundation.jobs.tasks.run")
def run(job_id: str) -> None:
    run_job(UUID(job_id))


@shared_task(name="foundation.jobs.tasks.sweep")
def sweep() -> None:
    """Run what is due: lost messages, expired leases, second tries."""
    for job_id in list(Job.objects.due().order_by("run_after").values_list("pk", flat=True)[:20]):
        run_job(job_id)


@shared_task(name="foundation.jobs.tasks.tick")
def tick() -> None:
    """Let every app do what its calendar says (notice periods that end, contracts that expire)."""
    run_daily()


@shared_task(name="foundation.jobs.tasks.frequent")
def frequent() -> None:
    """Let the packages do what somebody is waiting for (uploads that wait for the virus scanner)."""
    run_frequent()
