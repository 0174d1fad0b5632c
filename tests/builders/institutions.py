"""Institutions ready to teach, for every test that needs one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from institutions.enums import InstitutionState, SkillLevel
from institutions.models import (
    AccountChange,
    Contract,
    Institution,
    Occupation,
    OccupationPermission,
    Teacher,
    Venue,
)
from tests.cast import Cast

CREDIT_CODES = {"qihang": "52141121MJ0000011J", "huineng": "52141121MJ0000020G"}
CARE = ("4-10-01-05", "养老护理员")
COOK = ("4-03-02-01", "中式面点师")


def make_occupation(code: str = CARE[0], name: str = CARE[1], *, edition: str = "2022") -> Occupation:
    """An occupation of the published catalogue; the same code gives the same row."""
    return Occupation.objects.get_or_create(code=code, edition=edition, defaults={"name": name})[0]


def make_institution(
    cast: Cast, key: str = "qihang", *, state: str = InstitutionState.CONTRACTED, **fields: Any
) -> Institution:
    """An institution with nothing on file but its profile."""
    organisation = cast.organisations[key]
    facts = {
        "name": organisation.name,
        "credit_code": CREDIT_CODES[key],
        "legal_representative": "田志强",
        "contact_name": "成晓燕",
        "contact_phone": "13800000001",
        "address": "文水县示例镇示例路 1 号",
        "licence_number": "人社民 1411214000001 号",
        "bank_name": "文水农商行",
        "bank_account_name": organisation.name,
        "bank_account": "6217000000000001234",
        "state": state,
        **fields,
    }
    return Institution.objects.create(organisation=organisation, **facts)


def make_ready_institution(
    cast: Cast, key: str = "qihang", *, year: int = 2026, occupation: Occupation | None = None
) -> Institution:
    """在约, with contract and permission for the whole year, a verified venue, cameras and two teachers."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    institution = make_institution(
        cast,
        key,
        selection_document="吕梁市全民技能提升工程磋商结果〔2025〕1号",
        service_from=date(2025, 1, 1),
        service_to=date(2027, 12, 31),
        promise_signed_on=first,
        platform_entered_on=first,
        cameras_accepted_on=first,
    )
    Contract.objects.create(
        institution=institution, number=f"HT-{year}-{key}", valid_from=first, valid_to=last, signed_on=first
    )
    make_permission(institution, occupation or make_occupation(), first=first, last=last)
    make_venue(institution, verified_by=cast["li_jing"], verified_on=first)
    make_teacher(institution, "韩玉兰")
    make_teacher(institution, "成晓燕", is_class_head=True)
    return institution


def make_permission(
    institution: Institution,
    occupation: Occupation,
    *,
    level: str = SkillLevel.LEVEL_5,
    first: date = date(2026, 1, 1),
    last: date = date(2026, 12, 31),
) -> OccupationPermission:
    return OccupationPermission.objects.create(
        institution=institution,
        occupation=occupation,
        level=level,
        document="人社培许〔2025〕3号",
        valid_from=first,
        valid_to=last,
    )


def make_venue(institution: Institution, name: str = "一号教学点", **fields: Any) -> Venue:
    facts: dict[str, Any] = {
        "address": "文水县示例镇示例路 1 号",
        "theory_area": Decimal("180.0"),
        "practice_area": Decimal("240.0"),
        "fire_safety_on": date(2026, 1, 10),
        "cameras": 6,
        **fields,
    }
    return Venue.objects.create(institution=institution, name=name, **facts)


def make_teacher(institution: Institution, name: str = "韩玉兰", **fields: Any) -> Teacher:
    facts: dict[str, Any] = {
        "phone": "13800000002",
        "certificate": "养老护理员考评员 0001",
        "certificate_valid_to": date(2027, 12, 31),
        **fields,
    }
    return Teacher.objects.create(institution=institution, name=name, **facts)


def _samples(cast: Cast, key: str) -> dict[str, dict[str, Any]]:
    organisation = cast.organisations[key]
    institution = Institution.objects.filter(pk=organisation.pk).first() or make_ready_institution(cast, key)
    change = AccountChange.objects.create(
        institution=institution,
        bank_name="农业银行",
        bank_account_name=institution.name,
        bank_account="6228480000005678",
        account_masked="6228****5678",
        reason="升级",
        proposed_by=cast[f"{key}_manager"],
    )
    by_record = {
        institution.pk: (
            *(
                "institution_detail",
                "institution_perform",
                "profile_edit",
                "selection_record",
                "contract_new",
            ),
            *("permission_new", "cameras_accept", "account_propose", "venue_list", "venue_new"),
            *("teacher_list", "teacher_new"),
        ),
        make_venue(institution, "样例场地").pk: ("venue_edit", "venue_verify"),
        make_teacher(institution, "样例教师").pk: ("teacher_edit", "teacher_retire"),
        change.pk: ("account_confirm", "account_refuse"),
    }
    samples = {f"institutions:{name}": {"pk": pk} for pk, names in by_record.items() for name in names}
    for action in ("detail", "perform"):
        samples[f"institutions-api-institution-{action}"] = {"pk": institution.pk}
    return samples
