"""The list of vouchers and its chips."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, QuerySet

from foundation.accounts.actor import Actor
from trainees.models import Person
from vouchers.enums import DEAD_STATES, VoucherKind
from vouchers.models import Voucher


def vouchers_for_list(actor: Actor) -> QuerySet[Voucher]:
    """The rows of the voucher list with all that a line shows."""
    return (
        Voucher.objects.visible_to(actor)
        .select_related(
            "person",
            "application__institution",
            "training_class__occupation",
            "training_class__institution",
            "scheme",
        )
        .order_by("-created_at", "number")
    )


def issued_list(group_id: UUID, actor: Actor) -> QuerySet[Voucher]:
    """制券名单 of a roster: its live training vouchers in roster order."""
    rows = vouchers_for_list(actor).filter(application__group_id=group_id, kind=VoucherKind.TRAINING)
    return rows.exclude(state__in=DEAD_STATES).order_by("application__position")


def state_counts(vouchers: QuerySet[Voucher]) -> dict[str, int]:
    """Vouchers by state, for the chips."""
    rows = vouchers.order_by().values_list("state").annotate(number=Count("pk"))
    return {state: number for state, number in rows}


def siblings_of(voucher: Voucher, actor: Actor) -> QuerySet[Voucher]:
    """What else was made out to this person of the same kind, trade, level and year: the voids before a re-issue.

    Under whichever number; an institution sees only its own (C5).
    """
    same = ("kind", "occupation_code", "level", "year")
    return (
        Voucher.objects.visible_to(actor)
        .filter(person__in=Person.objects.of_one_person([voucher.person_id]))
        .filter(**{name: getattr(voucher, name) for name in same})
        .exclude(pk=voucher.pk)
        .order_by("created_at", "number")
    )
