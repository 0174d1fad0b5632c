"""单位 that nothing else in the product writes down: 网点, 财政局, 第三方. Institutions register themselves."""

from __future__ import annotations

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import OrganisationKind, Role
from foundation.accounts.models import Organisation
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid

KINDS = (OrganisationKind.SERVICE_POINT, OrganisationKind.COUNTY_FINANCE, OrganisationKind.THIRD_PARTY)


@transaction.atomic
def create_organisation(*, actor: Actor, kind: str, name: str, short_name: str = "") -> Organisation:
    """The system administrator enters a body whose people are to have accounts; its roles follow from its kind."""
    require_role(actor, Role.SYSTEM_ADMINISTRATOR, doing="登记单位")
    if kind not in KINDS:
        raise Invalid(
            "organisation.kind_wrong", "这里只登记网点、财政局和第三方机构；培训机构由机构资料登记。"
        )
    full = name.strip()
    if not full:
        raise Invalid("organisation.name_missing", "请填写单位全称。")
    if Organisation.objects.filter(name=full).exists():
        raise Invalid("organisation.name_used", f"“{full}”已经登记过，不用重复登记。")
    made = Organisation.objects.create(kind=kind, name=full, short_name=short_name.strip())
    append(Event("organisation.create", f"登记单位：{made}", made, detail={"kind": kind}), actor=actor)
    return made
