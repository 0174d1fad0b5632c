"""Working days and the deadlines that are counted in them. Pure, no Django, no clock.

The calendar is maintained year by year; a day of a year that nobody has entered is refused, never guessed
from weekends (A51).
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.core.errors import Invalid

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class WorkYear:
    """One published year: the days off, and the weekend days that are worked instead (调休)."""

    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    is_trial: bool = False


@dataclass(frozen=True)
class WorkCalendar:
    """The years whose working days are known."""

    years: Mapping[int, WorkYear]

    def is_workday(self, day: date) -> bool:
        year = self.years.get(day.year)
        if year is None:
            raise Invalid(
                "calendar.year_unknown",
                f"{day.year} 年的工作日历还没有录入，无法推算期限；请系统管理员导入该年国务院放假安排",
            )
        if day in year.make_up_days:
            return True
        return day.weekday() < _SATURDAY and day not in year.days_off

    def is_trial(self, day: date) -> bool:
        """Whether the day's year is only estimated (for trying the system out), not published."""
        year = self.years.get(day.year)
        return year is not None and year.is_trial

    def add_workdays(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`, which itself is not counted; backwards when negative."""
        step = _DAY if count >= 0 else -_DAY
        day, left = start, abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + _DAY * offset) for offset in range(1, (end - start).days + 1))

    def nth_workday_of_month(self, year: int, month: int, nth: int) -> date:
        return self.add_workdays(date(year, month, 1) - _DAY, nth)

    def notice_closes_on(self, published: date, days: int) -> date:
        """Last day on which an objection can be raised; the day of publication is not counted (A47)."""
        return self.add_workdays(published, days)

    def payable_from(self, published: date, days: int) -> date:
        """First day on which money may leave: the day after the notice closed (A47)."""
        return self.notice_closes_on(published, days) + _DAY

    def alarm_day(self, deadline: date) -> date:
        """The day to raise the alarm: the deadline, or the working day before it (A46)."""
        return deadline if self.is_workday(deadline) else self.add_workdays(deadline, -1)

    def monthly_report_due(self, year: int, month: int, nth: int) -> date:
        """Due day within `month` of the report whose data end with the month before (A48)."""
        return self.nth_workday_of_month(year, month, nth)

    def quarter_report_due(self, year: int, quarter: int, nth: int) -> date:
        """Due day of the report on that quarter, in the month after its end (A50)."""
        following = add_months(date(year, quarter * 3, 1), 1)
        return self.nth_workday_of_month(following.year, following.month, nth)


def add_months(start: date, months: int) -> date:
    """The same day number `months` later; where the month is too short, its last day (A45)."""
    years, month_index = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month_index + 1
    return date(year, month, min(start.day, gregorian.monthrange(year, month)[1]))


def pay_deadline(received: date, months: int) -> date:
    """Last day to pay a claim whose complete material came in on `received` (20号 七(一), A45)."""
    return add_months(received, months)


def open_earliest(filed: date, lead_days: int) -> date:
    """Earliest first class day after a complete opening report (8号 二(3), A30): calendar days."""
    return filed + _DAY * lead_days


def retained_until(start: date, years: int) -> date:
    """The day before which nothing may be destroyed (A42–A44)."""
    return add_months(start, 12 * years)
