"""Whom a voucher scheme fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from vouchers.rules.scheme import Holder, SchemeTerms, decide_misfits

TODAY = date(2026, 6, 18)
WIDE = SchemeTerms("training", 2026, "", "", "", frozenset(), date(2026, 12, 31), is_closed=False)
NARROW = replace(WIDE, occupation_code="4-10-01-05", level="5", institution="q", groups=frozenset({"hard"}))
HOLDER = Holder("training", 2026, "4-10-01-05", "5", "q", "hard")


def test_what_is_left_empty_does_not_restrict_and_what_is_asked_is_met() -> None:
    assert decide_misfits(WIDE, HOLDER, today=TODAY) == ()
    assert decide_misfits(NARROW, HOLDER, today=TODAY) == ()
    assert decide_misfits(WIDE, HOLDER, today=WIDE.valid_to) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "evaluation"}, "scheme.other_kind"),
        ({"year": 2027}, "scheme.other_year"),
        ({"occupation_code": "6-06-01-01"}, "scheme.other_occupation"),
        ({"level": "4"}, "scheme.other_level"),
        ({"institution": "h"}, "scheme.other_institution"),
        ({"group": "graduate"}, "scheme.other_group"),
    ],
)
def test_each_term_that_is_not_met_is_named(change: dict[str, Any], code: str) -> None:
    (misfit,) = decide_misfits(NARROW, replace(HOLDER, **change), today=TODAY)
    assert misfit.code == code
    assert misfit.message


@pytest.mark.parametrize(
    ("change", "code"),
    [({"is_closed": True}, "scheme.closed"), ({"valid_to": date(2026, 6, 17)}, "scheme.ended")],
)
def test_a_scheme_that_is_closed_or_over_fits_nobody(change: dict[str, Any], code: str) -> None:
    assert decide_misfits(replace(WIDE, **change), HOLDER, today=TODAY)[0].code == code


def test_all_that_is_not_met_is_said_at_once() -> None:
    stranger = Holder("evaluation", 2025, "x", "1", "z", "graduate")
    assert len(decide_misfits(NARROW, stranger, today=TODAY)) == 6
