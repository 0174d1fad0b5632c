"""Evaluation bodies filed with 人社部门: entered, filed anew, taken out of use, never deleted (20号 四、八(三))."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid, NotNow
from institutions.enums import FILING_ROLES
from institutions.models import EvaluationBody, Occupation


@transaction.atomic
def add_evaluation_body(
    *,
    actor: Actor,
    name: str,
    filing_number: str,
    filed_on: date,
    valid_to: date | None,
    is_of_the_city: bool,
    occupations: Collection[Occupation],
) -> EvaluationBody:
    """The bureau enters a filed body and the occupations that it may examine."""
    require_role(actor, *FILING_ROLES, doing="登记评价机构")
    if EvaluationBody.objects.filter(name=name).exists():
        raise Invalid("evaluation_body.name_taken", f"“{name}”已经登记，续期、变更备案请在列表中“更新备案”。")
    _refuse_wrong_filing(EvaluationBody(filed_on=filed_on), filing_number, valid_to)
    body = EvaluationBody.objects.create(
        name=name,
        filing_number=filing_number,
        filed_on=filed_on,
        valid_to=valid_to,
        is_of_the_city=is_of_the_city,
    )
    body.occupations.set(occupations)
    detail = {"name": name, "filing_number": filing_number, "is_of_the_city": is_of_the_city}
    append(Event("evaluation_body.add", "登记评价机构", body, detail=detail), actor=actor)
    return body


@transaction.atomic
def renew_filing(
    body: EvaluationBody,
    *,
    actor: Actor,
    filing_number: str,
    valid_to: date | None,
    occupations: Collection[Occupation],
) -> EvaluationBody:
    """The body is filed anew: for longer, under another number, for other occupations. Out of use it stays out."""
    require_role(actor, *FILING_ROLES, doing="更新评价机构备案")
    locked = EvaluationBody.objects.select_for_update().get(pk=body.pk)
    if not locked.is_active:
        raise NotNow("evaluation_body.already_retired", "这家评价机构已经停用，不再更新备案。")
    _refuse_wrong_filing(locked, filing_number, valid_to)
    before = {"filing_number": locked.filing_number, "valid_to": f"{locked.valid_to or ''}"}
    locked.filing_number, locked.valid_to = filing_number, valid_to
    locked.save(update_fields=["filing_number", "valid_to"])
    locked.occupations.set(occupations)
    detail = {"filing_number": filing_number, "valid_to": f"{valid_to or ''}", "before": before}
    append(Event("evaluation_body.renew", "更新评价机构备案", locked, detail=detail), actor=actor)
    return locked


def _refuse_wrong_filing(body: EvaluationBody, filing_number: str, valid_to: date | None) -> None:
    if EvaluationBody.objects.filter(filing_number=filing_number).exclude(pk=body.pk).exists():
        raise Invalid(
            "evaluation_body.number_taken", f"备案号 {filing_number} 已登记给另一家评价机构，请核对。"
        )
    if valid_to is not None and valid_to < body.filed_on:
        raise Invalid("evaluation_body.period_reversed", "有效期不能早于备案日期，请改正。")


@transaction.atomic
def retire_evaluation_body(body: EvaluationBody, *, actor: Actor) -> EvaluationBody:
    """A body with many problems goes out (20号 四(三)); certificates it has issued stay."""
    require_role(actor, *FILING_ROLES, doing="停用评价机构")
    if EvaluationBody.objects.filter(pk=body.pk, is_active=True).update(is_active=False) != 1:
        raise NotNow("evaluation_body.already_retired", "这家评价机构已经停用，请刷新页面。")
    body.refresh_from_db()
    append(Event("evaluation_body.retire", "停用评价机构", body), actor=actor)
    return body
