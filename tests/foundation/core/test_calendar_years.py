from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from foundation.core import calendar_years
from foundation.core.calendar_years import (
    DayRow,
    estimate_year,
    import_from_package,
    import_from_rows,
    load_calendar,
)
from foundation.core.errors import Invalid
from foundation.core.models import CalendarDay, CalendarSource, CalendarYear

pytestmark = pytest.mark.django_db


def test_package_knows_the_published_year_2026() -> None:
    year = import_from_package(2026)
    calendar = load_calendar()
    assert (year.source, year.is_trial) == (CalendarSource.PACKAGE, False)
    assert calendar.monthly_report_due(2026, 10, 5) == date(2026, 10, 13)
    assert CalendarDay.objects.get(date=date(2026, 2, 17)).name == "春节"
    assert CalendarDay.objects.get(date=date(2026, 2, 28)).is_workday


def test_year_the_package_does_not_know_is_refused() -> None:
    beyond = calendar_years.years_known_to_package().stop
    with pytest.raises(Invalid) as refusal:
        import_from_package(beyond)
    assert refusal.value.code == "calendar.year_not_published"


def test_year_nobody_entered_is_refused_by_name() -> None:
    import_from_package(2026)
    with pytest.raises(Invalid, match="2031 年") as refusal:
        load_calendar().is_workday(date(2031, 3, 3))
    assert refusal.value.code == "calendar.year_unknown"


def test_entering_a_year_again_replaces_it_and_is_seen_at_once() -> None:
    import_from_rows(2030, [DayRow(date(2030, 3, 4), False, "测试放假")])
    before = load_calendar()
    import_from_rows(2030, [DayRow(date(2030, 3, 5), False, "测试放假")])
    assert not before.is_workday(date(2030, 3, 4))
    assert load_calendar().is_workday(date(2030, 3, 4))
    assert not load_calendar().is_workday(date(2030, 3, 5))
    assert CalendarDay.objects.count() == 1


def test_calendar_is_kept_until_a_year_is_entered(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    import_from_package(2026)
    first = load_calendar()
    with django_assert_num_queries(1):
        assert load_calendar() is first


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "calendar.empty"),
        ([DayRow(date(2031, 1, 1), False)], "calendar.foreign_day"),
        ([DayRow(date(2030, 1, 1), False), DayRow(date(2030, 1, 1), False)], "calendar.day_repeated"),
        ([DayRow(date(2030, 1, 2), True)], "calendar.make_up_on_weekday"),
    ],
)
def test_list_that_cannot_be_right_is_refused(rows: list[DayRow], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        import_from_rows(2030, rows)
    assert refusal.value.code == code
    assert not CalendarYear.objects.exists()


def test_estimated_year_has_thirteen_statutory_days_and_is_marked_trial() -> None:
    year = estimate_year(2027)
    assert (year.is_trial, year.days.count()) == (True, 13)
    assert load_calendar().is_trial(date(2027, 2, 5))
    assert not load_calendar().is_workday(date(2027, 2, 8))


def test_estimate_never_replaces_a_published_year() -> None:
    import_from_rows(2027, [DayRow(date(2027, 1, 1), False, "元旦")])
    with pytest.raises(Invalid) as refusal:
        estimate_year(2027)
    assert refusal.value.code == "calendar.year_published"


def test_year_without_festival_dates_is_not_estimated() -> None:
    with pytest.raises(Invalid) as refusal:
        estimate_year(2050)
    assert refusal.value.code == "calendar.year_not_estimable"


def test_published_list_replaces_an_estimate() -> None:
    estimate_year(2027)
    year = import_from_rows(2027, [DayRow(date(2027, 1, 1), False, "元旦")])
    assert (year.is_trial, year.source) == (False, CalendarSource.IMPORTED)
