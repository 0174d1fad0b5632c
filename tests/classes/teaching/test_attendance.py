"""Sign-in sheets: who fills them, when, and what is never accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest

from classes.enums import ClassState
from classes.models import AttendanceMark, PlannedSession, TrainingClass
from classes.operations import SheetLine, close_sheet, record_sheet, withdraw_enrolment
from classes.queries.teaching import attended_half_days, session_counts
from foundation.audit.models import Entry
from foundation.core import clock
from tests.builders.running import (
    FIRST_DAY,
    Size,
    enrol,
    evening_of,
    everybody,
    make_running_class,
    people_of,
    second_number,
    teach,
)
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from trainees.models import Person


def first(training_class: TrainingClass) -> PlannedSession:
    return PlannedSession.objects.filter(training_class=training_class).order_by("date", "half")[0]


def test_a_full_sheet_is_saved_closed_and_counted(cast: Cast) -> None:
    training_class = make_running_class(cast)
    session, teacher = first(training_class), cast.actor("qihang_teacher")
    with clock.moved_to(evening_of(session.date)):
        record_sheet(session, actor=teacher, lines=everybody(session, away=[2]))
        closed = close_sheet(session, actor=teacher)
    counts = session_counts(closed)
    assert (counts.expected, counts.came, counts.counted) == (3, 2, 2)
    assert closed.closed_by == cast["qihang_teacher"]
    assert sorted(attended_half_days(training_class).values()) == [0, 1, 1]


def test_signing_in_without_signing_out_does_not_count(cast: Cast) -> None:
    training_class = make_running_class(cast, Size(people=1))
    session, teacher = first(training_class), cast.actor("qihang_teacher")
    line = SheetLine(people_of(training_class)[0].pk, session.starts_at, None, "中途离开")
    with clock.moved_to(evening_of(session.date)):
        record_sheet(session, actor=teacher, lines=[line])
        close_sheet(session, actor=teacher)
    assert list(attended_half_days(training_class).values()) == [0]


def test_half_days_of_an_open_sheet_do_not_count_yet(cast: Cast) -> None:
    training_class = make_running_class(cast, Size(people=1))
    session = first(training_class)
    with clock.moved_to(evening_of(session.date)):
        record_sheet(session, actor=cast.actor("qihang_teacher"), lines=everybody(session))
    assert list(attended_half_days(training_class).values()) == [0]


def test_saving_again_replaces_and_an_emptied_line_is_erased(cast: Cast) -> None:
    training_class = make_running_class(cast, Size(people=2))
    session, teacher = first(training_class), cast.actor("qihang_teacher")
    one, two = people_of(training_class)
    with clock.moved_to(evening_of(session.date)):
        record_sheet(session, actor=teacher, lines=everybody(session))
        record_sheet(
            session, actor=teacher, lines=[SheetLine(one.pk), SheetLine(two.pk, absence_reason="事假")]
        )
    assert [(mark.enrolment, mark.absence_reason) for mark in AttendanceMark.objects.all()] == [(two, "事假")]


def test_nobody_signs_a_half_day_that_has_not_come(cast: Cast) -> None:
    session = first(make_running_class(cast))
    yesterday = evening_of(session.date - timedelta(days=1))
    with clock.moved_to(yesterday), refused("attendance.not_yet"):
        record_sheet(session, actor=cast.actor("qihang_teacher"), lines=everybody(session))


def test_no_time_is_entered_that_has_not_come(cast: Cast) -> None:
    session = first(make_running_class(cast))
    at_nine = datetime.combine(session.date, time(9), tzinfo=clock.CHINA)
    with clock.moved_to(at_nine), refused("attendance.wrong_time"):
        record_sheet(session, actor=cast.actor("qihang_teacher"), lines=everybody(session))


@pytest.mark.parametrize(
    ("came", "left"),
    [
        (time(12, 30), None),
        (time(5, 0), None),
        (time(8, 40), time(8, 35)),
        (None, time(11, 50)),
        (time(8, 40), time(15, 0)),
    ],
)
def test_times_outside_the_half_day_are_refused(cast: Cast, came: time | None, left: time | None) -> None:
    training_class = make_running_class(cast)
    session = first(training_class)
    line = SheetLine(people_of(training_class)[0].pk, came, left)
    with clock.moved_to(evening_of(session.date)), refused("attendance.wrong_time"):
        record_sheet(session, actor=cast.actor("qihang_teacher"), lines=[line])


def test_a_sheet_is_not_closed_while_somebody_is_unexplained(cast: Cast) -> None:
    session, teacher = first(make_running_class(cast)), cast.actor("qihang_teacher")
    with clock.moved_to(evening_of(session.date)):
        record_sheet(session, actor=teacher, lines=everybody(session)[:2])
        with refused("attendance.sheet_incomplete"):
            close_sheet(session, actor=teacher)


def test_a_sheet_is_not_closed_before_the_half_day_is_over(cast: Cast) -> None:
    session = first(make_running_class(cast))
    at_ten = datetime.combine(session.date, time(10), tzinfo=clock.CHINA)
    with clock.moved_to(at_ten), refused("attendance.not_over"):
        close_sheet(session, actor=cast.actor("qihang_teacher"))


def test_a_closed_sheet_is_neither_filled_nor_closed_again(cast: Cast) -> None:
    training_class = teach(cast, make_running_class(cast))
    session, teacher = first(training_class), cast.actor("qihang_teacher")
    with clock.moved_to(evening_of(session.date)):
        with refused("attendance.sheet_closed"):
            record_sheet(session, actor=teacher, lines=everybody(session))
        with refused("attendance.sheet_closed"):
            close_sheet(session, actor=teacher)


def test_who_has_left_is_not_expected_the_day_after(cast: Cast) -> None:
    training_class = make_running_class(cast, Size(people=3, days=2))
    leaver = people_of(training_class)[0]
    with clock.moved_to(evening_of(FIRST_DAY)):
        withdraw_enrolment(leaver, actor=cast.actor("qihang_manager"), comment="外出务工", last_day=FIRST_DAY)
    second = PlannedSession.objects.filter(training_class=training_class).order_by("date", "half")[2]
    assert session_counts(first(training_class)).expected == 3
    assert session_counts(second).expected == 2
    with clock.moved_to(evening_of(second.date)), refused("attendance.not_expected"):
        record_sheet(
            second, actor=cast.actor("qihang_teacher"), lines=[SheetLine(leaver.pk, absence_reason="退班")]
        )


@pytest.mark.parametrize("under", [lambda person: person, second_number], ids=["one number", "another"])
def test_nobody_is_in_two_classes_in_one_half_day(cast: Cast, under: Callable[[Person], Person]) -> None:
    here, there = make_running_class(cast), make_running_class(cast, institution="huineng")
    twin = enrol(cast, there, 9, under(people_of(here)[0].person))
    with clock.moved_to(evening_of(FIRST_DAY)):
        record_sheet(first(here), actor=cast.actor("qihang_teacher"), lines=everybody(first(here)))
        line = SheetLine(twin.pk, time(8, 30), time(11, 50))
        with refused("attendance.elsewhere"):
            record_sheet(first(there), actor=cast.actor("huineng_manager"), lines=[line])


def test_the_same_person_twice_on_a_sheet_is_refused(cast: Cast) -> None:
    session = first(make_running_class(cast))
    with clock.moved_to(evening_of(session.date)), refused("attendance.twice"):
        record_sheet(session, actor=cast.actor("qihang_teacher"), lines=everybody(session) * 2)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("li_jing", "class.wrong_role"),
        ("zhang_wei", "class.wrong_role"),
        ("sun_guodong", "class.wrong_role"),
        ("huineng_manager", "record.not_visible"),
        ("admin_he", "record.not_visible"),
    ],
)
def test_only_the_own_institution_fills_sheets(cast: Cast, who: str, code: str) -> None:
    session = first(make_running_class(cast))
    with clock.moved_to(evening_of(session.date)), refused(code):
        record_sheet(session, actor=cast.actor(who), lines=everybody(session))


@pytest.mark.parametrize("state", [ClassState.VOUCHERS_MADE, ClassState.SUSPENDED, ClassState.TAUGHT])
def test_sheets_are_filled_only_while_the_class_is_taught(cast: Cast, state: str) -> None:
    session = first(make_running_class(cast, state=state))
    with clock.moved_to(evening_of(session.date)), refused("class.wrong_state"):
        record_sheet(session, actor=cast.actor("qihang_teacher"), lines=everybody(session))


def test_filling_and_closing_leave_their_trace_without_names(cast: Cast) -> None:
    training_class = teach(cast, make_running_class(cast))
    entries = Entry.objects.filter(case_id=training_class.pk, action__startswith="attendance.")
    assert {entry.action for entry in entries} == {"attendance.record_sheet", "attendance.close_sheet"}
    assert all(entry.institution_id == training_class.institution_id for entry in entries)
    assert "学员" not in str([entry.detail for entry in entries])
