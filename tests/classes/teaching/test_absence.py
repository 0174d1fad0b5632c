"""Who is about to miss too much is seen by the class head, by the bureau and by himself, until he was spoken to."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from classes.models import Enrolment, PlannedSession, TrainingClass
from classes.operations import close_sheet, record_sheet, remind_absentee
from classes.queries.absence import absence_warnings, to_be_reminded
from classes.queries.teaching import sessions_of
from classes.rules.absence import Outlook
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.workflow.worklist import worklist
from tests.builders.policy import pinned
from tests.builders.running import (
    FIRST_DAY,
    Size,
    evening_of,
    everybody,
    make_running_class,
    people_of,
)
from tests.builders.visits import browser_of, visit_for
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn

TEN_HALF_DAYS = Size(people=4, days=5)


def held(cast: Cast, training_class: TrainingClass, half_days: int, *, away: tuple[int, ...]) -> None:
    """So many half-days are over; who is `away` came to none of those that were still open."""
    for session in sessions_of(training_class)[:half_days]:
        if session.is_closed:
            continue
        with clock.moved_to(evening_of(session.date)):
            record_sheet(session, actor=cast.actor("qihang_teacher"), lines=everybody(session, away=away))
            close_sheet(session, actor=cast.actor("qihang_teacher"))


@pytest.fixture
def narrow(cast: Cast) -> TrainingClass:
    """One half-day of ten is over and 2 号 missed it: he may miss one more."""
    training_class = make_running_class(cast, TEN_HALF_DAYS)
    held(cast, training_class, 1, away=(2,))
    return training_class


def test_warning_says_what_would_still_save_him(narrow: TrainingClass) -> None:
    warning = absence_warnings(narrow)[0]
    assert len(absence_warnings(narrow)) == 1
    assert (warning.enrolment.position, warning.standing.outlook) == (2, Outlook.NARROW)
    assert (warning.standing.needed, warning.standing.left, warning.standing.spare) == (8, 9, 1)
    assert warning.lessons_left == 18
    assert not warning.clock.terms.is_binding


def test_who_cannot_reach_it_any_more_comes_first_and_waits_for_nobody(cast: Cast) -> None:
    training_class = make_running_class(cast, TEN_HALF_DAYS)
    held(cast, training_class, 2, away=(3,))
    held(cast, training_class, 3, away=(1, 3))
    lost, narrow = absence_warnings(training_class)
    assert (lost.enrolment.position, lost.standing.is_lost, lost.standing.short) == (3, True, 1)
    assert (narrow.enrolment.position, narrow.standing.is_narrow) == (1, True)
    assert [each.position for each in to_be_reminded(cast.actor("qihang_teacher"))] == [1]


def test_pinned_minimum_binds_and_counts_the_approved_days(cast: Cast) -> None:
    terms = pinned(min_attendance_rate=Fraction(9, 10))
    training_class = make_running_class(cast, TEN_HALF_DAYS, parameter_snapshot=terms)
    held(cast, training_class, 1, away=(2,))
    warning = absence_warnings(training_class)[0]
    assert warning.clock.terms.is_binding
    assert warning.consequence == "不计入核实人数、不予补贴"
    assert (warning.clock.base, warning.standing.spare) == (10, 0)


def test_reminding_waits_since_the_sheet_that_brought_him_near_the_line(
    cast: Cast, narrow: TrainingClass
) -> None:
    waiting = next(
        item for item in worklist(cast.actor("qihang_teacher")).items if item.step.verb == "remind"
    )
    sheets = PlannedSession.objects.filter(training_class=narrow, closed_at__isnull=False)
    assert waiting.since == sheets.get().closed_at
    assert waiting.since != people_of(narrow)[1].state_since


def test_reminder_takes_him_from_the_worklist_until_he_misses_again(
    cast: Cast, narrow: TrainingClass
) -> None:
    teacher, one = cast.actor("qihang_teacher"), people_of(narrow)[1]
    assert [item.label for item in worklist(teacher).items if item.step.verb == "remind"] == ["提醒缺课学员"]
    with clock.moved_to(evening_of(FIRST_DAY)):
        remind_absentee(one, actor=teacher, note="电话告知，答应按时到课")
        with refused("absence.nothing_to_remind"):
            remind_absentee(one, actor=teacher, note="再说一遍")
    assert not to_be_reminded(teacher).exists()
    assert Entry.objects.get(action="absence.remind").detail["missed_half_days"] == 1

    held(cast, narrow, 2, away=(2,))
    assert [each.pk for each in to_be_reminded(teacher)] == [one.pk]
    assert not absence_warnings(narrow)[0].is_reminded


@pytest.mark.parametrize(
    ("who", "code"), [("li_jing", "class.wrong_role"), ("huineng_manager", "record.not_visible")]
)
def test_only_his_own_institution_reminds_him(cast: Cast, narrow: TrainingClass, who: str, code: str) -> None:
    with refused(code):
        remind_absentee(people_of(narrow)[1], actor=cast.actor(who), note="电话告知")


def test_class_page_and_his_own_page_say_it(cast: Cast, narrow: TrainingClass, sign_in: SignIn) -> None:
    one = people_of(narrow)[1]
    with clock.moved_to(evening_of(FIRST_DAY)):
        page = sign_in("qihang_teacher").get(reverse("classes:teaching", args=[narrow.pk])).content.decode()
        detail = sign_in("qihang_teacher").get(one.get_absolute_url()).content.decode()
        own = browser_of(visit_for(one.person)).get(reverse("reports:my_home")).content.decode()
        other = browser_of(visit_for(people_of(narrow)[0].person)).get(reverse("reports:my_home"))
    for text in (page, detail):
        assert "缺课预警" in text
        assert "最多再缺 1 个半天" in text
    assert "至少再到 8 个半天才够" in own
    assert "请不要再缺课" not in other.content.decode()


def test_reminder_without_words_is_asked_again(cast: Cast, narrow: TrainingClass, sign_in: SignIn) -> None:
    address = reverse("classes:enrolment_remind", args=[people_of(narrow)[1].pk])
    with clock.moved_to(evening_of(FIRST_DAY)):
        assert sign_in("qihang_teacher").post(address, {"note": " "}).status_code == 422
        assert sign_in("qihang_teacher").post(address, {"note": "电话告知"}).status_code == 302


def test_warnings_of_a_class_take_three_queries(
    cast: Cast, narrow: TrainingClass, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        assert len(absence_warnings(narrow)) == 1


def test_over_all_classes_the_worklist_agrees_with_the_class_page(cast: Cast, narrow: TrainingClass) -> None:
    second = make_running_class(cast, TEN_HALF_DAYS, first_day=FIRST_DAY + timedelta(days=14))
    held(cast, second, 2, away=(1,))
    shown = {
        warning.enrolment.pk
        for each in (narrow, second)
        for warning in absence_warnings(each)
        if warning.standing.is_narrow
    }
    assert set(to_be_reminded(cast.actor("qihang_teacher")).values_list("pk", flat=True)) == shown
    assert len(shown) == 2
    assert Enrolment.objects.count() == 8
