"""Which days a set of contracts covers, how long a fire check is good, and what is shown of an account."""

from __future__ import annotations

from datetime import date

import pytest

from institutions.rules import fire_check_ends, first_uncovered_day, mask_account, usable_from

Y2026 = (date(2026, 1, 1), date(2026, 12, 31))
Y2027 = (date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("periods", "first", "last", "uncovered"),
    [
        ([Y2026], date(2026, 6, 29), date(2026, 7, 18), None),
        ([Y2026], date(2026, 12, 31), date(2026, 12, 31), None),
        ([Y2026], date(2026, 12, 20), date(2027, 1, 8), date(2027, 1, 1)),
        ([Y2027, Y2026], date(2026, 12, 20), date(2027, 1, 8), None),
        ([Y2027], date(2026, 12, 31), date(2027, 1, 8), date(2026, 12, 31)),
        ([], date(2026, 6, 29), date(2026, 7, 18), date(2026, 6, 29)),
    ],
)
def test_first_uncovered_day_is_named(
    periods: list[tuple[date, date]], first: date, last: date, uncovered: date | None
) -> None:
    assert first_uncovered_day(periods, first, last) == uncovered


def test_changed_account_is_usable_after_the_whole_cooling_time() -> None:
    assert usable_from(date(2026, 6, 18), 3) == date(2026, 6, 21)


def test_account_shows_its_ends_only() -> None:
    assert (mask_account("6217000000000001234"), mask_account("12345678")) == ("6217****1234", "****")


@pytest.mark.parametrize(
    ("checked_on", "printed", "until"),
    [
        (date(2026, 1, 10), None, date(2027, 1, 9)),
        (date(2026, 1, 10), date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 1, 10), date(2028, 1, 9), date(2028, 1, 9)),
        (None, None, None),
    ],
)
def test_a_fire_check_is_good_as_printed_or_else_by_the_offices_practice(
    checked_on: date | None, printed: date | None, until: date | None
) -> None:
    assert fire_check_ends(checked_on, printed, 12) == until
