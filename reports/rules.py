"""How far the year's plan is, judged without a database (20号 二(三), 八(二))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
LAG_LIMIT = Fraction(1, 10)
"""略慢 down to ten points behind, 滞后 beyond: how the office reads the table, not a clause (design §8)."""


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


def time_progress(on: date) -> Fraction:
    """时序进度: the share of the time to the end of November that has gone by (20号 二(三))."""
    year_begins = date(on.year, 1, 1)
    gone = (on - year_begins).days + 1
    whole = (date(on.year, 11, 30) - year_begins).days + 1
    return min(Fraction(1), Fraction(gone, whole))


def pace_of(finished: int, target: int, on: date) -> Pace:
    """研判: the share finished against the share of time gone by."""
    lead = Fraction(finished, target) - time_progress(on)
    if lead >= 0:
        return Pace.AHEAD
    return Pace.SLOW if lead >= -LAG_LIMIT else Pace.BEHIND
