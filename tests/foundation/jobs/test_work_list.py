"""The work list: one winner, retries, stopping, and what a late worker can no longer do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.jobs import handlers
from foundation.jobs.handlers import Handler, JobContext, Outcome
from foundation.jobs.models import Job, JobState
from foundation.jobs.operations import enqueue, retry, run_job, stop, take
from foundation.jobs.queries import jobs_status
from foundation.jobs.tasks import sweep
from tests.cast import Cast
from tests.conftest import SignIn


@contextmanager
def _kind(handler: Handler, kind: str = "test.kind") -> Iterator[None]:
    """A handler that exists as long as one test."""
    handlers.handles(kind)(handler)
    try:
        yield
    finally:
        handlers._handlers.pop(kind)


def _queue(actor: Actor | None = None, **facts: Any) -> Job:
    given: dict[str, Any] = {"title": "生成花名册", "payload": {}, "kind": "test.kind"}
    return enqueue(actor=actor or Actor.system(), **{**given, **facts})


def _fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_job_runs_reports_and_ends(db: None) -> None:
    seen: list[int] = []

    def handler(context: JobContext) -> Outcome:
        context.progress(3, 10, "已办 3 人")
        seen.append(_fresh(job).percent)
        return Outcome(message="已生成", url="/classes/")

    job = _queue()
    with _kind(handler):
        assert run_job(job.pk)

    done = _fresh(job)
    assert (seen, done.state, done.message, done.result_url) == ([30], JobState.DONE, "已生成", "/classes/")
    assert done.lease_token is None


def test_second_worker_gets_nothing(db: None) -> None:
    job = _queue()

    assert take(job.pk) is not None
    assert take(job.pk) is None


def test_expired_lease_is_taken_over_and_the_late_worker_cannot_write(db: None) -> None:
    job = _queue()

    def handler(context: JobContext) -> Outcome:
        if _fresh(job).attempts == 1:
            Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
            assert run_job(job.pk)
            context.progress(1, 2)
        return Outcome(message=f"第 {_fresh(job).attempts} 次")

    with _kind(handler):
        run_job(job.pk)

    assert (_fresh(job).state, _fresh(job).message, _fresh(job).done_units) == (JobState.DONE, "第 2 次", 0)


def test_failing_job_is_tried_three_times_and_then_told(db: None) -> None:
    def handler(context: JobContext) -> Outcome:
        raise OSError("disk full")

    job = _queue()
    states = []
    with _kind(handler):
        for _ in range(4):
            run_job(job.pk)
            states.append(_fresh(job).state)
            Job.objects.filter(pk=job.pk).update(run_after=clock.now())

    assert states == [JobState.FAILED, JobState.FAILED, JobState.DEAD, JobState.DEAD]
    assert "disk" not in _fresh(job).message


def test_refusal_is_not_tried_again(db: None) -> None:
    def handler(context: JobContext) -> Outcome:
        raise Invalid("roster.empty", "名册是空的，请重新上传。")

    job = _queue()
    with _kind(handler):
        run_job(job.pk)

    assert (_fresh(job).state, _fresh(job).message) == (JobState.DEAD, "名册是空的，请重新上传。")


def test_worker_that_dies_every_time_ends_the_job(db: None) -> None:
    job = _queue()
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        assert take(job.pk) is not None
        Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))

    assert take(job.pk) is None
    assert _fresh(job).state == JobState.DEAD


def test_stopped_job_keeps_what_is_done_and_ends(cast: Cast) -> None:
    actor = cast.actor("li_jing")

    def handler(context: JobContext) -> Outcome:
        context.progress(1, 5)
        stop(_fresh(job), actor=actor)
        context.progress(2, 5)
        raise AssertionError("went on after the stop")

    job = _queue(actor)
    with _kind(handler):
        run_job(job.pk)

    assert (_fresh(job).state, _fresh(job).done_units) == (JobState.STOPPED, 1)


def test_same_work_is_on_the_list_once(db: None) -> None:
    first = _queue(dedupe_key="class-1")

    assert _queue(dedupe_key="class-1").pk == first.pk
    assert _queue(dedupe_key="class-2").pk != first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="test.kind", title="又一份", dedupe_key="class-1")


def test_dead_job_gets_another_set_of_attempts(cast: Cast) -> None:
    actor = cast.actor("li_jing")
    job = _queue(actor)
    Job.objects.filter(pk=job.pk).update(state=JobState.DEAD, attempts=3)

    assert retry(job, actor=actor).attempts == 0
    with pytest.raises(NotNow) as refusal:
        retry(job, actor=actor)
    assert refusal.value.code == "job.not_failed"


def test_finished_job_cannot_be_stopped_and_a_foreign_one_neither(cast: Cast) -> None:
    job = _queue(cast.actor("li_jing"))
    with pytest.raises(NotNow):
        stop(job, actor=cast.actor("hao_ping"))
    stop(job, actor=cast.actor("li_jing"))
    with pytest.raises(NotNow) as refusal:
        stop(job, actor=cast.actor("li_jing"))
    assert refusal.value.code == "job.not_running"


def test_sweeper_finds_what_the_broker_lost(db: None) -> None:
    job = _queue()
    with _kind(lambda _: Outcome(message="补办")):
        sweep()

    assert _fresh(job).message == "补办"
    assert jobs_status().by_state == {"done": 1}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "running"}, "jobs_job_running_has_lease"),
        ({"total_units": 2, "done_units": 3}, "jobs_job_progress_within_total"),
        ({"state": "lost"}, "jobs_job_state_is_known"),
    ],
)
def test_database_refuses_an_impossible_job(db: None, changes: dict[str, Any], constraint: str) -> None:
    job = _queue()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_workers_exactly_one_takes_the_job() -> None:
    job = _queue()
    takers: list[bool] = []
    gate = threading.Barrier(20)

    def worker() -> None:
        gate.wait()
        takers.append(take(job.pk) is not None)
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert takers.count(True) == 1
    assert len(takers) == 20


def test_pages_show_ones_own_jobs_only(cast: Cast, sign_in: SignIn) -> None:
    mine = _queue(cast.actor("li_jing"))
    client, other = sign_in("li_jing"), sign_in("hao_ping")

    assert "生成花名册" in client.get("/jobs/").content.decode()
    assert "生成花名册" not in other.get("/jobs/").content.decode()
    assert "every 2s" in client.get(f"/jobs/{mine.pk}/progress/").content.decode()
    assert other.get(f"/jobs/{mine.pk}/progress/").status_code == 404
    assert other.post(f"/jobs/{mine.pk}/stop/").status_code == 404
    assert client.get(f"/jobs/{mine.pk}/result/").status_code == 404
    assert client.post(f"/jobs/{mine.pk}/stop/").status_code == 302
    assert client.post(f"/jobs/{mine.pk}/retry/").status_code == 409


def test_list_of_jobs_costs_the_same_for_any_number(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = sign_in("li_jing")
    for n in range(25):
        _queue(cast.actor("li_jing"), title=f"任务 {n}")
    with django_assert_max_num_queries(20):
        client.get("/jobs/")
