"""Venues, cameras and teachers: the institution enters them, the bureau looks at the venue itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.national_codes import check_phone
from foundation.workflow.messages import tell
from institutions.enums import ON_SITE_ROLES, OWN_ROLES, InstitutionState
from institutions.models import Institution, Teacher, Venue
from institutions.operations.locked import locked_institution, locked_row
from institutions.queries import fire_check, with_fire_checks

MEASURED = frozenset(
    {"name", "address", "theory_area", "practice_area", "fire_safety_on", "fire_safety_valid_to"}
)


class VenueFacts(TypedDict, total=False):
    """A teaching place as the institution describes it. Areas in ㎡."""

    name: str
    address: str
    theory_area: Decimal
    practice_area: Decimal
    fire_safety_on: date | None
    fire_safety_valid_to: date | None
    cameras: int
    latitude: Decimal | None
    longitude: Decimal | None


class TeacherFacts(TypedDict, total=False):
    name: str
    phone: str
    certificate: str
    certificate_valid_to: date | None
    can_teach_theory: bool
    can_teach_practice: bool
    is_class_head: bool


@transaction.atomic
def add_venue(institution: Institution, *, actor: Actor, **facts: Unpack[VenueFacts]) -> Venue:
    """The institution names another teaching place; the bureau has still to look at it."""
    require_role(actor, *OWN_ROLES, doing="登记场地")
    institution = locked_institution(institution, actor)
    _refuse_known_name(institution, facts.get("name", ""))
    venue = Venue.objects.create(institution=institution, **facts)
    append(Event("institution.add_venue", "登记场地", institution, detail={"venue": venue.name}), actor=actor)
    return venue


@transaction.atomic
def change_venue(venue: Venue, *, actor: Actor, **facts: Unpack[VenueFacts]) -> Venue:
    """The institution corrects a venue; if what was verified changes, it must be verified again."""
    require_role(actor, *OWN_ROLES, doing="修改场地")
    venue = locked_row(venue, actor)
    if facts.get("name", venue.name) != venue.name:
        _refuse_known_name(venue.institution, facts["name"])
    changed = sorted(name for name, value in facts.items() if getattr(venue, name) != value)
    for name, value in facts.items():
        setattr(venue, name, value)
    if MEASURED.intersection(changed):
        venue.verified_on, venue.verified_by = None, None
    venue.save()
    detail = {"venue": venue.name, "fields": changed}
    append(Event("institution.change_venue", "修改场地", venue.institution, detail=detail), actor=actor)
    return venue


@transaction.atomic
def verify_venue(venue: Venue, *, actor: Actor, comment: str = "") -> Venue:
    """Somebody from the bureau has been there and found it as described (20号 五(二))."""
    require_role(actor, *ON_SITE_ROLES, doing="场地实地核实")
    venue = locked_row(venue, actor)
    if venue.fire_safety_on is None:
        raise NotNow(
            "venue.fire_safety_missing",
            "场地还没有消防检查合格日期，请机构补登后再核实（文人社字〔2026〕8号 二(6)）。",
        )
    until = fire_check(venue).until
    if until and until < clock.today():
        raise NotNow(
            "venue.fire_safety_expired",
            f"场地的消防检查 {until:%Y-%m-%d} 到期，请机构登记新的检查结果后再核实（文人社字〔2026〕8号 二(6)）。",
        )
    venue.verified_on, venue.verified_by_id = clock.today(), actor.user_id
    venue.save(update_fields=["verified_on", "verified_by"])
    detail = {"venue": venue.name, "area": str(venue.total_area)}
    event = Event("institution.verify_venue", "场地实地核实", venue.institution, comment, detail)
    append(event, actor=actor)
    return venue


def warn_of_ending_fire_checks() -> int:
    """The managers of an institution are told once of each fire check that is about to end; returns how many were."""
    venues = Venue.objects.filter(
        fire_safety_on__isnull=False, institution__state=InstitutionState.CONTRACTED
    )
    ending = [(venue, found.until) for venue, found in with_fire_checks(venues) if found.ends_soon]
    fresh = [(venue, until) for venue, until in ending if until != venue.fire_warned_for]
    for venue, until in fresh:
        managers = holders_of(Role.INSTITUTION_MANAGER, organisation_id=venue.institution_id)
        with transaction.atomic():
            Venue.objects.filter(pk=venue.pk).update(fire_warned_for=until)
            tell(
                {*managers.values_list("pk", flat=True)},
                title=f"{venue.name}的消防检查 {until:%Y-%m-%d} 到期",
                body="培训期间超过这一天的班次不能选用该场地。请重新检查并登记新的合格日期，由人社部门再次实地核实。",
                url=reverse("institutions:venue_list", args=[venue.institution_id]),
            )
    return len(fresh)


@transaction.atomic
def accept_cameras(
    institution: Institution, *, actor: Actor, accepted_on: date, comment: str = ""
) -> Institution:
    """The monitoring equipment was looked at and joined to the network (8号 二(1), 三(二))."""
    require_role(actor, *ON_SITE_ROLES, doing="监控设备验收")
    institution = locked_institution(institution, actor)
    if accepted_on > clock.today():
        raise Invalid("cameras.accepted_in_future", "验收日期不能晚于今天，请改正。")
    institution.cameras_accepted_on = accepted_on
    institution.save(update_fields=["cameras_accepted_on"])
    event = Event("institution.accept_cameras", "监控设备验收", institution, comment, {"on": accepted_on})
    append(event, actor=actor)
    return institution


@transaction.atomic
def add_teacher(institution: Institution, *, actor: Actor, **facts: Unpack[TeacherFacts]) -> Teacher:
    """The institution enters a teacher or class head."""
    require_role(actor, *OWN_ROLES, doing="登记师资")
    institution = locked_institution(institution, actor)
    teacher = Teacher.objects.create(institution=institution, **_checked(facts))
    detail = {"teacher": teacher.name, "certificate": teacher.certificate}
    append(Event("institution.add_teacher", "登记师资", institution, detail=detail), actor=actor)
    return teacher


@transaction.atomic
def change_teacher(teacher: Teacher, *, actor: Actor, **facts: Unpack[TeacherFacts]) -> Teacher:
    """The institution corrects a teacher's entry, for example after a new certificate."""
    require_role(actor, *OWN_ROLES, doing="修改师资")
    teacher = locked_row(teacher, actor)
    for name, value in _checked(facts).items():
        setattr(teacher, name, value)
    teacher.save()
    detail = {"teacher": teacher.name, "fields": sorted(facts)}
    append(Event("institution.change_teacher", "修改师资", teacher.institution, detail=detail), actor=actor)
    return teacher


@transaction.atomic
def retire_teacher(teacher: Teacher, *, actor: Actor, comment: str = "") -> Teacher:
    """The teacher has left; classes already held keep the name."""
    require_role(actor, *OWN_ROLES, doing="师资离岗")
    teacher = locked_row(teacher, actor)
    if not teacher.is_active:
        raise NotNow("teacher.already_retired", f"{teacher.name}已经离岗，不需要再办。")
    teacher.is_active = False
    teacher.save(update_fields=["is_active"])
    event = Event(
        "institution.retire_teacher", "师资离岗", teacher.institution, comment, {"teacher": teacher.name}
    )
    append(event, actor=actor)
    return teacher


def _checked(facts: TeacherFacts) -> TeacherFacts:
    phone = facts.get("phone", "")
    return {**facts, "phone": check_phone(phone)} if phone else facts


def _refuse_known_name(institution: Institution, name: str) -> None:
    if institution.venues.filter(name=name).exists():
        raise Invalid("venue.name_taken", f"已有名为“{name}”的场地，请换一个名称。")
