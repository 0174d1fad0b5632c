"""Handing in a roster: checked in the open, written in one short transaction, and told on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from classes.models import RosterUpload, TrainingClass
from classes.operations import hand_in_roster, send_roster, upload_roster
from classes.operations.uploads import remove_row
from classes.queries.roster_rows import HAND_IN
from classes.queries.rulings import roster_of, vouchers
from foundation.audit.models import Entry
from foundation.audit.queries import verify_chain
from foundation.core.errors import NotAllowed, NotNow
from foundation.jobs.handlers import Stopped
from foundation.jobs.models import Job, JobState
from foundation.jobs.operations import enqueue, run_job
from tests.builders.classes import make_draft
from tests.builders.rosters import as_upload, roster_row, roster_workbook
from tests.cast import Cast, assemble
from trainees.enums import ApplicationState as S

FEW, MANY = 4, 40
ALLOWED_MORE = 14  # SQLite writes some forty rows per statement

Heard = list[tuple[int, int, str]]


def uploaded(cast: Cast, heads: int, *, start: int = 1, draft: TrainingClass | None = None) -> RosterUpload:
    rows = [roster_row(serial) for serial in range(start, start + heads)]
    record = draft or make_draft(cast, heads=heads)
    upload = upload_roster(
        record, actor=cast.actor("qihang_manager"), uploaded=as_upload(roster_workbook(rows))
    )
    upload.rows.update(level="ok")
    return upload


def stale(upload: RosterUpload) -> RosterUpload:
    return RosterUpload.objects.select_related("training_class").get(pk=upload.pk)


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_statements_do_not_grow_with_the_rows(cast: Cast) -> None:
    manager = cast.actor("qihang_manager")
    short, long = uploaded(cast, FEW), uploaded(cast, MANY, start=101)
    few = statements(lambda: hand_in_roster(short, actor=manager))
    many = statements(lambda: hand_in_roster(long, actor=manager))
    assert many <= few + ALLOWED_MORE


def test_everybody_on_it_is_entered_and_checked_then_sent_each_with_his_own_trace(cast: Cast) -> None:
    upload, manager = uploaded(cast, 5), cast.actor("qihang_manager")

    assert hand_in_roster(upload, actor=manager) == 5
    assert set(roster_of(upload.training_class).values_list("state", flat=True)) == {S.INSTITUTION_CHECKED}
    assert vouchers(upload.training_class).code == "class.roster_unsent"
    assert send_roster(upload.training_class, actor=manager) == 5

    people = list(roster_of(upload.training_class))
    assert {each.state for each in people} == {S.UNDER_REVIEW}
    for each in people:
        done = Entry.objects.of_record("trainees.application", each.pk).values_list("action", flat=True)
        verbs = [action.removeprefix("application.") for action in done if action.startswith("application.")]
        assert verbs == ["enter", "register", "check", "send_for_review"]
    assert verify_chain().is_whole


def test_progress_is_told_outside_every_transaction(transactional_db: None) -> None:
    cast = assemble()
    heard: Heard = []

    def report(done: int, total: int, message: str = "") -> None:
        assert not connection.in_atomic_block, "nobody would see it before the end"
        heard.append((done, total, message))

    hand_in_roster(uploaded(cast, 45), actor=cast.actor("qihang_manager"), report=report)

    assert heard == [
        *((done, 45, "正在核对") for done in (0, 20, 40)),
        (45, 45, "正在报名"),
    ]


def test_a_job_that_is_stopped_while_checking_has_entered_nobody(cast: Cast) -> None:
    upload = uploaded(cast, 5)

    def stopped(done: int, total: int, message: str = "") -> None:
        raise Stopped

    with pytest.raises(Stopped):
        hand_in_roster(upload, actor=cast.actor("qihang_manager"), report=stopped)
    assert not roster_of(upload.training_class).exists()


def test_the_job_of_the_page_runs_to_the_end_with_its_bar_full(cast: Cast) -> None:
    upload, manager = uploaded(cast, 5), cast.actor("qihang_manager")
    job = enqueue(HAND_IN, actor=manager, title="名册报名", payload={"upload_id": str(upload.pk)}, total=5)

    run_job(job.pk)

    job = Job.objects.get(pk=job.pk)
    said = "已报名，5 人尚未送审，请先看送审前体检。"
    assert (job.state, job.percent, job.message) == (JobState.DONE, 100, said)


def test_a_row_changed_while_it_was_checked_is_not_entered_unseen(cast: Cast) -> None:
    upload, manager = uploaded(cast, 3), cast.actor("qihang_manager")

    def change(done: int, total: int, message: str = "") -> None:
        if done == total:
            row = upload.rows.select_related("upload__training_class").latest("row_number")
            remove_row(row, actor=manager)

    with pytest.raises(NotNow) as refusal:
        hand_in_roster(upload, actor=manager, report=change)

    assert refusal.value.code == "roster.changed_meanwhile"
    assert not roster_of(upload.training_class).exists()


def test_a_roster_is_handed_in_once_whoever_still_holds_it_open(cast: Cast) -> None:
    upload, manager = uploaded(cast, 3), cast.actor("qihang_manager")
    held_open = stale(upload)
    hand_in_roster(upload, actor=manager)

    with pytest.raises(NotNow) as refusal:
        hand_in_roster(held_open, actor=manager)
    assert refusal.value.code == "roster.already_handed_in"


def test_a_stranger_is_refused_before_a_row_is_opened(cast: Cast) -> None:
    upload = uploaded(cast, 3)
    upload.rows.update(level="error")
    with pytest.raises(NotAllowed) as refusal:
        hand_in_roster(upload, actor=cast.actor("huineng_manager"))
    assert refusal.value.code == "record.not_visible"
