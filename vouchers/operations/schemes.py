"""Schemes of issue: set up, closed, and issued under without ever exceeding their quantity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from institutions.models import Institution
from vouchers.enums import VoucherKind
from vouchers.models import Voucher, VoucherScheme
from vouchers.operations.verbs import issue_voucher

ISSUER = {
    VoucherKind.TRAINING: Role.QUALIFICATION_OFFICER,
    VoucherKind.EVALUATION: Role.TRAINING_OFFICER,
}
WITHIN = "vouchers_scheme_within_quantity"


def set_up_scheme(
    *,
    actor: Actor,
    name: str,
    kind: str,
    year: int,
    valid_to: date,
    quantity: int,
    institution: Institution | None = None,
    **terms: Any,
) -> VoucherScheme:
    """Who issues the kind sets up a scheme of it; `terms` as the model has them, left out what does not restrict."""
    require_role(actor, ISSUER[VoucherKind(kind)], doing="设立发券方案")
    if valid_to < clock.today() or quantity < 1:
        raise Invalid("scheme.not_usable", "有效期须在今天以后，数量须至少 1 张。")
    if VoucherScheme.objects.filter(year=year, name=name).exists():
        raise NotNow("scheme.name_used", f"{year} 年已有名为“{name}”的发券方案，请换一个名称。")
    facts = {"name": name, "kind": kind, "year": year, "valid_to": valid_to, "quantity": quantity}
    with transaction.atomic():
        scheme = VoucherScheme.objects.create(
            **facts, institution=institution, created_by_id=actor.user_id, **terms
        )
        detail = {**facts, "valid_to": valid_to.isoformat(), "groups": scheme.groups}
        append(Event("scheme.set_up", "设立发券方案", scheme, detail=detail), actor=actor)
    return scheme


def close_scheme(scheme: VoucherScheme, *, actor: Actor) -> VoucherScheme:
    """Nothing more is issued under it; what was issued stays valid. Closing it again is refused."""
    require_role(actor, ISSUER[VoucherKind(scheme.kind)], doing="停发")
    with transaction.atomic():
        if not VoucherScheme.objects.open().filter(pk=scheme.pk).update(closed_at=clock.now()):
            raise NotNow("scheme.closed", "这个发券方案已经停发。")
        append(Event("scheme.close", "停发", scheme, detail={"name": scheme.name}), actor=actor)
    return VoucherScheme.objects.get(pk=scheme.pk)


def issue_under(vouchers: Sequence[Voucher], scheme: VoucherScheme | None, *, actor: Actor) -> list[Voucher]:
    """Issue all of them or none. That a scheme is not exceeded is a CHECK on what the ledger counts."""
    if scheme is None:
        return issue_voucher.each(vouchers, actor=actor)
    try:
        with transaction.atomic():
            return issue_voucher.each(vouchers, actor=actor, scheme=scheme)
    except IntegrityError as error:
        if WITHIN not in str(error):
            raise
        left = VoucherScheme.objects.get(pk=scheme.pk).left
        raise NotNow(
            "scheme.used_up", f"“{scheme.name}”还剩 {left} 张，不够本次的 {len(vouchers)} 张，一张也没有发。"
        ) from error
