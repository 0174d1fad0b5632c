"""What the calendar does to claims: notices that end, payments not settled yet, and a look back at the figures."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.jobs.schedule import daily
from subsidies.operations import close_due_notices, replay_sample, settle_paid_claims


@daily("close_notices")
def close_notices() -> int:
    """From the first day after the fifth working day."""
    return close_due_notices(actor=Actor.system())


@daily("settle_claims")
def settle_claims() -> int:
    """Write-off and conclusion that could not follow the payment at once."""
    return settle_paid_claims(actor=Actor.system())


@daily("replay_claims")
def replay_claims() -> int:
    """A sample of the stored claims is computed anew; what differs is put on record and told."""
    return replay_sample(actor=Actor.system())
