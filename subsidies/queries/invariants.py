"""What must always be true of claims (trust §4: fsck). Reads only."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from foundation.core.invariants import invariant
from subsidies.enums import EDITABLE_STATES, PAID_STATES, ClaimState, FundEntryKind
from subsidies.models import FundEntry, HeldLine, SubsidyClaim
from subsidies.models.claim import ClaimQuerySet
from subsidies.queries.calculation import content_digest
from subsidies.queries.held import held_of, sending_lines, stored_sending
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


@invariant("claims.every_fen_is_paid_held_or_struck")
def _nothing_lost() -> Iterator[str]:
    """Of a paid claim: total = live payments − what was given back in a settlement + held back + struck."""
    moved = {
        claim: fen
        for claim, fen in FundEntry.objects.filter(claim__isnull=False)
        .exclude(kind=FundEntryKind.RECOVERY, payment__isnull=False)
        .exclude(payment__returned_on__isnull=False)
        .order_by()
        .values_list("claim")
        .annotate(fen=Sum("amount_fen"))
    }
    unpaid = HeldLine.objects.unpaid().order_by().values_list("claim")
    held = dict(unpaid.annotate(fen=Sum("amount_fen")))
    settled = SubsidyClaim.objects.filter(state__in=[*PAID_STATES, ClaimState.RECOVERED])
    for pk, number, total in settled.values_list("pk", "number", "total_fen"):
        found = held.get(pk, 0) - moved.get(pk, 0)
        if found != total:
            yield f"{number}: {total}, found {found}"


@invariant("claims.held_lines_are_as_explained")
def _held_lines() -> Iterator[str]:
    """A held line is its person's whole amount, its claim says so, and none is open once the claim is concluded."""
    for line in HeldLine.objects.exclude(amount_fen=F("row__amount_fen")).select_related("claim"):
        yield f"{line.pk}: {line.amount_fen}"
    for claim in SubsidyClaim.objects.filter(held_lines__isnull=False).distinct():
        if stored_sending(claim) != list(sending_lines(claim, held_of(claim))):
            yield f"{claim.number}: the explanation is not that of its lines"
    open_ones = HeldLine.objects.open().of_claims(
        [ClaimState.WRITTEN_OFF, ClaimState.CONCLUDED, ClaimState.RECOVERED]
    )
    for line in open_ones.select_related("claim"):
        yield f"{line.claim.number}: {line.pk} is open"
