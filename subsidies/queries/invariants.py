"""What must always be true of claims (trust §4: fsck). Reads only."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from foundation.core.invariants import invariant
from subsidies.enums import EDITABLE_STATES
from subsidies.models import SubsidyClaim
from subsidies.models.claim import ClaimQuerySet
from subsidies.queries.calculation import content_digest, replay, stored_statement


def _submitted() -> ClaimQuerySet:
    return SubsidyClaim.objects.exclude(state__in=EDITABLE_STATES)


@invariant("claims.total_is_sum_of_people")
def _totals() -> Iterator[str]:
    """The amount of a submitted claim is the sum of its people's amounts, to the fen."""
    paid = Coalesce(Sum("people__amount_fen", filter=Q(people__is_paid=True)), 0)
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
    """Computed anew from its snapshot, a submitted claim comes to the same statement."""
    for claim in _submitted().select_related("training_class").iterator():
        if replay(claim) != stored_statement(claim):
            yield claim.number
