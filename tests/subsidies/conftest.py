"""Claims are calculated under the documents in force, on Thursday 18 June 2026, with a known calendar."""

from __future__ import annotations

import pytest

from tests.builders.subsidies import know_calendar


@pytest.fixture
def office(policy_in_force: None, on_18_june_2026: object) -> None:
    """Documents, day and calendar."""
    know_calendar()
