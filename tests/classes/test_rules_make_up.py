"""When somebody may ask that a half-day be put right for him."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from classes.rules.make_up import Missed, refusal_to_ask

MISSED = Missed(is_expected=True, is_over=True, counts=False)


def test_a_half_day_that_is_over_and_does_not_count_may_be_asked_about() -> None:
    assert refusal_to_ask(MISSED) == ""


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"is_expected": False}, "signing.not_expected"),
        ({"is_over": False}, "make_up.not_over"),
        ({"counts": True}, "make_up.counts_already"),
        ({"is_asked": True}, "make_up.already_asked"),
        ({"is_in_correction": True}, "correction.already_pending"),
    ],
)
def test_every_other_half_day_says_why_not(changed: dict[str, Any], code: str) -> None:
    assert refusal_to_ask(replace(MISSED, **changed)) == code
