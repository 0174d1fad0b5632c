from __future__ import annotations

from datetime import date, timedelta

import pytest
from chinese_calendar import constants, is_workday
from hypothesis import given
from hypothesis import strategies as st

from foundation.core import workdays
from foundation.core.errors import Invalid
from foundation.core.workdays import WorkCalendar, WorkYear


def _official(year: int) -> WorkYear:
    return WorkYear(
        frozenset(day for day in constants.holidays if day.year == year),
        frozenset(day for day in constants.workdays if day.year == year),
    )


CALENDAR = WorkCalendar({year: _official(year) for year in (2025, 2026)})
DAYS_2026 = st.integers(0, 364).map(lambda offset: date(2026, 1, 1) + timedelta(days=offset))


def test_notice_of_2_march_2026_closes_on_the_9th_and_pays_from_the_10th() -> None:
    published = date(2026, 3, 2)
    assert CALENDAR.notice_closes_on(published, 5) == date(2026, 3, 9)
    assert CALENDAR.payable_from(published, 5) == date(2026, 3, 10)


def test_make_up_saturday_counts_and_spring_festival_does_not() -> None:
    assert CALENDAR.notice_closes_on(date(2026, 2, 12), 5) == date(2026, 2, 26)
    assert CALENDAR.is_workday(date(2026, 2, 14))
    assert CALENDAR.is_workday(date(2026, 2, 28))


@pytest.mark.parametrize(
    ("received", "deadline"),
    [
        (date(2026, 3, 15), date(2026, 5, 15)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
    ],
)
def test_payment_is_due_two_calendar_months_after_receipt(received: date, deadline: date) -> None:
    assert workdays.pay_deadline(received, 2) == deadline


def test_class_may_open_seven_calendar_days_after_the_report() -> None:
    assert workdays.open_earliest(date(2026, 3, 2), 7) == date(2026, 3, 9)


def test_monthly_report_of_june_2026_is_due_on_the_fifth() -> None:
    assert CALENDAR.monthly_report_due(2026, 6, 5) == date(2026, 6, 5)


def test_october_report_waits_for_the_end_of_the_holiday() -> None:
    assert CALENDAR.monthly_report_due(2026, 10, 5) == date(2026, 10, 13)


def test_quarter_report_is_due_in_the_month_after_the_quarter() -> None:
    assert CALENDAR.quarter_report_due(2026, 2, 5) == date(2026, 7, 7)
    assert CALENDAR.quarter_report_due(2025, 4, 5) == date(2026, 1, 8)


def test_video_and_archive_are_kept_for_full_years() -> None:
    assert workdays.retained_until(date(2026, 3, 20), 2) == date(2028, 3, 20)
    assert workdays.retained_until(date(2028, 2, 29), 5) == date(2033, 2, 28)


def test_alarm_comes_on_the_working_day_before_a_deadline_at_rest() -> None:
    assert CALENDAR.alarm_day(date(2026, 10, 3)) == date(2026, 9, 30)
    assert CALENDAR.alarm_day(date(2026, 6, 5)) == date(2026, 6, 5)


@pytest.mark.parametrize("start", [date(2027, 1, 1), date(2026, 12, 31)])
def test_unknown_year_is_refused_and_named(start: date) -> None:
    with pytest.raises(Invalid, match="2027 年") as refusal:
        CALENDAR.add_workdays(start, 1)
    assert refusal.value.code == "calendar.year_unknown"


def test_trial_year_says_so() -> None:
    calendar = WorkCalendar({2027: WorkYear(is_trial=True), 2026: WorkYear()})
    assert calendar.is_trial(date(2027, 5, 1))
    assert not calendar.is_trial(date(2026, 5, 1))
    assert not calendar.is_trial(date(2030, 5, 1))


@given(DAYS_2026)
def test_every_day_of_2026_agrees_with_the_published_list(day: date) -> None:
    assert CALENDAR.is_workday(day) == is_workday(day)


@given(
    st.integers(30, 300).map(lambda offset: date(2026, 1, 1) + timedelta(days=offset)), st.integers(-15, 15)
)
def test_counting_days_undoes_adding_days(start: date, count: int) -> None:
    reached = CALENDAR.add_workdays(start, count)
    there = CALENDAR.workdays_between(start, reached)
    assert there == count or (count < 0 and not CALENDAR.is_workday(start) and there == count + 1)
