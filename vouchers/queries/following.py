"""The vouchers of a class and of a claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from classes.enums import EnrolmentState
from classes.models import Enrolment, TrainingClass
from trainees.queries import records_of
from vouchers.enums import CLOSED_STATES, REDEEMED_STATES, VoucherState
from vouchers.models import Voucher


def class_vouchers(training_class: TrainingClass) -> QuerySet[Voucher]:
    """Every voucher of a class and of the roster it came from, void ones included."""
    return (
        Voucher.objects.filter(Q(training_class=training_class) | Q(application__group_id=training_class.pk))
        .select_related("person", "application")
        .order_by("kind", "number")
    )


def open_vouchers(training_class: TrainingClass) -> QuerySet[Voucher]:
    """Those that may still follow the class: neither redeemed nor closed."""
    return class_vouchers(training_class).exclude(state__in=CLOSED_STATES | REDEEMED_STATES)


def redeemable(training_class: TrainingClass, person_ids: Iterable[UUID]) -> QuerySet[Voucher]:
    """Live vouchers of these people in this class, whether or not they can be redeemed yet."""
    return Voucher.objects.live().filter(training_class=training_class, person_id__in=list(person_ids))


def redeemed_before(vouchers: Sequence[Voucher], claim_id: UUID) -> dict[UUID, Voucher]:
    """Of these, by id, each whose holder has had one like it redeemed for another claim under another number."""
    roots = records_of(voucher.person_id for voucher in vouchers)
    rows = Voucher.objects.filter(state__in=REDEEMED_STATES, person__in=list(roots)).exclude(
        claim_id=claim_id
    )
    done = {_entitlement(each, roots): each for each in rows}
    found = ((each, done.get(_entitlement(each, roots))) for each in vouchers)
    return {each.pk: earlier for each, earlier in found if earlier and earlier.pk != each.pk}


def _entitlement(voucher: Voucher, roots: Mapping[UUID, UUID]) -> tuple[UUID, str, str, str, int]:
    """What one person can have once: a kind for an occupation, a level and a year."""
    return (
        roots[voucher.person_id], voucher.kind, voucher.occupation_code, voucher.level, voucher.year
    )  # fmt: skip


def claim_vouchers(claim_id: UUID) -> QuerySet[Voucher]:
    """The vouchers that a claim has redeemed."""
    return Voucher.objects.filter(claim_id=claim_id, state__in=REDEEMED_STATES).select_related("person")


def written_off_heads(claim_id: UUID) -> int:
    """People whose training voucher is written off for a claim: must equal the heads paid (C3)."""
    return Voucher.objects.training().filter(claim_id=claim_id, state=VoucherState.WRITTEN_OFF).count()


def has_taken_exam(enrolment: Enrolment) -> bool:
    """评价 is done for who sat the examination, passed or not."""
    examined = EnrolmentState(enrolment.state) not in {
        EnrolmentState.IN_CLASS,
        EnrolmentState.AWAITING_EXAM,
        EnrolmentState.WITHDRAWN,
    }
    return examined and not enrolment.was_absent_from_exam
