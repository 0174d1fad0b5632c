"""Who is sent where and when; nobody of the institution learns of it (8号 二(4); R178)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from guardian.shortcuts import assign_perm, remove_perm

from classes.enums import BEFORE_APPROVAL, DEAD_STATES
from classes.models import PlannedSession, TrainingClass
from classes.queries.pinned import parameters_of
from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role, signed_in
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.numbering import Series, numbered
from foundation.workflow.engine import performs
from foundation.workflow.messages import tell
from inspections import queries
from inspections.enums import InspectionKind, InspectionState
from inspections.enums import InspectionVerb as V
from inspections.models import Inspection, InspectorAssignment, OnSiteWaiver
from inspections.workflow import INSPECTION

INSPECTION_NUMBERS = Series("JC")


def plan_inspection(
    *,
    actor: Actor,
    training_class_id: UUID,
    kind: str,
    planned_on: date,
    inspector_ids: Sequence[UUID],
    session_id: UUID | None = None,
) -> Inspection:
    """The head of 监督检查小组 sends two or more inspectors to a class on a day."""
    require_role(actor, Role.INSPECTION_HEAD, doing="安排检查")
    people = _inspectors(inspector_ids)
    with transaction.atomic():
        training_class = _class_to_inspect(training_class_id, kind, actor)
        needed = queries.min_inspectors(training_class)
        if len(people) < needed:
            raise Invalid("inspection.two_inspectors", f"检查人员应为 {needed} 人以上，请再选人。")
        session = _session(training_class, session_id)
        TrainingClass.objects.select_for_update().get(
            pk=training_class.pk
        )  # a second tab waits for the first
        _check_day(training_class, kind, planned_on, session)
        facts = {"kind": kind, "training_class": training_class, "session": session, "planned_on": planned_on}
        inspection = numbered(
            Inspection.objects.all(),
            INSPECTION_NUMBERS,
            clock.today().year,
            lambda number: Inspection.objects.create(number=number, created_by_id=actor.user_id, **facts),
        )
        for person in people:
            _assign(inspection, person, actor)
        append(
            Event(
                action="inspection.plan",
                title="安排检查",
                record=inspection,
                detail={"number": inspection.number, "inspectors": [str(person) for person in people]},
            ),
            actor=actor,
        )
    return inspection


def assign_inspector(inspection: Inspection, *, actor: Actor, inspector_id: UUID) -> InspectorAssignment:
    """One more inspector is sent."""
    with transaction.atomic():
        locked = _locked_plan(inspection, actor, doing="指派检查人员")
        person = next(iter(_inspectors([inspector_id])), None)
        if person is None:
            raise Invalid("inspection.not_an_inspector", "所选人员不是检查人员，请从名单中选择。")
        if locked.assignments.filter(inspector=person).exists():
            raise Invalid("inspection.already_assigned", f"{person}已在本次检查人员中。")
        assignment = _assign(locked, person, actor)
        _note(locked, "inspection.assign", f"指派{person}", actor)
    return assignment


def remove_inspector(inspection: Inspection, *, actor: Actor, inspector_id: UUID) -> None:
    """An inspector is not sent after all; two must remain."""
    with transaction.atomic():
        locked = _locked_plan(inspection, actor, doing="调整检查人员")
        assignment = locked.assignments.filter(inspector_id=inspector_id).select_related("inspector").first()
        if assignment is None:
            raise Invalid("inspection.not_assigned", "这名人员不在本次检查人员中。")
        needed = queries.min_inspectors(locked.training_class)
        if locked.assignments.count() <= needed:
            message = f"检查人员应为 {needed} 人以上，请先指派另一人，再撤下此人。"
            raise NotNow("inspection.one_inspector", message)
        person = assignment.inspector
        remove_perm("inspections.view_inspection", person, locked)
        assignment.delete()
        _note(locked, "inspection.unassign", f"撤下{person}", actor)


def confirm_presence(inspection: Inspection, *, actor: Actor) -> InspectorAssignment:
    """An assigned inspector confirms with his own account that he is there (two people, two accounts)."""
    with transaction.atomic():
        locked = _locked(inspection, actor)
        assignment: InspectorAssignment | None = locked.assignments.filter(inspector_id=actor.user_id).first()
        if assignment is None:
            raise NotAllowed("inspection.not_assigned", "本次检查没有指派给您，不能确认到场。")
        if locked.kind == InspectionKind.ON_SITE and clock.today() != locked.planned_on:
            raise NotNow(
                "inspection.not_today", f"本次检查安排在 {locked.planned_on:%Y-%m-%d}，当天才能确认到场。"
            )
        if assignment.confirmed_at is None:
            assignment.confirmed_at = clock.now()
            assignment.save(update_fields=["confirmed_at"])
            _note(locked, "inspection.confirm_presence", "确认到场", actor)
    return assignment


@performs(INSPECTION, V.WITHDRAW)
def withdraw_inspection(record: Inspection, *, actor: Actor, comment: str) -> dict[str, Any]:
    """The planned inspection is called off, with the reason."""
    return {"number": record.number}


def waive_on_site(training_class: TrainingClass, *, actor: Actor, reason: str) -> OnSiteWaiver:
    """The head of 监督检查小组 does without a visit where recordings suffice, with the reason (20号 五(一))."""
    require_role(actor, Role.INSPECTION_HEAD, doing="免现场检查")
    with transaction.atomic():
        found = (
            TrainingClass.objects.visible_to(actor).select_for_update().filter(pk=training_class.pk).first()
        )
        if found is None:
            raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
        if not reason.strip():
            raise Invalid(
                "inspection.waiver_reason_missing",
                "请写明免现场检查的理由（例如：录像完整，远程可有效监管）。",
            )
        if not parameters_of(found).flag("onsite_waiver"):
            raise NotNow("inspection.waiver_not_provided", "现行参数不允许免除现场检查，请安排现场检查。")
        if found.state in BEFORE_APPROVAL | DEAD_STATES:
            raise NotNow("inspection.class_not_approved", "已批准的班次才能免现场检查。")
        if queries.waiver_of(found) is not None:
            raise NotNow("inspection.already_waived", "本班已免现场检查，无须再办。")
        waiver = OnSiteWaiver(
            training_class=found, reason=reason.strip()[:200], granted_by_id=signed_in(actor)
        )
        waiver.save()
        append(
            Event(action="inspection.waive_on_site", title="免现场检查", record=found, comment=waiver.reason),
            actor=actor,
        )
    return waiver


def _class_to_inspect(pk: UUID, kind: str, actor: Actor) -> TrainingClass:
    if kind not in InspectionKind.values:
        raise Invalid("inspection.unknown_kind", "请选择现场检查或视频调阅。")
    found = queries.classes_to_inspect(kind, actor).filter(pk=pk).first()
    if found is None:
        raise Invalid(
            "inspection.class_not_inspectable",
            "所选班次现在不能这样检查：现场检查限开班前后，视频调阅限开课以后。",
        )
    return found


def _session(training_class: TrainingClass, pk: UUID | None) -> PlannedSession | None:
    if pk is None:
        return None
    session = PlannedSession.objects.filter(training_class=training_class, pk=pk).first()
    if session is None:
        raise Invalid("inspection.foreign_session", "所选课次不属于这个班次，请重新选择。")
    return session


def _check_day(training_class: TrainingClass, kind: str, day: date, session: PlannedSession | None) -> None:
    if day < clock.today():
        raise Invalid("inspection.day_is_past", "计划日期不能早于今天。")
    if kind == InspectionKind.ON_SITE:
        if not training_class.starts_on <= day <= training_class.ends_on:
            raise Invalid(
                "inspection.day_outside_class",
                f"现场检查应在培训期内（{training_class.starts_on:%Y-%m-%d} 至 {training_class.ends_on:%Y-%m-%d}）。",
            )
        if session is not None and session.date != day:
            raise Invalid("inspection.session_on_other_day", "所选课次不在计划日期当天，请改日期或课次。")
    elif session is not None and session.date > day:
        raise Invalid("inspection.session_not_held", "所选课次在调阅日期之后，请改选已上过的课次。")
    planned = Inspection.objects.filter(
        training_class=training_class, kind=kind, planned_on=day, state=InspectionState.PLANNED
    )
    if planned.exists():
        raise Invalid("inspection.already_planned", "该班当天已安排同样的检查，请在检查列表中查看。")


def _inspectors(ids: Sequence[UUID]) -> list[User]:
    return list(queries.possible_inspectors().filter(pk__in=list(ids)))


def _assign(inspection: Inspection, person: User, actor: Actor) -> InspectorAssignment:
    assignment: InspectorAssignment = InspectorAssignment.objects.create(
        inspection=inspection, inspector=person, assigned_by_id=actor.user_id
    )
    assign_perm("inspections.view_inspection", person, inspection)
    title = f"检查任务：{inspection.training_class}，{inspection.planned_on:%Y-%m-%d}"
    others: set[UUID | None] = {person.pk}
    tell(others - {actor.user_id}, title=title, url=inspection.get_absolute_url())
    return assignment


def _locked_plan(inspection: Inspection, actor: Actor, *, doing: str) -> Inspection:
    require_role(actor, Role.INSPECTION_HEAD, doing=doing)
    locked = _locked(inspection, actor)
    if locked.state != InspectionState.PLANNED:
        raise NotNow("inspection.already_recorded", "检查情况已登记，不能再调整检查人员。")
    return locked


def _locked(inspection: Inspection, actor: Actor) -> Inspection:
    if not Inspection.objects.visible_to(actor).filter(pk=inspection.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    return Inspection.objects.select_for_update().get(pk=inspection.pk)


def _note(inspection: Inspection, action: str, title: str, actor: Actor) -> None:
    append(
        Event(action=action, title=title, record=inspection, detail={"number": inspection.number}),
        actor=actor,
    )
