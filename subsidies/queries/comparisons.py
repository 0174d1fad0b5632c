"""The list of 五源对账, as the classes were compared last, and which of them must be compared anew."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from foundation.core import clock
from subsidies.models import SourceComparison, SourceMonth
from subsidies.models.comparison import SourceComparisonQuerySet, SourceMonthQuerySet
from subsidies.queries.sources import NOT_BEGUN, RECONCILED

CLASS = "training_class"
PAUSE = timedelta(minutes=2)
"""A class that is just signing in, one entry for each, is not compared at every one of them."""


def classes_with_differences(actor: Actor) -> SourceComparisonQuerySet:
    """Classes not yet accepted that had open differences, the most serious first; `is_stale` as of now."""
    rows = SourceComparison.objects.visible_to(actor).filter(training_class__state__in=RECONCILED, open__gt=0)
    names = ("institution__organisation", "occupation")
    return (
        rows.annotate(is_stale=Exists(_later(CLASS, "entry_seq")))
        .select_related(*(f"{CLASS}__{name}" for name in names))
        .order_by("-serious", "-open", "training_class__number")
    )


def differences_of_month(actor: Actor, first: date) -> SourceMonthQuerySet:
    """What was found in the half-days of the month that begins on `first`, settled or not."""
    rows = SourceMonth.objects.visible_to(actor).filter(month=first)
    names = ("institution__organisation", "occupation")
    return (
        rows.annotate(is_stale=Exists(_later(f"comparison__{CLASS}", "comparison__entry_seq")))
        .select_related(*(f"comparison__{CLASS}__{name}" for name in names))
        .order_by("-open", "comparison__training_class__number")
    )


def waiting_count(actor: Actor) -> int:
    """How many classes are due: what the list says of them, or does not say, may have changed."""
    return _due(SourceComparison.objects.visible_to(actor), TrainingClass.objects.visible_to(actor)).count()


def due_classes(limit: int) -> list[UUID]:
    """Begun classes that were never compared, or not since something happened to them, or not today."""
    due = _due(SourceComparison.objects.all(), TrainingClass.objects.all())
    return [pk for (pk,) in due[:limit]]


def _due(
    compared: QuerySet[SourceComparison], classes: QuerySet[TrainingClass]
) -> QuerySet[SourceComparison, tuple[UUID]]:
    today = datetime.combine(clock.today(), time.min, tzinfo=clock.CHINA)
    has_moved = Q(compared_at__lte=clock.now() - PAUSE) & Q(Exists(_later(CLASS, "entry_seq")))
    is_settled = ~Q(training_class__state__in=RECONCILED)
    behind = compared.filter(Q(compared_at__lt=today) | has_moved | is_settled, is_final=False)
    known = SourceComparison.objects.filter(training_class=OuterRef("pk"))
    unknown = classes.exclude(state__in=NOT_BEGUN).filter(~Exists(known))
    return behind.order_by().values_list("pk").union(unknown.order_by().values_list("pk"))


def _later(class_path: str, seq_path: str) -> QuerySet[Entry]:
    """What is on record about the class since it was compared."""
    return Entry.objects.done().filter(case_id=OuterRef(f"{class_path}_id"), seq__gt=OuterRef(seq_path))
