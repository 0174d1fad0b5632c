"""Putting work on the list, taking it, finishing it. Every step is a conditional update with one winner."""

from __future__ import annotations

import logging
import threading
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.db.models import F

from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.errors import DomainError, NotNow
from foundation.jobs.handlers import JobContext, Outcome, Stopped, handler_of
from foundation.jobs.models import Job, JobState

logger = logging.getLogger(__name__)


def enqueue(
    kind: str, *, actor: Actor, title: str, payload: dict[str, Any], dedupe_key: str = "", total: int = 0
) -> Job:
    """Put work on the list in the caller's transaction; the broker is told after the commit.

    `payload` holds ids only. With a `dedupe_key` an open job of the same kind and key is returned instead.
    """
    if dedupe_key and (running := _open_job(kind, dedupe_key)):
        return running
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                title=title,
                payload=payload,
                dedupe_key=dedupe_key,
                total_units=total,
                created_by_id=actor.user_id,
            )
    except IntegrityError:  # a second click put the same on the list at the same moment
        if running := _open_job(kind, dedupe_key):
            return running
        raise
    transaction.on_commit(lambda: wake(job.pk))
    return job


def _open_job(kind: str, dedupe_key: str) -> Job | None:
    still_open = [JobState.QUEUED, JobState.RUNNING, JobState.FAILED]
    return Job.objects.filter(kind=kind, dedupe_key=dedupe_key, state__in=still_open).first()


def wake(job_id: UUID) -> None:
    """Tell the broker; a broker that is down loses nothing, because the sweeper looks at the table."""
    try:
        current_app.send_task("foundation.jobs.tasks.run", args=[str(job_id)], retry=False)
    except Exception:
        logger.warning("broker not reachable, job %s waits for the sweeper", job_id)


def retry(job: Job, *, actor: Actor) -> Job:
    """Give a job that has failed for good another set of attempts."""
    changed = (
        Job.objects.visible_to(actor)
        .filter(pk=job.pk, state=JobState.DEAD)
        .update(state=JobState.QUEUED, attempts=0, run_after=clock.now(), message="", finished_at=None)
    )
    if changed != 1:
        raise NotNow("job.not_failed", "该任务没有失败，不需要重试。")
    transaction.on_commit(lambda: wake(job.pk))
    return Job.objects.get(pk=job.pk)


def stop(job: Job, *, actor: Actor) -> Job:
    """Stop a job; what it has already finished stays."""
    changed = (
        Job.objects.visible_to(actor)
        .filter(pk=job.pk, state__in=[JobState.QUEUED, JobState.RUNNING, JobState.FAILED])
        .update(state=JobState.STOPPED, finished_at=clock.now(), lease_until=None, lease_token=None)
    )
    if changed != 1:
        raise NotNow("job.not_running", "该任务已经结束，不需要停止。")
    return Job.objects.get(pk=job.pk)


def withdraw(kind: str, dedupe_key: str) -> bool:
    """Take work off the list because its subject goes; False while a worker has it. In the caller's transaction."""
    rows = Job.objects.filter(kind=kind, dedupe_key=dedupe_key)
    rows.filter(state__in=[JobState.QUEUED, JobState.FAILED, JobState.DEAD]).update(
        state=JobState.STOPPED, finished_at=clock.now()
    )
    return not rows.filter(state=JobState.RUNNING).exists()


def take(job_id: UUID) -> Job | None:
    """Lease the job to this worker; None when another has it or nothing is left to do."""
    token = uuid.uuid4()
    now = clock.now()
    due = Job.objects.due().filter(pk=job_id)
    Job.objects.filter(
        pk__in=due.filter(attempts__gte=settings.JOB_MAX_ATTEMPTS).values("pk"), state=JobState.RUNNING
    ).update(
        state=JobState.DEAD,
        message="多次中断，请重试；仍不成功请联系系统管理员",
        finished_at=now,
        lease_until=None,
        lease_token=None,
    )
    due.filter(attempts__lt=settings.JOB_MAX_ATTEMPTS).update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        lease_token=token,
        lease_until=now + settings.JOB_LEASE,
        message="",
    )
    return Job.objects.filter(pk=job_id, lease_token=token).first()


def run_job(job_id: UUID) -> bool:
    """Take and run one job; True when it ran to an end (well or ill), False when it was not to be had."""
    job = take(job_id)
    if job is None or job.lease_token is None:
        return False
    lease = job.lease_token
    try:
        with _heartbeat(job_id, lease):
            outcome = handler_of(job.kind)(
                JobContext(job.pk, job.payload, job.created_by_id, _reporter(job_id, lease))
            )
    except Stopped:
        return True
    except DomainError as refusal:
        _close(job_id, lease, JobState.DEAD, Outcome(message=refusal.message))
    except Exception:
        logger.exception("job %s of kind %s failed", job_id, job.kind)
        _fail(job, lease, traceback.format_exc(limit=1).strip().splitlines()[-1])
    else:
        _close(job_id, lease, JobState.DONE, outcome)
    return True


def _reporter(job_id: UUID, lease: UUID) -> Any:
    def report(done: int, total: int, message: str = "") -> None:
        held = Job.objects.filter(pk=job_id, lease_token=lease).update(
            done_units=done,
            total_units=total,
            message=message[:300],
            lease_until=clock.now() + settings.JOB_LEASE,
        )
        if held != 1:
            raise Stopped

    return report


@contextmanager
def _heartbeat(job_id: UUID, lease: UUID) -> Iterator[None]:
    """Renew the lease while the handler works, so that a long step is not taken for a dead worker."""
    finished = threading.Event()

    def beat() -> None:
        while not finished.wait(settings.JOB_LEASE.total_seconds() / 3):
            close_old_connections()
            Job.objects.filter(pk=job_id, lease_token=lease).update(
                lease_until=clock.now() + settings.JOB_LEASE
            )
        connection.close()

    thread = threading.Thread(target=beat, name=f"lease-{job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join(timeout=5)


def _close(job_id: UUID, lease: UUID, state: JobState, outcome: Outcome) -> None:
    Job.objects.filter(pk=job_id, lease_token=lease).update(
        state=state,
        message=outcome.message[:300],
        result_url=outcome.url,
        result_file=outcome.file,
        finished_at=clock.now(),
        lease_until=None,
        lease_token=None,
    )


def _fail(job: Job, lease: UUID, reason: str) -> None:
    """Another try later, or the end of the road; the user sees a sentence, the log has the rest."""
    last = job.attempts >= settings.JOB_MAX_ATTEMPTS
    Job.objects.filter(pk=job.pk, lease_token=lease).update(
        state=JobState.DEAD if last else JobState.FAILED,
        message="没有办成，请重试；仍不成功请把任务编号告诉系统管理员"
        if last
        else "暂时没有办成，稍后自动重试",
        run_after=clock.now() + settings.JOB_LEASE * job.attempts,
        finished_at=clock.now() if last else None,
        lease_until=None,
        lease_token=None,
    )
    logger.warning("job %s: %s", job.pk, reason)
