"""Absences before they cost somebody the subsidy: how much may still be missed, how much would still save it. Pure.

Counted in half-days, as the subsidy counts them (A16, DR-10).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Outlook(StrEnum):
    SAFE = "safe"
    NARROW = "narrow"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person in one class. `base` are the half-days that the share is taken of; `left` are still to come."""

    counted: int
    missed: int
    left: int
    base: int


@dataclass(frozen=True, slots=True)
class AttendanceTerms:
    """What is asked for. `is_binding`: who stays below leaves 核实人数; otherwise the line only draws attention."""

    share: Fraction
    margin: int  # half-days; with so little to spare somebody is warned
    is_binding: bool = False
    whole_days: bool = False  # half a day counts for nothing (A17)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: half-days `needed` of those `left`; `spare` may be missed (below 0: too late)."""

    needed: int
    left: int
    missed: int
    outlook: Outlook

    @property
    def spare(self) -> int:
        return self.left - self.needed

    @property
    def short(self) -> int:
        """Half-days that are missing even if he comes to all the rest."""
        return max(0, -self.spare)

    @property
    def is_narrow(self) -> bool:
        return self.outlook == Outlook.NARROW

    @property
    def is_lost(self) -> bool:
        return self.outlook == Outlook.LOST


def wanted_half_days(base: int, terms: AttendanceTerms) -> int:
    """The fewest half-days that reach the share; 7.2 of 9 half-days are 8."""
    wanted = -(-base * terms.share.numerator // terms.share.denominator)
    return wanted + wanted % 2 if terms.whole_days else wanted


def judge_attendance(attendance: Attendance, terms: AttendanceTerms) -> Standing:
    """Nobody is warned who has missed nothing, or who may miss all the rest."""
    needed = max(0, wanted_half_days(attendance.base, terms) - attendance.counted)
    spare = attendance.left - needed
    outlook = Outlook.SAFE
    if attendance.missed and needed:
        outlook = Outlook.LOST if spare < 0 else Outlook.NARROW if spare < terms.margin else Outlook.SAFE
    return Standing(needed, attendance.left, attendance.missed, outlook)


def counts_to_warn(closed: int, left: int, base: int, terms: AttendanceTerms) -> dict[int, Standing]:
    """Every number of counted half-days at which somebody must be warned now, for a whole class at once."""
    judged = {
        counted: judge_attendance(Attendance(counted, closed - counted, left, base), terms)
        for counted in range(closed)
    }
    return {counted: standing for counted, standing in judged.items() if standing.outlook != Outlook.SAFE}
