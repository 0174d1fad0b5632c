"""The clock of the office: what is typed without a zone is its time, and what is shown is, too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from classes.models import SigningPhone
from foundation.core import clock

HALF_PAST_EIGHT = datetime(2026, 6, 15, 8, 30, tzinfo=clock.CHINA)


@pytest.mark.parametrize(
    "text", ["2026-06-15T08:30", "2026-06-15 08:30:00", "2026-06-15T00:30+00:00", "2026-06-15T00:30Z"]
)
def test_what_is_typed_is_the_office_s_time_unless_it_names_another(text: str) -> None:
    assert clock.as_typed(text) == HALF_PAST_EIGHT


@pytest.mark.parametrize("text", ["", "上午", "2026-13-01", "08:30"])
def test_what_is_no_instant_is_none(text: str) -> None:
    assert clock.as_typed(text) is None


def test_a_record_is_named_by_the_hour_of_the_office() -> None:
    phone = SigningPhone(first_seen_at=datetime(2026, 6, 15, 0, 30, tzinfo=UTC))
    assert str(phone) == "签到手机 2026-06-15 08:30"
