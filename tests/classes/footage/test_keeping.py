"""Two years for recordings, five for evidence, holds before terms, two people, and proof of what was there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from classes.enums import ClassState, DestructionState, RecordingState
from classes.models import DestructionList, Recording, TrainingClass
from classes.operations import (
    add_note,
    approve_destruction,
    carry_out_destruction,
    hold_footage,
    lift_hold,
    propose_destruction,
    refuse_destruction,
)
from classes.queries.keeping import kept, over_term, past_term
from classes.queries.video import video_coverage
from classes.workflow_keeping import DESTRUCTION
from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.files import path_of, store_bytes
from foundation.core.models import FileKind, StoredFile
from foundation.jobs.models import Job, JobState
from foundation.jobs.operations import run_job
from inspections.models import Inspection
from tests.builders.footage import make_recording
from tests.builders.inspections import place_inspection
from tests.builders.visits import decided, make_dispute
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn
from tests.outside_the_table import refuses_all_others
from trainees.enums import DisputeTarget
from trainees.operations import confirm_correction

ENDS = date(2026, 6, 20)


@pytest.fixture
def recording(policy_in_force: None, training_class: TrainingClass) -> Recording:
    TrainingClass.objects.update(ends_on=ENDS, state=ClassState.EXAMINED)
    stored = store_bytes(b"a film", "a.mp4", FileKind.MP4, None)
    facts = {"state": RecordingState.READ, "disk_label": "", "file": stored, "size": stored.size}
    make_recording(training_class, **facts)
    return Recording.objects.select_related("training_class", "file").get()


@pytest.fixture
def two_years_later() -> Iterator[None]:
    with clock.moved_to(date(2028, 6, 21)):
        yield


def test_the_term_is_two_years_and_of_evidence_five(cast: Cast, recording: Recording) -> None:
    assert kept([recording])[0].until == date(2028, 6, 20)
    add_note(recording, actor=cast.actor("zhang_wei"), second=1, text="人数不符", is_problem=True)
    found = kept([recording])[0]
    assert (found.until, found.is_evidence) == (date(2031, 6, 20), True)


def test_a_settled_case_counts_from_the_day_it_was_settled(recording: Recording) -> None:
    with clock.moved_to(date(2026, 9, 1)):
        TrainingClass.objects.update(state=ClassState.PAID, state_since=clock.now())
    recording.training_class.refresh_from_db()
    assert kept([recording])[0].until == date(2028, 9, 1)
    assert video_coverage(recording.training_class).kept_until == date(2028, 9, 1), "the pages say the same"


def test_on_the_last_day_it_is_kept_and_the_day_after_it_is_due(cast: Cast, recording: Recording) -> None:
    with clock.moved_to(date(2028, 6, 20)):
        assert past_term(cast.actor("zhang_wei"), [recording.pk]) == []
    with clock.moved_to(date(2028, 6, 21)):
        assert [each.is_due for each in past_term(cast.actor("zhang_wei"), [recording.pk])] == [True]


def head(cast: Cast) -> Actor:
    return cast.actor("ren_gang")


def propose(cast: Cast, recording: Recording) -> DestructionList:
    return propose_destruction(actor=head(cast), recordings=[recording.pk], reason="留存期满")


def test_a_list_goes_through_two_people_and_then_the_bytes_go(
    cast: Cast, recording: Recording, two_years_later: None, django_capture_on_commit_callbacks: Any
) -> None:
    assert recording.file
    path = path_of(recording.file)
    listed = propose(cast, recording)
    with refused("destruction.own_list"):
        approve_destruction(listed, actor=head(cast), comment="同意")
    approved = approve_destruction(listed, actor=cast.actor("zhao_wenqing"), comment="期满，同意销毁")
    assert path.exists()
    assert Job.objects.get(kind="classes.destroy_footage").payload == {"destruction_id": str(listed.pk)}
    with django_capture_on_commit_callbacks(execute=True):
        done = carry_out_destruction(approved, actor=Actor.system())
    gone = Recording.objects.get()
    assert (done.state, gone.state, gone.file, gone.sha256) == (
        DestructionState.CARRIED_OUT, "destroyed", None, recording.sha256,
    )  # fmt: skip
    assert not path.exists()
    assert not StoredFile.objects.exists()
    assert recording.sha256 in str(Entry.objects.get(action="destruction.carry_out").detail)


def test_what_was_destroyed_still_covers_its_lessons(
    cast: Cast, recording: Recording, two_years_later: None
) -> None:
    before = video_coverage(recording.training_class).covered
    listed = approve_destruction(propose(cast, recording), actor=cast.actor("zhao_wenqing"), comment="同意")
    carry_out_destruction(listed, actor=Actor.system())
    assert before == video_coverage(recording.training_class).covered > 0


def test_a_hold_keeps_what_is_past_its_term(cast: Cast, recording: Recording, two_years_later: None) -> None:
    hold = hold_footage(recording.training_class, actor=head(cast), reason="法院调取")
    with refused("footage.held_already"):
        hold_footage(recording.training_class, actor=head(cast), reason="再来")
    with refused("destruction.not_due"):
        propose(cast, recording)
    lift_hold(hold, actor=head(cast))
    assert propose(cast, recording).state == DestructionState.PROPOSED


def test_a_hold_placed_after_the_approval_still_keeps_it(
    cast: Cast, recording: Recording, two_years_later: None
) -> None:
    approved = approve_destruction(propose(cast, recording), actor=cast.actor("zhao_wenqing"), comment="同意")
    hold_footage(recording.training_class, actor=head(cast), reason="审计调取")
    with refused("destruction.still_kept"):
        carry_out_destruction(approved, actor=Actor.system())
    assert Recording.objects.get().state == RecordingState.READ


def test_an_approved_list_that_is_held_can_be_taken_back_and_made_again(
    cast: Cast, recording: Recording, two_years_later: None
) -> None:
    leader = cast.actor("zhao_wenqing")
    approved = approve_destruction(propose(cast, recording), actor=leader, comment="同意")
    hold = hold_footage(recording.training_class, actor=head(cast), reason="审计调取")
    refused_now = refuse_destruction(approved, actor=leader, comment="审计调取，先不销毁")
    run_job(Job.objects.get(kind="classes.destroy_footage").pk)
    assert (refused_now.state, Recording.objects.get().state) == (DestructionState.REFUSED, "read")
    assert Job.objects.get(kind="classes.destroy_footage").state == JobState.DONE
    lift_hold(hold, actor=head(cast))
    assert propose(cast, recording).state == DestructionState.PROPOSED


def test_an_open_finding_keeps_it(cast: Cast, recording: Recording, two_years_later: None) -> None:
    found = place_inspection(cast, "rectifying", training_class=recording.training_class)
    assert kept([recording])[0].holds == ("检查问题未销号",)
    Inspection.objects.filter(pk=found.pk).update(state="closed")
    assert kept([recording])[0].is_due


def test_what_somebody_of_the_class_disputes_keeps_it_until_it_is_put_right(
    cast: Cast, recording: Recording
) -> None:
    training_class = recording.training_class
    someone = training_class.enrolments.get()
    dispute = make_dispute(
        someone.person, DisputeTarget.ATTENDANCE, someone.pk, training_class.institution_id
    )
    held = [kept([recording])[0].holds]
    upheld = decided(cast, dispute, upheld=True)
    held.append(kept([recording])[0].holds)
    confirm_correction(upheld, actor=cast.actor("guo_liang"), comment="签到已更正")
    assert held == [("本人异议未办结",)] * 2
    assert kept([recording])[0].holds == ()


@pytest.mark.parametrize("state", [ClassState.AWAITING_ACCEPTANCE, ClassState.CLAIMING])
def test_a_case_that_is_not_settled_keeps_it(recording: Recording, state: str, two_years_later: None) -> None:
    TrainingClass.objects.update(state=state)
    recording.training_class.refresh_from_db()
    assert kept([recording])[0].holds == ("验收、补贴未办结",)


def test_others_neither_propose_nor_approve(cast: Cast, recording: Recording, two_years_later: None) -> None:
    for who in ("li_jing", "qihang_manager", "zhang_wei"):
        with refused("role.missing"):
            propose_destruction(actor=cast.actor(who), recordings=[recording.pk], reason="期满")
    listed = propose(cast, recording)
    with pytest.raises(Exception, match="办理"):
        approve_destruction(listed, actor=cast.actor("li_jing"), comment="同意")


def test_a_refused_list_may_be_made_again(cast: Cast, recording: Recording, two_years_later: None) -> None:
    refuse_destruction(propose(cast, recording), actor=cast.actor("zhao_wenqing"), comment="再留一年")
    assert propose(cast, recording).state == DestructionState.PROPOSED


def test_the_database_knows_two_people(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DestructionList.objects.create(
            reason="x", created_by=cast["ren_gang"], approved_by=cast["ren_gang"], approved_at=clock.now()
        )


def test_pages_of_keeping_open(
    cast: Cast, recording: Recording, two_years_later: None, sign_in: SignIn, settings: Any
) -> None:
    settings.PASSWORD_MAX_AGE = timedelta(days=1000)
    client = sign_in("ren_gang")
    assert "可销毁" in client.get("/classes/footage/keeping/").content.decode()
    given = {"recording": [str(recording.pk)], "reason": "留存期满"}
    page = client.post("/classes/footage/destructions/new/", given, follow=True)
    assert "待批准" in page.content.decode()
    listed = DestructionList.objects.get()
    decided = sign_in("zhao_wenqing").post(
        f"/classes/footage/destructions/{listed.pk}/decide/", {"verb": "approve", "comment": "同意"}
    )
    assert decided.status_code == 302
    listed.refresh_from_db()
    assert listed.state == DestructionState.APPROVED


def test_the_page_shows_so_many_at_a_time_and_asks_no_more_for_more(
    cast: Cast,
    recording: Recording,
    two_years_later: None,
    sign_in: SignIn,
    settings: Any,
    django_assert_num_queries: Any,
) -> None:
    settings.PASSWORD_MAX_AGE = timedelta(days=1000)
    client = sign_in("ren_gang")
    client.get("/classes/footage/keeping/")
    for there in (2, 25):
        while Recording.objects.count() < there:
            make_recording(recording.training_class, state=RecordingState.READ, disk_label="")
        with django_assert_num_queries(16):
            page = client.get("/classes/footage/keeping/").content.decode()
        assert page.count('name="recording"') == min(there, 20)


def test_evidence_is_listed_when_its_own_term_is_over(cast: Cast, recording: Recording) -> None:
    add_note(recording, actor=cast.actor("zhang_wei"), second=1, text="人数不符", is_problem=True)
    seen = []
    for day in (date(2028, 6, 21), date(2031, 6, 20), date(2031, 6, 21)):
        with clock.moved_to(day):
            seen.append(over_term(head(cast)).count())
    assert seen == [0, 0, 1]


@pytest.mark.parametrize("state", DestructionState.values)
def test_nobody_does_what_the_table_does_not_name(cast: Cast, state: str) -> None:
    listed = DestructionList.objects.create(reason="期满", created_by=cast["ren_gang"], state="proposed")
    DestructionList.objects.update(state=state, approved_by=cast["zhao_wenqing"], approved_at=clock.now())
    listed.refresh_from_db()
    assert refuses_all_others(DESTRUCTION, listed, cast["li_jing"].pk) > 50
