"""What the calendar does to institutions: contracts that have run out, fire checks that are about to."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.jobs.schedule import daily
from institutions.operations import expire_institution, warn_of_ending_fire_checks
from institutions.queries import institutions_out_of_contract


@daily("institutions.expire")
def expire_contracts() -> int:
    """Every institution 在约 without a contract for today becomes 到期."""
    due = list(institutions_out_of_contract())
    for institution in due:
        expire_institution(institution, actor=Actor.system())
    return len(due)


@daily("institutions.warn_of_fire_checks")
def warn_of_fire_checks() -> int:
    """Institutions whose fire check ends soon hear of it, once for each end."""
    return warn_of_ending_fire_checks()
