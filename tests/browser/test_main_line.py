"""The whole line in a real browser: an institution without a class, fifty people, and at the end the money is paid."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import OfficeClock, SitDown
from tests.browser.opening_line import open_class


def test_from_an_empty_institution_to_the_paid_subsidy(
    sit_down: SitDown, office_clock: OfficeClock, tmp_path: Path
) -> None:
    open_class(sit_down, office_clock, tmp_path)
