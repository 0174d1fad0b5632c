"""Applicants and rosters, entered by the real operations. All numbers are computed, none is a person's."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from typing import cast as cast_to
from uuid import UUID

from foundation.core import clock
from foundation.core.national_codes import identity_check_digit
from tests.cast import Cast
from trainees.enums import Education, HitDecision, HitKind, PersonCategory
from trainees.models import Application, CrossCheckHit
from trainees.operations import (
    Applicant,
    ApplicationFacts,
    assign_group_numbers,
    enter_application,
    enter_roster,
    pass_eligible,
    send_group_for_review,
)
from trainees.queries import group_applications

SURNAMES = "张李王刘郭武任孟闫贺"
GIVEN = ("小英", "秀兰", "建军", "海燕", "志刚", "丽萍", "晓东", "玉珍")
FIRST, LAST = date(2026, 6, 29), date(2026, 7, 18)


def identity_number(
    serial: int = 1, *, birth: date = date(1982, 5, 6), female: bool = True, region: str = "141121"
) -> str:
    """A number that obeys GB 11643; `serial` makes the person (birth dates move on after 499)."""
    more, place = divmod(serial, 499)
    born = birth.replace(year=birth.year - more % 20, day=1 + (birth.day + more) % 28)
    sequence = place * 2 + (0 if female else 1)
    body = f"{region}{born:%Y%m%d}{sequence:03d}"
    return body + identity_check_digit(body + "0")


def old_form(number: str) -> str:
    """The 15 digits that the number was before 1999."""
    return number[:6] + number[8:17]


def person_name(serial: int) -> str:
    return SURNAMES[serial % len(SURNAMES)] + GIVEN[serial // len(SURNAMES) % len(GIVEN)]


def phone_number(serial: int) -> str:
    return f"138{serial:08d}"


def make_application(
    cast: Cast, serial: int = 1, *, institution: str = "qihang", group_id: UUID | None = None, **facts: Any
) -> Application:
    """A draft entered by the institution's manager, 表1 complete."""
    filled = _form(serial, group_id) | facts
    return enter_application(
        actor=cast.actor(f"{institution}_manager"),
        institution_id=filled.pop("institution_id", cast.organisations[institution].pk),
        **filled,
    )


def _form(serial: int, group_id: UUID | None) -> dict[str, Any]:
    return {
        "identity_number": identity_number(serial),
        "name": person_name(serial),
        "phone": phone_number(serial),
        "occupation_code": "4-10-01-05",
        "occupation_name": "养老护理员",
        "level": "5",
        "category": PersonCategory.RURAL_MIGRANT,
        "education": Education.JUNIOR,
        "group_id": group_id,
        "group_title": "养老护理员（初级）2026年第7期" if group_id else "",
        "planned_from": FIRST,
        "planned_to": LAST,
        "position": serial,
        "practice_group": (serial - 1) // 5 + 1,
        "promise_signed_on": date(2026, 6, 10),
        "unemployment_checked_on": date(2026, 6, 10),
    }


def make_checked_group(
    cast: Cast,
    size: int = 3,
    *,
    institution: str = "qihang",
    group_id: UUID | None = None,
    start: int = 1,
    **facts: Any,
) -> UUID:
    """A roster whose people have applied and been checked by the institution; returns the group's id."""
    group = group_id or uuid.uuid4()
    applicants = {}
    for position in range(1, size + 1):
        place = {"position": position, "practice_group": (position - 1) // 5 + 1}
        form = _form(start + position - 1, group) | place | facts
        who = {key: form.pop(key) for key in ("identity_number", "name", "phone")}
        applicants[position] = Applicant(**who, facts=cast_to(ApplicationFacts, form))
    enter_roster(
        applicants,
        actor=cast.actor(f"{institution}_manager"),
        institution_id=cast.organisations[institution].pk,
        group_id=group,
    )
    return group


def make_group_under_review(cast: Cast, size: int = 3, *, institution: str = "qihang", **facts: Any) -> UUID:
    """The same, handed in: 资格审核 has it."""
    group = make_checked_group(cast, size, institution=institution, **facts)
    send_group_for_review(group, actor=cast.actor(f"{institution}_manager"))
    return group


def make_passed_group(cast: Cast, size: int = 3, *, institution: str = "qihang", **facts: Any) -> UUID:
    """The same, numbered and passed by 周敏."""
    group = make_group_under_review(cast, size, institution=institution, **facts)
    number_group(cast, group)
    pass_eligible(group, actor=cast.actor("zhou_min"))
    return group


def number_group(cast: Cast, group: UUID) -> None:
    """Everybody's employment certificate gets a number."""
    numbers = {a.pk: certificate_number(a) for a in group_applications(group)}
    assign_group_numbers(group, actor=cast.actor("zhou_min"), numbers=numbers)


def certificate_number(application: Application) -> str:
    """16 digits that depend on the person, as invented as the person."""
    return f"1411{application.person_id.int % 10**12:012d}"


def _samples(cast: Cast, institution: str, start: int) -> dict[str, dict[str, Any]]:
    group = make_group_under_review(cast, 2, institution=institution, start=start)
    application = group_applications(group)[0]
    hit = CrossCheckHit.objects.create(
        application=application,
        kind=HitKind.AGE,
        message="年龄需核实（样例）",
        source="身份证号",
        decision=HitDecision.ACCEPTED,
        decided_by=cast["zhou_min"],
        decided_at=clock.now(),
        decision_reason="已核对身份证",
    )
    by_record = {
        group: (
            *("group_detail", "group_compare", "group_pass", "group_numbers"),
            *("group_numbers_file", "group_numbers_import"),
        ),
        hit.pk: ("hit_decide",),
        application.pk: (
            *("application_detail", "application_perform", "application_edit", "application_reveal"),
            "application_print",
        ),
        application.person_id: ("person_reveal",),
    }
    samples = {f"trainees:{name}": {"pk": pk} for pk, names in by_record.items() for name in names}
    for action in ("detail", "perform"):
        samples[f"trainees-api-application-{action}"] = {"pk": application.pk}
    return samples
