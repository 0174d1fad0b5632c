"""Whom to send: possible inspectors, how many go together, and hints about those who are sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from classes.models import TrainingClass
from classes.queries.pinned import parameters_of
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.accounts.queries import holders_of
from inspections.enums import InspectionKind, InspectionState
from inspections.models import (
    Inspection,
    InspectorAssignment,
)

INSPECTING_ROLES = (Role.INSPECTOR, Role.INSPECTION_HEAD, Role.THIRD_PARTY_SUPERVISOR)


def possible_inspectors() -> QuerySet[User]:
    return holders_of(*INSPECTING_ROLES).select_related("organisation").order_by("display_name")


def min_inspectors(training_class: TrainingClass) -> int:
    """How many people go together: two or more (R178)."""
    return parameters_of(training_class).whole("min_inspectors")


def planned_elsewhere(
    inspector_ids: Iterable[UUID], day: date, but: UUID | None = None
) -> QuerySet[InspectorAssignment]:
    """Inspectors who are already sent to another class on that day: a hint, not an obstacle."""
    return (
        InspectorAssignment.objects.filter(
            inspector_id__in=list(inspector_ids),
            inspection__planned_on=day,
            inspection__state=InspectionState.PLANNED,
            inspection__kind=InspectionKind.ON_SITE,
        )
        .exclude(inspection_id=but)
        .select_related("inspector", "inspection__training_class__occupation")
    )


def reviewed_by(training_class: TrainingClass) -> set[UUID]:
    """Who passed this class through its reviews: sending the same person to inspect it is worth a hint."""
    stamps = (
        training_class.first_reviewed_by_id,
        training_class.second_reviewed_by_id,
        training_class.approved_by_id,
    )
    return {pk for pk in stamps if pk}


def conflicts_of(inspection: Inspection) -> list[str]:
    """Hints about those who are sent: reviewed the class himself, or is expected elsewhere on that day."""
    assigned = {each.inspector_id: str(each.inspector) for each in inspection.assignments.all()}
    hints = [
        f"{name}审核过本班的开班申请，建议改派"
        for pk, name in assigned.items()
        if pk in reviewed_by(inspection.training_class)
    ]
    for each in planned_elsewhere(assigned, inspection.planned_on, but=inspection.pk):
        hints.append(f"{each.inspector}同日另有检查：{each.inspection.training_class}")
    return hints
