"""What the opening of a class needs: the policy in force, and Thursday 18 June 2026."""

from __future__ import annotations

from datetime import date

import pytest


@pytest.fixture(autouse=True)
def office(policy_in_force: None, on_18_june_2026: date) -> None:
    """Every test here happens on that day under those parameters."""
