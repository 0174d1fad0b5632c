"""申请补签: the person asks on his phone; only the sheet, or a correction decided by the bureau, puts it right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from classes.enums import ClassState
from classes.enums_make_up import MakeUpState
from classes.models import AttendanceCorrection, Enrolment, MakeUpRequest, SignIn, TrainingClass
from classes.operations import (
    SheetLine,
    ask_make_up,
    close_sheet,
    decide_correction,
    enter_make_up,
    propose_make_up,
    record_sheet,
    refuse_make_up,
    request_correction,
)
from classes.queries.make_up import my_requests
from classes.queries.teaching import attended_half_days
from classes.workflow_make_up import MAKE_UP
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.workflow.models import Message
from foundation.workflow.worklist import worklist
from tests.builders.running import (
    FIRST_DAY,
    Size,
    evening_of,
    everybody,
    make_running_class,
    people_of,
    picture,
)
from tests.builders.signing import PUBLIC, half_day, known_phone, minutes_from_start
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from tests.outside_the_table import refuses_all_others

PRESENT: dict[str, Any] = {"signed_in_at": time(8, 40), "signed_out_at": time(11, 50)}


@pytest.fixture
def running(cast: Cast, policy_in_force: None) -> Iterator[TrainingClass]:
    """The evening of the first day; nothing is on the sheets yet."""
    training_class = make_running_class(cast)
    with clock.moved_to(evening_of(FIRST_DAY)):
        yield training_class


def ask(someone: Enrolment, token: str = "", **changes: Any) -> MakeUpRequest:
    facts = {
        "token": token or known_phone(someone),
        "enrolment_id": someone.pk,
        "actor": PUBLIC,
        "missed": "out",
        "reason": "手机没电",
        **changes,
    }
    return ask_make_up(half_day(someone.training_class), **facts)


def with_closed_sheet(cast: Cast, training_class: TrainingClass) -> Enrolment:
    """Number 2 stands as absent on a sheet that is closed."""
    session = half_day(training_class)
    record_sheet(session, actor=cast.actor("qihang_teacher"), lines=everybody(session, away=[2]))
    close_sheet(session, actor=cast.actor("qihang_teacher"))
    return people_of(training_class)[1]


def correct(cast: Cast, someone: Enrolment) -> AttendanceCorrection:
    return request_correction(
        half_day(someone.training_class),
        actor=cast.actor("qihang_teacher"),
        line=SheetLine(someone.pk, **PRESENT),
        reason="录像可见本人",
        proof=picture(),
    )


def test_asking_changes_neither_sheet_nor_sign_ins_and_tells_the_class_head(
    cast: Cast, running: TrainingClass
) -> None:
    someone = with_closed_sheet(cast, running)
    request = ask(someone, photo=picture("教室.png"))
    assert (SignIn.objects.count(), attended_half_days(running)[someone.pk]) == (0, 0)
    assert request.picture is not None
    assert request.picture.kind == "jpg"
    told = Message.objects.filter(user=cast["qihang_teacher"], url__endswith="#make-up")
    assert told.get().body == "手机没电"
    assert Entry.objects.get(action="make_up.ask").actor_id is None


def test_it_waits_in_the_worklist_of_the_class_head_and_of_nobody_elsewhere(
    cast: Cast, running: TrainingClass
) -> None:
    ask(people_of(running)[0])
    waits = [each.label for each in worklist(cast.actor("qihang_teacher")).items]
    assert waits.count("办理补签申请") == 1
    for who in ("huineng_manager", "li_jing", "zhang_wei"):
        assert "make_up" not in worklist(cast.actor(who)).counts


def test_on_an_open_sheet_filling_it_in_is_the_answer(cast: Cast, running: TrainingClass) -> None:
    someone, other = people_of(running)[:2]
    request, unanswered = ask(someone), ask(other)
    lines = [SheetLine(someone.pk, **PRESENT), SheetLine(other.pk, time(8, 30))]
    record_sheet(half_day(running), actor=cast.actor("qihang_teacher"), lines=lines)
    request.refresh_from_db()
    unanswered.refresh_from_db()
    assert (request.state, request.answered_by) == (MakeUpState.ENTERED, cast["qihang_teacher"])
    assert unanswered.state == MakeUpState.ASKED


def test_on_a_closed_sheet_the_correction_is_the_answer_and_the_bureau_decides(
    cast: Cast, running: TrainingClass
) -> None:
    someone = with_closed_sheet(cast, running)
    request = ask(someone)
    correction = correct(cast, someone)
    request.refresh_from_db()
    assert (request.state, request.correction) == (MakeUpState.PROPOSED, correction)
    assert attended_half_days(running)[someone.pk] == 0
    assert [(each.kind, each.words[:5]) for each in my_requests(someone)] == [("wait", "班主任已申")]
    decide_correction(correction, actor=cast.actor("li_jing"), is_confirmed=True)
    assert attended_half_days(running)[someone.pk] == 1
    assert [each.words for each in my_requests(someone)] == ["县人社局已认定更正"]


def test_what_the_bureau_refuses_the_person_reads_and_may_ask_again(
    cast: Cast, running: TrainingClass
) -> None:
    someone = with_closed_sheet(cast, running)
    token = known_phone(someone)
    ask(someone, token)
    decided = correct(cast, someone)
    decide_correction(decided, actor=cast.actor("li_jing"), is_confirmed=False, comment="录像无此人")
    assert [(each.kind, each.answer) for each in my_requests(someone)] == [("no", "录像无此人")]
    assert ask(someone, token).state == MakeUpState.ASKED


def test_the_institution_refuses_with_a_reason_that_the_person_reads(
    cast: Cast, running: TrainingClass
) -> None:
    someone = people_of(running)[0]
    request = ask(someone)
    with refused("make_up.comment_required"):
        refuse_make_up(request, actor=cast.actor("qihang_teacher"), comment=" ")
    refuse_make_up(request, actor=cast.actor("qihang_manager"), comment="当天未见本人")
    assert [(each.kind, each.answer) for each in my_requests(someone)] == [("no", "当天未见本人")]


def test_nothing_else_than_the_record_itself_answers_with_yes(cast: Cast, running: TrainingClass) -> None:
    request, teacher = ask(people_of(running)[0]), cast.actor("qihang_teacher")
    with refused("make_up.not_on_sheet"):
        enter_make_up(request, actor=teacher)
    with refused("make_up.no_correction"):
        propose_make_up(request, actor=teacher)


def test_neither_the_person_nor_the_bureau_nor_another_institution_answers(
    cast: Cast, running: TrainingClass
) -> None:
    request = ask(people_of(running)[0])
    for actor, code in (
        (PUBLIC, "record.not_visible"),
        (cast.actor("huineng_manager"), "record.not_visible"),
        (cast.actor("li_jing"), "make_up.wrong_role"),
    ):
        with refused(code):
            refuse_make_up(request, actor=actor, comment="不同意")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": "  "}, "make_up.reason_missing"),
        ({"missed": "up"}, "make_up.missed_unknown"),
        ({"token": "another phone"}, "signing.not_this_phone"),
    ],
)
def test_what_is_asked_must_be_said_from_his_own_phone(
    running: TrainingClass, changed: dict[str, Any], code: str
) -> None:
    someone = people_of(running)[0]
    known_phone(someone)
    with refused(code):
        ask(someone, **{"token": "unknown", **changed})


def test_nobody_asks_while_he_can_still_sign(running: TrainingClass) -> None:
    with minutes_from_start(half_day(running), 20), refused("make_up.not_over"):
        ask(people_of(running)[0])


def test_nobody_asks_twice_nor_about_what_counts_or_is_being_corrected(
    cast: Cast, running: TrainingClass
) -> None:
    away = with_closed_sheet(cast, running)
    one, two = people_of(running)[:2]
    with refused("make_up.counts_already"):
        ask(one)
    correct(cast, away)
    with refused("correction.already_pending"):
        ask(two)


def test_one_request_stands_at_a_time_in_the_database_too(running: TrainingClass) -> None:
    someone = people_of(running)[0]
    token = known_phone(someone)
    first = ask(someone, token)
    with refused("make_up.already_asked"):
        ask(someone, token)
    twin = MakeUpRequest(
        session=first.session, enrolment=someone, phone=first.phone, missed="in", reason="再"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_nobody_asks_about_another_class_or_once_it_is_handed_in(cast: Cast, running: TrainingClass) -> None:
    someone = people_of(running)[0]
    token = known_phone(someone)
    other = make_running_class(cast, Size(people=1))
    with refused("signing.not_expected"):
        ask_make_up(
            half_day(other), token=token, enrolment_id=someone.pk, actor=PUBLIC, missed="in", reason="漏签"
        )
    TrainingClass.objects.update(state=ClassState.AWAITING_ACCEPTANCE)
    with refused("class.wrong_state"):
        ask(someone, token)


@contextmanager
def _broken(name: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        yield


def test_an_answer_without_what_makes_it_one_is_impossible(cast: Cast, running: TrainingClass) -> None:
    request = ask(people_of(running)[0])
    rows = MakeUpRequest.objects.filter(pk=request.pk)
    with _broken("answered_by_somebody"):
        rows.update(state=MakeUpState.ENTERED)
    by = {"answered_by": cast["qihang_teacher"], "answered_at": clock.now()}
    with _broken("proposed_by_correction"):
        rows.update(state=MakeUpState.PROPOSED, **by)
    with _broken("refusal_says_why"):
        rows.update(state=MakeUpState.REFUSED, **by)


def test_everything_outside_the_table_is_refused(cast: Cast, running: TrainingClass) -> None:
    assert refuses_all_others(MAKE_UP, ask(people_of(running)[0]), cast["li_jing"].pk) > 30
