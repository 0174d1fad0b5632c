"""Entering an institution, and keeping its profile."""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import OrganisationKind
from foundation.accounts.models import Organisation
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid, NotNow
from foundation.core.national_codes import check_credit_code, check_phone
from institutions.enums import FILING_ROLES, OWN_ROLES, InstitutionState
from institutions.models import Institution
from institutions.operations.locked import locked_institution

ACCOUNT_FIELDS = frozenset({"bank_name", "bank_account_name", "bank_account"})


class ProfileFacts(TypedDict, total=False):
    """What an institution says about itself. The account is only taken here while in 登记."""

    legal_representative: str
    contact_name: str
    contact_phone: str
    address: str
    licence_number: str
    promise_signed_on: date | None
    platform_entered_on: date | None
    bank_name: str
    bank_account_name: str
    bank_account: str


@transaction.atomic
def register_institution(
    *,
    actor: Actor,
    name: str,
    credit_code: str,
    organisation_id: UUID | None = None,
    **facts: Unpack[ProfileFacts],
) -> Institution:
    """The bureau enters an institution, so that its people can sign in and hand in their papers."""
    require_role(actor, *FILING_ROLES, doing="登记培训机构")
    code = check_credit_code(credit_code)
    if Institution.objects.filter(credit_code=code).exists():
        raise Invalid(
            "institution.credit_code_taken", "这个统一社会信用代码已登记过，请核对，或打开已有的机构。"
        )
    organisation = _organisation(name.strip(), organisation_id)
    institution = Institution(
        organisation=organisation, name=organisation.name, credit_code=code, created_by_id=actor.user_id
    )
    _take_over(institution, facts)
    institution.save()
    append(Event("institution.register", "登记机构", institution, detail={"credit_code": code}), actor=actor)
    return institution


@transaction.atomic
def update_profile(institution: Institution, *, actor: Actor, **facts: Unpack[ProfileFacts]) -> Institution:
    """The institution keeps its own profile; its account only until the papers are handed in (F21)."""
    require_role(actor, *OWN_ROLES, doing="修改机构资料")
    institution = locked_institution(institution, actor)
    if institution.state in {InstitutionState.UNDER_REVIEW, InstitutionState.CANCELLED}:
        label = InstitutionState(institution.state).label
        raise NotNow(
            "institution.profile_closed", f"机构现为“{label}”，资料暂不能修改；需要修改请联系培训业务小组。"
        )
    if institution.state != InstitutionState.REGISTERED and ACCOUNT_FIELDS & set(facts):
        raise NotNow("account.change_needs_confirmation", "账户变更须经局里确认，请改用“变更账户”。")
    _take_over(institution, facts)
    institution.save()
    changed = {"fields": sorted(facts)}
    append(Event("institution.update_profile", "修改机构资料", institution, detail=changed), actor=actor)
    return institution


def _organisation(name: str, organisation_id: UUID | None) -> Organisation:
    if organisation_id is not None:
        return Organisation.objects.get(pk=organisation_id, kind=OrganisationKind.INSTITUTION)
    if Organisation.objects.filter(name=name).exists():
        raise Invalid("institution.name_taken", "已有同名单位，请核对名称，或打开已有的机构。")
    return Organisation.objects.create(kind=OrganisationKind.INSTITUTION, name=name)


def _take_over(institution: Institution, facts: ProfileFacts) -> None:
    for name, value in facts.items():
        setattr(institution, name, check_phone(str(value)) if name == "contact_phone" else value)
