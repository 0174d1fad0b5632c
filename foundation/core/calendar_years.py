"""The working-day calendar in the database: entering a year, and loading all years as a `WorkCalendar`.

A year comes from the package that follows the State Council's notices, from an administrator's list, or, for
trying the system out only, from an estimate that is marked as such.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chinese_calendar import constants
from django.db import transaction
from django.db.models import Count, Max

from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.models import CalendarDay, CalendarSource, CalendarYear
from foundation.core.workdays import WorkCalendar, WorkYear

# 农历节日的公历日期（除夕、清明、端午、中秋），只用于估算尚未公布放假安排的年份。
_LUNAR_FESTIVALS: dict[int, tuple[date, date, date, date]] = {
    2027: (date(2027, 2, 5), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
    2028: (date(2028, 1, 25), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
}

_FESTIVAL_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}

_Signature = tuple[int, datetime | None]
_loaded: dict[str, tuple[_Signature, WorkCalendar]] = {}


@dataclass(frozen=True)
class DayRow:
    """One line of a published holiday list: a day off, or a weekend day that is worked."""

    day: date
    is_workday: bool
    name: str = ""


def load_calendar() -> WorkCalendar:
    """All entered years, kept per process until a year is entered again (one small query per call)."""
    seen = CalendarYear.objects.aggregate(count=Count("year"), latest=Max("imported_at"))
    signature: _Signature = (seen["count"], seen["latest"])
    kept = _loaded.get("calendar")
    if kept is None or kept[0] != signature:
        kept = _loaded["calendar"] = (signature, _read_calendar())
    return kept[1]


def years_known_to_package() -> range:
    """Years whose official list came with the installed package."""
    return range(min(constants.holidays).year, max(constants.holidays).year + 1)


def import_from_package(year: int) -> CalendarYear:
    """Enter the official list of a year the package knows; otherwise `calendar.year_not_published`."""
    known = years_known_to_package()
    if year not in known:
        raise Invalid(
            "calendar.year_not_published",
            f"程序自带的放假安排只到 {known.stop - 1} 年；请按国务院通知整理 {year} 年的日期后导入",
        )
    days_off = [DayRow(day, False, _festival(name)) for day, name in constants.holidays.items()]
    make_up = [DayRow(day, True, f"{_festival(name)}调休上班") for day, name in constants.workdays.items()]
    rows = [row for row in days_off + make_up if row.day.year == year]
    return _enter(year, CalendarSource.PACKAGE, rows)


def import_from_rows(year: int, rows: Iterable[DayRow]) -> CalendarYear:
    """Enter an administrator's list. It replaces whatever was known of that year, whole."""
    listed = list(rows)
    _check_rows(year, listed)
    return _enter(year, CalendarSource.IMPORTED, listed)


def estimate_year(year: int) -> CalendarYear:
    """The statutory days only, without 调休, marked 仅供试用; never in place of a published list."""
    if year not in _LUNAR_FESTIVALS:
        raise Invalid(
            "calendar.year_not_estimable", f"没有 {year} 年的农历节日数据，不能估算，请导入放假安排"
        )
    if CalendarYear.objects.filter(year=year, is_trial=False).exists():
        raise Invalid("calendar.year_published", f"{year} 年已有正式工作日历，不能用估算代替")
    return _enter(year, CalendarSource.ESTIMATED, _statutory_days(year), is_trial=True)


def _statutory_days(year: int) -> list[DayRow]:
    """The 13 days of the 2025 regulation."""
    eve, tomb_sweeping, dragon_boat, mid_autumn = _LUNAR_FESTIVALS[year]
    days = {date(year, 10, 1) + timedelta(days=offset): "国庆节" for offset in range(3)}
    days |= {eve + timedelta(days=offset): "春节" for offset in range(4)}
    days |= {date(year, 5, 1): "劳动节", date(year, 5, 2): "劳动节", date(year, 1, 1): "元旦"}
    days |= {tomb_sweeping: "清明节", dragon_boat: "端午节", mid_autumn: "中秋节"}
    return [DayRow(day, False, name) for day, name in sorted(days.items())]


def _check_rows(year: int, rows: list[DayRow]) -> None:
    if not rows:
        raise Invalid("calendar.empty", f"{year} 年的放假安排是空的，请填写放假日期和调休上班日期")
    foreign = sorted(row.day for row in rows if row.day.year != year)
    if foreign:
        raise Invalid("calendar.foreign_day", f"{foreign[0]} 不在 {year} 年内，请检查放假安排的年份")
    if len({row.day for row in rows}) != len(rows):
        raise Invalid("calendar.day_repeated", f"{year} 年的放假安排中有重复的日期，请每个日期只填一行")
    odd = [row.day for row in rows if row.is_workday and row.day.weekday() < 5]
    if odd:
        raise Invalid("calendar.make_up_on_weekday", f"{odd[0]} 不是周末，不必标为调休上班，请核对")


@transaction.atomic
def _enter(year: int, source: str, rows: list[DayRow], *, is_trial: bool = False) -> CalendarYear:
    entered, _ = CalendarYear.objects.update_or_create(
        year=year, defaults={"source": source, "is_trial": is_trial, "imported_at": clock.now()}
    )
    entered.days.all().delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(date=row.day, year=entered, is_workday=row.is_workday, name=row.name) for row in rows
    )
    return entered


def _read_calendar() -> WorkCalendar:
    days: dict[tuple[int, bool], set[date]] = defaultdict(set)
    for day, year, is_workday in CalendarDay.objects.values_list("date", "year_id", "is_workday"):
        days[year, is_workday].add(day)
    return WorkCalendar(
        {
            year: WorkYear(frozenset(days[year, False]), frozenset(days[year, True]), is_trial)
            for year, is_trial in CalendarYear.objects.values_list("year", "is_trial")
        }
    )


def _festival(name: str) -> str:
    return _FESTIVAL_NAMES.get(name, name)
