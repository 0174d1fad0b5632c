"""A list of vouchers is voided in one go, with one reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.workflow.engine import judge_each
from trainees.models import Application
from vouchers.enums import VoucherVerb
from vouchers.models import Voucher
from vouchers.operations.lists import note_list, tell_institution
from vouchers.operations.verbs import void_voucher
from vouchers.queries import IssuePlan
from vouchers.workflow import VOUCHER

MESSAGE_LENGTH = 160


def void_list(group_id: UUID, vouchers: Sequence[Voucher], *, actor: Actor, comment: str) -> list[Voucher]:
    """Void all of them or none; each keeps its own entry, the list has one besides, the institution is told."""
    with transaction.atomic():
        voided = void_voucher.each(vouchers, actor=actor, comment=comment)
        note_list("voucher.void_list", "批量作废培训券", group_id, voided, actor)
        tell_institution(voided, f"作废培训券 {len(voided)} 张：{comment}"[:MESSAGE_LENGTH])
    return voided


@dataclass(frozen=True)
class VoidLine:
    """One voucher of a roster before it is voided: it can be, or what stands in the way."""

    application: Application
    voucher: Voucher
    obstacle: str

    @property
    def key(self) -> str:
        return str(self.voucher.pk)


def void_preview(plan: IssuePlan, *, actor: Actor) -> list[VoidLine]:
    """The vouchers of a roster, each with the answer that 作废 itself would give now."""
    held = [(line.application, line.voucher) for line in plan.lines if line.voucher]
    verdicts = judge_each(VOUCHER, [voucher for _, voucher in held], actor, VoucherVerb.VOID)
    return [
        VoidLine(application, voucher, "；".join(reason.message for reason in verdict.reasons))
        for (application, voucher), verdict in zip(held, verdicts, strict=True)
    ]
