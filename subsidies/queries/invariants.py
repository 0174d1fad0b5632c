"""What must always be true of claims (trust §4: fsck). Reads only."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from foundation.core.invariants import invariant
from subsidies.enums import EDITABLE_STATES, PAID_STATES
from subsidies.models import SubsidyClaim
from subsidies.models.claim import ClaimQuerySet
from subsidies.queries.calculation import content_digest
from subsidies.queries.replaying import differences, stored_claims
from subsidies.queries.stages import earlier_claims

SHOWN = 5  # of one claim


def _submitted() -> ClaimQuerySet:
    return SubsidyClaim.objects.exclude(state__in=EDITABLE_STATES)


@invariant("claims.total_is_sum_of_people")
def _totals() -> Iterator[str]:
    """The amount of a submitted claim is the sum of its people's amounts, to the fen."""
    paid = Coalesce(Sum("people__amount_fen"), 0)
    for claim in _submitted().annotate(paid=paid).exclude(total_fen=F("paid")):
        yield f"{claim.number}: {claim.total_fen}"


@invariant("claims.content_is_as_digested")
def _digests() -> Iterator[str]:
    """Facts, parameters, statement and people of a submitted claim are those its digest covers."""
    for claim in _submitted().iterator():
        if content_digest(claim) != claim.digest:
            yield claim.number


@invariant("claims.statement_replays")
def _replays() -> Iterator[str]:
    """Computed anew from its snapshot, a submitted claim comes to the same statement, lines and people."""
    for claim in stored_claims():
        for found in differences(claim)[:SHOWN]:
            yield f"{found.claim} {found.where}: {found.stored}, computed {found.computed}"


@invariant("claims.stages_are_in_order")
def _stages() -> Iterator[str]:
    """A stage was handed in only when every earlier one stood and was paid; only the last one is final."""
    for claim in _submitted().live().filter(stage__gt=1).select_related("training_class"):
        earlier = earlier_claims(claim)
        if len(earlier) != claim.stage - 1 or any(each.state not in PAID_STATES for each in earlier):
            yield f"{claim.number}: stage {claim.stage}"
        if any(each.is_final_stage for each in earlier):
            yield f"{claim.number}: comes after a final stage"
