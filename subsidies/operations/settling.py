"""After a payment: vouchers written off, people marked as subsidised, class paid, claim concluded."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction

from classes.enums import ClassState, EnrolmentState
from classes.models import Enrolment
from classes.operations import record_class_payment, record_subsidy
from foundation.accounts.actor import Actor
from foundation.workflow.engine import actor_in, judge, performs
from foundation.workflow.models import LifecycleModel
from foundation.workflow.registry import register_operation
from foundation.workflow.types import Lifecycle
from subsidies.enums import ClaimState, ClaimVerb
from subsidies.models import HeldLine, SubsidyClaim
from subsidies.workflow import CLAIM
from vouchers.operations import write_off_for_claim

P = ParamSpec("P")
RecordT = TypeVar("RecordT", bound=LifecycleModel)
Verb = Callable[Concatenate[RecordT, P], RecordT]


def settles(
    lifecycle: Lifecycle, verb: str, settle: Callable[[RecordT, Actor], RecordT]
) -> Callable[[Verb[RecordT, P]], Verb[RecordT, P]]:
    """What follows from the verb is done in the same transaction; the whole is the verb's operation."""

    def decorate(operation: Verb[RecordT, P]) -> Verb[RecordT, P]:
        @wraps(operation)
        def settled(record: RecordT, /, *args: P.args, **kwargs: P.kwargs) -> RecordT:
            with transaction.atomic():
                return settle(operation(record, *args, **kwargs), actor_in(kwargs).as_system())

        register_operation(lifecycle, verb, settled)
        return settled

    return decorate


def settle_claim(claim: SubsidyClaim, actor: Actor) -> SubsidyClaim:
    """Write-off and conclusion follow the payment, each as soon as it can. Idempotent.

    After an earlier stage only the claim is concluded: the class goes on being claimed, and its people may still
    prove their employment until the last stage has settled them. While a line is held back the claim stays 已拨付
    and the class goes on being claimed, so that the voucher of the person is neither written off nor lapses.
    """
    if claim.is_final_stage and claim.state == ClaimState.PAID:
        unpaid = HeldLine.objects.filter(claim=claim).unpaid()
        people = list(unpaid.values_list("row__enrolment__person_id", flat=True))
        write_off_for_claim(claim.pk, actor=actor, besides=people)
        _mark_people(claim, actor)
        if not claim.held_lines.open().exists():
            close_class(claim, actor)
    if not judge(CLAIM, claim, actor, ClaimVerb.WRITE_OFF).is_allowed:
        return claim
    return conclude_claim(write_off_claim(claim, actor=actor), actor=actor)


def close_class(claim: SubsidyClaim, actor: Actor) -> None:
    training_class = claim.training_class
    training_class.refresh_from_db()
    if training_class.state == ClassState.CLAIMING:
        record_class_payment(training_class, actor=actor)


def _mark_people(claim: SubsidyClaim, actor: Actor) -> None:
    paid = claim.people.filter(is_paid=True).exclude(held__in=HeldLine.objects.unpaid())
    waiting = Enrolment.objects.filter(pk__in=paid.values("enrolment_id")).exclude(
        state=EnrolmentState.SUBSIDISED
    )
    record_subsidy.each(waiting.order_by("position"), actor=actor)


def settle_paid_claims(*, actor: Actor) -> int:
    """Claims that were paid but not concluded, for instance because a voucher could not be written off then."""
    paid = list(SubsidyClaim.objects.filter(state=ClaimState.PAID))
    return sum(settle_claim(claim, actor).state == ClaimState.CONCLUDED for claim in paid)


@performs(CLAIM, ClaimVerb.WRITE_OFF)
def write_off_claim(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> None:
    """Every voucher of the claim is written off: the loop is closed (A38)."""


@performs(CLAIM, ClaimVerb.CONCLUDE)
def conclude_claim(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> None:
    """Nothing is left to do."""
