"""Claims are calculated under the documents in force, on Thursday 18 June 2026, with a known calendar."""

from __future__ import annotations

import pytest


@pytest.fixture
def office(policy_in_force: None, calendar_2026: None, on_18_june_2026: object) -> None:
    """Documents, day and calendar."""
