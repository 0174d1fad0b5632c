"""One inspection: what its pages and forms show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.errors import Invalid
from foundation.policy.queries import current_parameters
from inspections.enums import InspectionKind, InspectionState
from inspections.models import (
    Inspection,
    InspectionFile,
    InspectionQuerySet,
)
from inspections.queries.roll_call import count_difference
from inspections.rules import QUESTIONS


def inspections_to_record() -> QuerySet[Inspection]:
    """Those still to be recorded, with all that the forms show."""
    return Inspection.objects.filter(state=InspectionState.PLANNED).select_related(
        "training_class__occupation",
        "training_class__institution__organisation",
        "training_class__venue",
        "training_class__class_head",
        "session__teacher",
    )


def inspection_with_all() -> InspectionQuerySet:
    """One inspection with inspectors, absentees and files, in a handful of queries."""
    return Inspection.objects.select_related(
        "training_class__occupation",
        "training_class__institution__organisation",
        "session",
        "recorded_by",
        "created_by",
    ).prefetch_related("assignments__inspector", "absentees__enrolment__person", Prefetch("files", _files()))


def _files() -> QuerySet[InspectionFile]:
    rows: QuerySet[InspectionFile] = InspectionFile.objects.select_related("file")
    return rows


def answers_of(inspection: Inspection) -> list[tuple[str, bool]]:
    """The questions that were answered, in the order of the form."""
    answers = [(question, getattr(inspection, name)) for name, question in QUESTIONS.items()]
    return [(question, answer) for question, answer in answers if answer is not None]


def proposed_requirement(inspection: Inspection) -> str:
    """What the record itself shows, as a start for the notice."""
    lines = [inspection.problems] if inspection.problems else []
    difference = count_difference(inspection)
    if difference:
        counted = inspection.present_count or 0
        lines.append(
            f"签到表 {counted + difference} 人，现场清点 {counted} 人，请说明人数不一致的原因并更正。"
        )
    return "\n".join(lines)


def proposed_deadline() -> date | None:
    """So many working days from today as the parameters allow; nothing where the calendar is not entered yet."""
    days = current_parameters().whole("correction_days")
    try:
        return load_calendar().add_workdays(clock.today(), days)
    except Invalid:
        return None


def confirmed_by(actor: Actor, inspections: Iterable[Inspection]) -> set[UUID]:
    """Which of these the actor has confirmed to be at."""
    return {
        inspection.pk
        for inspection in inspections
        for each in inspection.assignments.all()
        if each.inspector_id == actor.user_id and each.confirmed_at
    }


def may_confirm_presence(inspection: Inspection, actor: Actor) -> bool:
    """Sent there, today, and not yet said to be there."""
    is_today = inspection.planned_on == clock.today() and inspection.kind == InspectionKind.ON_SITE
    if not is_today or inspection.state != InspectionState.PLANNED:
        return False
    mine = (each for each in inspection.assignments.all() if each.inspector_id == actor.user_id)
    return any(each.confirmed_at is None for each in mine)
