"""How far the year's plan is, judged without a database (20号 二(三), 八(二))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")


class Pace(StrEnum):
    AHEAD = "ahead"
    SLOW = "slow"
    BEHIND = "behind"


@dataclass(frozen=True)
class Month:
    """A calendar month as the progress report counts it."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.following.first - timedelta(days=1)

    @property
    def following(self) -> Month:
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)

    @property
    def previous(self) -> Month:
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)


def quarter_of(day: date) -> int:
    return (day.month + 2) // 3


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter."""
    return Month(year, quarter * 3 - 2).first, Month(year, quarter * 3).last


@dataclass(frozen=True)
class Schedule:
    """Until when the year's plan is to be done (20号 二(三)), and how far behind is 滞后: both parameters."""

    end_month: int
    lag: Fraction

    def time_progress(self, on: date) -> Fraction:
        """时序进度: the share of the time to the last day of the end month that has gone by."""
        whole = self.days_until(self.last_day(on.year))
        return min(Fraction(1), Fraction(self.days_until(on), whole))

    def last_day(self, year: int) -> date:
        """The day by which the year's plan is to be done."""
        return Month(year, self.end_month).last

    def days_until(self, day: date) -> int:
        """Days from 1 January to this day, both counted."""
        return (day - date(day.year, 1, 1)).days + 1

    def counting(self, on: date) -> str:
        """How 时序进度 is counted, beside the figure: 1月1日至11月30日共334天，已过326天."""
        last = self.last_day(on.year)
        whole = self.days_until(last)
        gone = min(self.days_until(on), whole)
        return f"1月1日至{last.month}月{last.day}日共{whole}天，已过{gone}天"

    def pace_of(self, finished: int, target: int, on: date) -> Pace:
        """研判: the share finished against the share of time gone by; 略慢 down to `lag` behind, 滞后 beyond."""
        lead = Fraction(finished, target) - self.time_progress(on)
        if lead >= 0:
            return Pace.AHEAD
        return Pace.SLOW if lead >= -self.lag else Pace.BEHIND
