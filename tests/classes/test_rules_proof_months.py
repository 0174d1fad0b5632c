"""The first month and the latest two that are over (8号 三(三)1)."""

from __future__ import annotations

from datetime import date

import pytest

from classes.rules.proof_months import in_words, proof_months


@pytest.mark.parametrize(
    ("today", "recent"),
    [
        (date(2026, 9, 20), "2026年7月、2026年8月"),
        (date(2026, 10, 1), "2026年8月、2026年9月"),
        (date(2027, 1, 31), "2026年11月、2026年12月"),
        (date(2027, 2, 1), "2026年12月、2027年1月"),
    ],
)
def test_the_latest_two_months_are_those_before_this_one(today: date, recent: str) -> None:
    months = proof_months(date(2026, 6, 22), today, asks_recent=True)
    assert in_words((months.first,)) == "2026年6月"
    assert in_words(months.recent) == recent


def test_at_first_only_the_first_month_is_asked_for() -> None:
    assert proof_months(date(2026, 6, 22), date(2026, 8, 1), asks_recent=False).recent == ()
