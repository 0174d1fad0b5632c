"""Classes that have handed in their opening report and wait for approval: what a proposed parameter will govern."""

from __future__ import annotations

from typing import Any

from classes.enums import ClassState
from classes.models import TrainingClass
from institutions.enums import TrainingCategory
from tests.builders.classes import make_draft
from tests.cast import Cast


def make_pending_class(cast: Cast, days: int, heads: int = 10, **facts: Any) -> TrainingClass:
    """订单式 unless said otherwise; the report is in, nothing is reviewed yet."""
    facts = {"category": TrainingCategory.ORDER, **facts}
    draft = make_draft(cast, facts.pop("institution", "qihang"), heads=heads, training_days=days, **facts)
    TrainingClass.objects.filter(pk=draft.pk).update(state=ClassState.SUBMITTED)
    return TrainingClass.objects.get(pk=draft.pk)
