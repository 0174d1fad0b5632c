"""What the class head has still to fill in: sign-in sheets that are not closed, class days without a log."""

from __future__ import annotations

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from classes.enums import ClassState
from classes.models import PlannedSession, TeachingLog
from foundation.accounts.actor import Actor
from foundation.core import clock

UNFILLED = "unfilled"
"""The one state in which such a half-day waits."""


def open_sheets(actor: Actor) -> QuerySet[PlannedSession]:
    """Half-days that have begun and whose sheet is not closed, the earliest first."""
    return _held(actor, "starts_at").filter(closed_at__isnull=True)


def days_without_log(actor: Actor) -> QuerySet[PlannedSession]:
    """The last half-day of every class day that is over and has no log."""
    same_day = {"training_class": OuterRef("training_class"), "date": OuterRef("date")}
    later = PlannedSession.objects.filter(**same_day, starts_at__gt=OuterRef("starts_at"))
    return (
        _held(actor, "ends_at").exclude(Exists(later)).exclude(Exists(TeachingLog.objects.filter(**same_day)))
    )


def log_page(session: PlannedSession) -> str:
    return f"{reverse('classes:log_edit', args=[session.training_class_id])}?date={session.date:%Y-%m-%d}"


def _held(actor: Actor, moment: str) -> QuerySet[PlannedSession]:
    """Half-days of the classes under way that had reached this moment of theirs by now."""
    now = clock.local(clock.now())
    reached = Q(date__lt=now.date()) | Q(date=now.date(), **{f"{moment}__lte": now.time()})
    rows = PlannedSession.objects.visible_to(actor).filter(
        reached, training_class__state=ClassState.IN_TRAINING
    )
    named = rows.select_related("training_class__institution__organisation", "training_class__occupation")
    return named.annotate(state=Value(UNFILLED, output_field=CharField())).order_by("date", "half")
