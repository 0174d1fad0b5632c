"""What the bureau keeps on file: selection result, yearly contracts, permitted occupations."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid
from foundation.core.models import StoredFile
from institutions.enums import FILING_ROLES, SkillLevel
from institutions.models import Contract, Institution, Occupation, OccupationPermission
from institutions.operations.locked import locked_institution


@transaction.atomic
def record_selection(
    institution: Institution, *, actor: Actor, selection_document: str, service_from: date, service_to: date
) -> Institution:
    """The bureau records the result of the 竞争性磋商 and the term of service."""
    require_role(actor, *FILING_ROLES, doing="登记磋商结果")
    institution = locked_institution(institution, actor)
    _refuse_backwards(service_from, service_to)
    institution.selection_document = selection_document
    institution.service_from, institution.service_to = service_from, service_to
    institution.save(update_fields=["selection_document", "service_from", "service_to"])
    detail = {"document": selection_document, "from": service_from, "to": service_to}
    append(Event("institution.record_selection", "登记磋商结果", institution, detail=detail), actor=actor)
    return institution


@transaction.atomic
def add_contract(
    institution: Institution,
    *,
    actor: Actor,
    number: str,
    valid_from: date,
    valid_to: date,
    signed_on: date,
    scan: StoredFile | None = None,
) -> Contract:
    """The bureau puts a yearly contract on file."""
    require_role(actor, *FILING_ROLES, doing="登记合同")
    institution = locked_institution(institution, actor)
    _refuse_backwards(valid_from, valid_to)
    if Contract.objects.filter(number=number).exists():
        raise Invalid("contract.number_taken", f"合同编号 {number} 已登记过，请核对编号。")
    contract = Contract.objects.create(
        institution=institution,
        number=number,
        valid_from=valid_from,
        valid_to=valid_to,
        signed_on=signed_on,
        scan=scan,
    )
    detail = {"contract": number, "from": valid_from, "to": valid_to}
    append(Event("institution.add_contract", "登记合同", institution, detail=detail), actor=actor)
    return contract


@transaction.atomic
def add_permission(
    institution: Institution,
    *,
    actor: Actor,
    occupation: Occupation,
    level: str,
    document: str,
    valid_from: date,
    valid_to: date,
) -> OccupationPermission:
    """The bureau records that the institution may teach an occupation at a level, and on what document."""
    require_role(actor, *FILING_ROLES, doing="登记许可工种")
    institution = locked_institution(institution, actor)
    _refuse_backwards(valid_from, valid_to)
    known = institution.permissions.filter(occupation=occupation, level=level, valid_from=valid_from)
    if known.exists():
        raise Invalid("permission.known", "这一工种、等级和起始日期的许可已登记过，请核对。")
    permission = OccupationPermission.objects.create(
        institution=institution,
        occupation=occupation,
        level=level,
        document=document,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    detail = {"occupation": occupation.name, "level": SkillLevel(level).label, "document": document}
    append(Event("institution.add_permission", "登记许可工种", institution, detail=detail), actor=actor)
    return permission


def _refuse_backwards(first: date, last: date) -> None:
    if last < first:
        raise Invalid("period.backwards", "止期不能早于起期，请改正日期。")
