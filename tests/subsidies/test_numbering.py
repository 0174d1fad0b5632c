"""A running number that another has just taken is tried anew."""

from __future__ import annotations

import pytest

from subsidies.models import SubsidyClaim
from subsidies.operations.numbering import numbered
from tests.builders.subsidies import place_claim
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("office")


def test_a_number_taken_in_between_is_followed_by_another_try(cast: Cast) -> None:
    place_claim(cast, number="BT-2026-0007")
    asked: list[str] = []

    def create(number: str) -> SubsidyClaim:
        asked.append(number)
        return place_claim(cast, number=number if len(asked) > 1 else "BT-2026-0007")

    made = numbered(SubsidyClaim.objects.all(), "BT", 2026, 4, create)

    assert (made.number, len(asked)) == ("BT-2026-0008", 2)
