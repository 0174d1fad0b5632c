"""Before the report is handed in: a new class, its basics, and what the bureau notes about it on the way."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from classes.enums import UNDER_APPROVAL, ClassState
from classes.models import TrainingClass
from classes.operations.editing import locked_for, locked_for_editing, require_state
from classes.queries.rulings import roster_of
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed
from foundation.core.numbering import Series, numbered
from institutions.enums import SkillLevel
from institutions.models import Institution, Occupation, OccupationPermission
from trainees.operations import reschedule_group

CLASS_NUMBERS = Series("KB")
BASICS = (
    "category", "occupation", "level", "planned_count", "enrolling_on", "starts_on", "ends_on",
    "training_days", "theory_lessons", "practice_lessons", "order_employer", "order_posts", "focus_field",
)  # fmt: skip
CAMERA_STATES = frozenset(
    {ClassState.APPROVED, ClassState.FILED, ClassState.SYSTEM_CONFIRMED, ClassState.VOUCHERS_MADE}
)


def create_class(*, actor: Actor, **facts: Any) -> TrainingClass:
    """The institution begins an application; number and term are given by the system, once and in order.

    `facts` are fields of BASICS. Two people who begin at the same moment get two numbers.
    """
    if not actor.has_role(Role.INSTITUTION_MANAGER) or actor.organisation_id is None:
        raise NotAllowed("class.wrong_role", "新建开班申请由培训机构管理员办理。")
    institution_id, year = actor.organisation_id, facts["starts_on"].year
    _check_facts(institution_id, facts)
    with transaction.atomic():
        record = numbered(
            TrainingClass.objects.all(),
            CLASS_NUMBERS,
            year,
            lambda number: TrainingClass.objects.create(
                institution_id=institution_id,
                number=number,
                year=year,
                term=_next_term(institution_id, year),
                created_by_id=actor.user_id,
                **facts,
            ),
        )
        append(Event("class.create", "新建开班申请", record, to_state=record.state), actor=actor)
    return record


def change_basics(training_class: TrainingClass, *, actor: Actor, **facts: Any) -> TrainingClass:
    """The institution changes 基本情况（表2） while the report is still its own."""
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        unknown = set(facts) - set(BASICS)
        if unknown:
            raise Invalid("class.unknown_fact", f"不能修改：{'、'.join(sorted(unknown))}。")
        _check_facts(record.institution_id, {name: getattr(record, name) for name in BASICS} | facts)
        changed = [name for name, value in facts.items() if getattr(record, name) != value]
        _require_same_occupation(record, changed)
        for name in changed:
            setattr(record, name, facts[name])
        record.save(update_fields=changed)
        reschedule_group(
            record.pk,
            actor=actor,
            planned_from=record.starts_on,
            planned_to=record.ends_on,
            group_title=str(record),
        )
        append(Event("class.change_basics", "修改基本情况", record, detail={"changed": changed}), actor=actor)
    return record


def record_city_filing(
    training_class: TrainingClass, *, actor: Actor, filed_on: date, number: str
) -> TrainingClass:
    """人社、财政 have jointly told the city of this class (20号 七(二)): day and number of the document."""
    with transaction.atomic():
        record = locked_for(
            training_class, actor, Role.TRAINING_OFFICER, Role.TRAINING_HEAD, doing="登记市级报备"
        )
        require_state(record, UNDER_APPROVAL, what="登记市级报备")
        if filed_on > clock.today():
            raise Invalid("class.filed_in_future", "报备日期不能晚于今天，请改正。")
        record.city_filed_on, record.city_filing_number = filed_on, number.strip()
        record.save(update_fields=["city_filed_on", "city_filing_number"])
        detail = {"filed_on": filed_on, "number": record.city_filing_number}
        append(Event("class.record_city_filing", "登记市级报备", record, detail=detail), actor=actor)
    return record


def record_cameras(training_class: TrainingClass, *, actor: Actor, online_on: date) -> TrainingClass:
    """The bureau has seen the venue's cameras online (20号 五(二))."""
    with transaction.atomic():
        record = locked_for(training_class, actor, Role.TRAINING_OFFICER, doing="登记监控接入")
        require_state(record, CAMERA_STATES, what="登记监控接入")
        if online_on > clock.today():
            raise Invalid("class.cameras_in_future", "接入日期不能晚于今天，请改正。")
        record.cameras_online_on = online_on
        record.save(update_fields=["cameras_online_on"])
        detail = {"online_on": online_on}
        append(Event("class.record_cameras", "登记监控接入", record, detail=detail), actor=actor)
    return record


def _require_same_occupation(record: TrainingClass, changed: list[str]) -> None:
    """Reviews and vouchers are for one occupation and level; with people on the list these stay."""
    if {"occupation", "level"} & set(changed) and roster_of(record).exists():
        raise Invalid(
            "class.roster_fixes_occupation",
            "名册已有学员，资格审核和电子券按工种、等级办理，不能改；请先撤下学员，或另建开班申请。",
        )


def _next_term(institution_id: UUID, year: int) -> int:
    """第几期 counts per institution and year (A36)."""
    same = TrainingClass.objects.filter(institution_id=institution_id, year=year)
    return int(same.aggregate(last=Max("term"))["last"] or 0) + 1


def _check_facts(institution_id: UUID, facts: dict[str, Any]) -> None:
    """What no form and no import may get past; the rest is judged when the report is handed in."""
    if not Institution.objects.filter(pk=institution_id).exists():
        raise Invalid("class.institution_unknown", "本单位还没有登记为培训机构，请先与人社局办理登记。")
    if facts["ends_on"] < facts["starts_on"]:
        raise Invalid("class.dates_out_of_order", "结束日期不能早于开班日期，请改正。")
    if facts["training_days"] > (facts["ends_on"] - facts["starts_on"]).days + 1:
        raise Invalid("class.days_do_not_fit", "培训天数多于开班至结束的天数，请改正。")
    occupation: Occupation = facts["occupation"]
    permitted = OccupationPermission.objects.filter(
        institution_id=institution_id, occupation=occupation, level=facts["level"]
    )
    if not permitted.exists():
        level = SkillLevel(facts["level"]).label
        message = f"{occupation.name}（{level}）不在本机构许可范围内，请改选许可的工种。"
        raise Invalid("class.occupation_not_permitted", message)
