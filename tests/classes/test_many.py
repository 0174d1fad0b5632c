"""Verbs of a class that move all its people: the statements do not grow with the people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from classes.enums import ClassState, EnrolmentState
from classes.models import Enrolment, TrainingClass
from classes.operations import confirm_exam, refuse_class, verify_class
from foundation.audit.models import Entry
from foundation.audit.queries import verify_chain
from foundation.core import clock
from tests.builders.classes import approve, make_class
from tests.builders.running import Size, evening_of, make_running_class
from tests.cast import Cast
from trainees.models import Application

FEW, MANY = 4, 40  # SQLite writes some forty rows per statement
ALLOWED_MORE = 8


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def approving(cast: Cast, heads: int) -> int:
    reviewed = make_class(cast, ClassState.SECOND_REVIEWED, heads=heads, start=heads * 10)
    return statements(lambda: approve(cast, reviewed))


def refusing(cast: Cast, heads: int) -> int:
    reviewed = make_class(cast, ClassState.SECOND_REVIEWED, heads=heads, start=heads * 10)
    leader = cast.actor("zhao_wenqing")
    return statements(lambda: refuse_class(reviewed, actor=leader, comment="年度计划已满"))


@pytest.mark.parametrize("work", [approving, refusing])
@pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
def test_the_decision_takes_no_more_statements_for_many(cast: Cast, work: Callable[[Cast, int], int]) -> None:
    assert work(cast, MANY) <= work(cast, FEW) + ALLOWED_MORE


def examined(cast: Cast, heads: int) -> TrainingClass:
    """Taught, the paper filed and every score entered; every fourth has 59 points in theory."""
    taught = make_running_class(cast, Size(people=heads), state=ClassState.TAUGHT)
    people = list(Enrolment.objects.filter(training_class=taught))
    for each in people:
        each.state = EnrolmentState.AWAITING_EXAM
        each.theory_points, each.practice_points = 5900 if each.position % 4 == 0 else 8800, 9100
    Enrolment.objects.bulk_update(people, ["state", "theory_points", "practice_points"])
    day = taught.ends_on
    TrainingClass.objects.filter(pk=taught.pk).update(exam_on=day, exam_paper_filed_on=taught.starts_on)
    return taught


def confirming(cast: Cast, heads: int) -> tuple[int, int]:
    """Statements of 确认考试成绩, and of 核实."""
    taught = examined(cast, heads)
    with clock.moved_to(evening_of(taught.ends_on)):
        exam = statements(lambda: confirm_exam(taught, actor=cast.actor("li_jing")))
        return exam, statements(lambda: verify_class(taught, actor=cast.actor("zhang_wei")))


def test_the_exam_and_the_verification_take_no_more_statements_for_many(cast: Cast) -> None:
    few, many = confirming(cast, FEW), confirming(cast, MANY)
    assert all(more <= less + ALLOWED_MORE for less, more in zip(few, many, strict=True))


def test_everybody_keeps_the_entry_of_his_own_with_his_scores(cast: Cast) -> None:
    taught = examined(cast, 4)
    with clock.moved_to(evening_of(taught.ends_on)):
        confirm_exam(taught, actor=cast.actor("li_jing"))

    people = Enrolment.objects.filter(training_class=taught).order_by("position")
    assert [each.state for each in people] == [EnrolmentState.PASSED] * 3 + [EnrolmentState.FAILED]
    assert [each.has_passed for each in people] == [True, True, True, False]
    for each in people:
        (entry,) = Entry.objects.of_record("classes.enrolment", each.pk)
        assert entry.action == ("enrolment.record_pass" if each.has_passed else "enrolment.record_fail")
        assert (entry.detail["theory_points"], entry.case_id) == (each.theory_points, taught.pk)
    assert verify_chain().is_whole


@pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
def test_a_refused_class_gives_everybody_back_with_the_reason(cast: Cast) -> None:
    reviewed = make_class(cast, ClassState.SECOND_REVIEWED, heads=3)
    refuse_class(reviewed, actor=cast.actor("zhao_wenqing"), comment="年度计划已满")

    people = Application.objects.filter(group_id=reviewed.pk)
    assert {(each.state, each.practice_group) for each in people} == {("withdrawn", None)}
    entries = Entry.objects.filter(action="application.withdraw")
    assert {entry.comment for entry in entries} == {"不同意开班：年度计划已满"}
    assert entries.count() == 3
