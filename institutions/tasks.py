"""What the calendar does to institutions: a contract that has run out ends the right to open classes."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.jobs.schedule import daily
from institutions.operations import expire_institution
from institutions.queries import institutions_out_of_contract


@daily("institutions.expire")
def expire_contracts() -> int:
    """Every institution 在约 without a contract for today becomes 到期."""
    due = list(institutions_out_of_contract())
    for institution in due:
        expire_institution(institution, actor=Actor.system())
    return len(due)
