"""五源对账 of many classes is compared in the background and kept for the list; the acceptance compares anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from classes.models import TrainingClass
from foundation.audit.queries import head_seq
from foundation.core import clock
from subsidies.models import SourceComparison, SourceMonth
from subsidies.queries.comparisons import due_classes
from subsidies.queries.sources import RECONCILED, Reconciliation, SourceRow, reconciliations

AT_ONCE = 20
LINES = 6
FIGURES = ("compared", "found", "open", "serious", "pending", "lines")


def compare_due_classes(limit: int = AT_ONCE) -> int:
    """Compare the next classes that are due; returns how many were. To be called again and again."""
    due = due_classes(limit)
    return compare_classes(due) if due else 0


def compare_classes(classes: Iterable[UUID]) -> int:
    """Compare these classes as they are now and keep the outcome; returns how many there were."""
    seq, now = head_seq(), clock.now()  # before anything is read: what comes later is seen to be later
    states = dict(TrainingClass.objects.filter(pk__in=list(classes)).order_by().values_list("pk", "state"))
    found = {each.training_class.pk: each for each in reconciliations(states)}
    rows = [
        SourceComparison(
            training_class_id=pk,
            compared_at=now,
            entry_seq=seq,
            is_final=state not in RECONCILED,
            **(_figures(found[pk]) if pk in found else {}),
        )
        for pk, state in states.items()
    ]
    _keep(rows, [month for each in found.values() for month in _months(each)])
    return len(rows)


def _keep(rows: Sequence[SourceComparison], months: Sequence[SourceMonth]) -> None:
    with transaction.atomic():
        SourceComparison.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["training_class"],
            update_fields=[*FIGURES, "compared_at", "entry_seq", "is_final"],
        )
        SourceMonth.objects.filter(comparison__in=[row.pk for row in rows]).delete()
        SourceMonth.objects.bulk_create(months)


def _months(found: Reconciliation) -> list[SourceMonth]:
    by_month: dict[date, list[SourceRow]] = defaultdict(list)
    for row in found.rows:
        by_month[row.session.date.replace(day=1)].append(row)
    parts = {month: Reconciliation(found.training_class, tuple(rows)) for month, rows in by_month.items()}
    return [
        SourceMonth(comparison_id=found.training_class.pk, month=month, **_figures(part))
        for month, part in parts.items()
        if part.found
    ]


def _figures(found: Reconciliation) -> dict[str, Any]:
    differences = found.found
    return {
        "compared": found.compared,
        "found": len(differences),
        "open": len(found.open),
        "serious": found.serious,
        "pending": found.pending,
        "lines": [[row.title, each.difference.title, each.is_open] for row, each in differences[:LINES]],
    }
