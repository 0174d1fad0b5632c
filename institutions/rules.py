"""Contracts, fire checks and the account: what is covered, what is shown, from when it may be paid to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from foundation.core.workdays import add_months

Period = tuple[date, date]


def first_uncovered_day(periods: Iterable[Period], first: date, last: date) -> date | None:
    """The first day from `first` to `last` (both counted) that lies in no period; None when all are covered.

    Two yearly contracts that follow each other cover a class over the turn of the year (A53).
    """
    day = first
    for starts, ends in sorted(periods):
        if starts > day:
            break
        day = max(day, ends + timedelta(days=1))
    return day if day <= last else None


def fire_check_ends(checked_on: date | None, printed: date | None, months: int) -> date | None:
    """Last day on which a fire check is good: what the paper says; without it, so many months by office practice."""
    if checked_on is None:
        return None
    return printed or add_months(checked_on, months) - timedelta(days=1)


def usable_from(confirmed_on: date, cooling_days: int) -> date:
    """First day on which money may go to a changed account: after the whole cooling time."""
    return confirmed_on + timedelta(days=cooling_days)


def mask_account(number: str) -> str:
    """6217****1234: the first and the last four characters."""
    return f"{number[:4]}****{number[-4:]}" if len(number) > 8 else "****"
