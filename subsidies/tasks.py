"""What the calendar does to claims: notices whose period is over, payments that are not settled yet."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.jobs.schedule import daily
from subsidies.operations import close_due_notices, settle_paid_claims


@daily("close_notices")
def close_notices() -> int:
    """From the first day after the fifth working day."""
    return close_due_notices(actor=Actor.system())


@daily("settle_claims")
def settle_claims() -> int:
    """Write-off and conclusion that could not follow the payment at once."""
    return settle_paid_claims(actor=Actor.system())
