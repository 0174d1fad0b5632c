"""Classes in which the sources of 五源对账 disagree."""

from __future__ import annotations

from typing import Any

from classes.models import PlannedSession, TrainingClass
from inspections.models import Inspection
from subsidies.models import DifferenceExplanation
from subsidies.operations import explain_difference
from subsidies.rules.half_day import Code
from tests.builders.running import picture
from tests.cast import Cast


def first_half_day(training_class: TrainingClass) -> PlannedSession:
    return training_class.sessions.order_by("date", "half")[0]


def miscounted(training_class: TrainingClass, present: int = 3, position: int = 2) -> Inspection:
    """The visit counted so many in the first half-day, and called one name in vain."""
    visit = Inspection.objects.get(training_class=training_class, kind="on_site")
    Inspection.objects.filter(pk=visit.pk).update(
        session=first_half_day(training_class), expected_count=4, present_count=present
    )
    visit.absentees.create(enrolment=training_class.enrolments.get(position=position), kind="unexcused")
    return visit


def explained(cast: Cast, training_class: TrainingClass, **facts: Any) -> DifferenceExplanation:
    given = {
        "code": Code.FEWER_COUNTED,
        "reason": "2 号点名时在医务室",
        "proof": picture("病历.png"),
        **facts,
    }
    return explain_difference(first_half_day(training_class), actor=cast.actor("qihang_manager"), **given)
