"""补贴预计: every open class is computed anew, in the background; only what has changed is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.jobs.handlers import Progress, unheard
from foundation.jobs.models import Job
from foundation.jobs.operations import enqueue
from subsidies.models import ClassForecast
from subsidies.queries.explanation import whole_heads
from subsidies.queries.forecast_facts import CLASS_TEXT, ClassKey, key_of, open_classes
from subsidies.queries.forecast_rules import Expected, expected_of, rulebook

KIND = "subsidies.recompute_forecast"
TITLE = "重新测算补贴预计"
MAY_RECOMPUTE = frozenset({Role.TRAINING_HEAD})
BATCH = 1_000
FIGURES = (
    "basis",
    "approved",
    "verified",
    "passed",
    "employed",
    "payable_heads",
    "deduction_heads",
    "full_fen",
    "total_fen",
    "error",
    "policy_document_id",
    "parameters_digest",
    "is_pinned",
)


@transaction.atomic
def order_recompute(*, actor: Actor) -> Job:
    """The head of the training office wants the forecast anew; one recomputation at a time."""
    require_role(actor, *MAY_RECOMPUTE, doing="重新测算补贴预计")
    append(Event("forecast.ordered", TITLE), actor=actor)
    return begin_recompute(actor=actor)


def begin_recompute(*, actor: Actor) -> Job:
    """Put the recomputation on the work list: each night, and when a parameter was put into force."""
    return enqueue(KIND, actor=actor, title=TITLE, payload={}, dedupe_key=KIND)


def order_nightly() -> int:
    """1 when today's recomputation was put on the work list, 0 when there is one already."""
    if Job.objects.filter(kind=KIND, created_at__date=clock.today()).exists():
        return 0
    begin_recompute(actor=Actor.system())
    return 1


def recompute_forecasts(only: Collection[UUID] | None = None, progress: Progress = unheard) -> int:
    """Compute all open classes, or those given; returns how many figures are new, changed or gone."""
    difference = compute(only, progress)
    _write(difference)
    return len(difference.changed) + len(difference.gone)


@dataclass(frozen=True)
class Difference:
    """What a computation finds against what is written: new or changed rows, and classes that are not open any more."""

    changed: list[ClassForecast]
    gone: list[UUID]


def compute(only: Collection[UUID] | None = None, progress: Progress = unheard) -> Difference:
    """The figures of all open classes, or those given, held against the forecast as it is written; writes nothing."""
    classes = open_classes(only)
    total = len(classes)
    progress(0, total, "读取班次、学员和参数")
    known = _known(only)
    changed: list[ClassForecast] = []
    for done, expected in enumerate(expected_of(classes, rulebook(classes), only), start=1):
        figures = _figures(expected)
        if known.pop(expected.facts.key, None) != figures:
            changed.append(_row(expected.facts.class_id, figures))
        if done % BATCH == 0:
            progress(done, total, f"已测算 {done} 个班次")
    progress(total, total, f"{total} 个班次中 {len(changed)} 个有变动")
    return Difference(changed, [UUID(key) for key in known])


def _known(only: Collection[UUID] | None) -> dict[ClassKey, tuple[Any, ...]]:
    rows = ClassForecast.objects.order_by()
    if only is not None:
        rows = rows.filter(pk__in=only)
    return {key_of(row[0]): row[1:] for row in rows.values_list(CLASS_TEXT, *FIGURES)}


def _figures(expected: Expected) -> tuple[Any, ...]:
    """In the order of `FIGURES`."""
    facts, figures, governing = expected.facts, expected.figures, expected.governing
    counts = facts.counts
    return (
        facts.basis.value,
        facts.approved or facts.planned,
        counts.verified,
        counts.passed,
        counts.employed,
        whole_heads(figures.payable_heads),
        whole_heads(figures.deduction_heads),
        figures.full_fen,
        figures.total_fen,
        figures.error or (figures.status if figures.status == "blocked" else ""),
        governing.document if governing else None,
        governing.digest if governing else "",
        bool(facts.pinned),
    )


def _row(class_id: UUID, figures: tuple[Any, ...]) -> ClassForecast:
    return ClassForecast(training_class_id=class_id, **dict(zip(FIGURES, figures, strict=True)))


def _write(difference: Difference) -> None:
    """One statement a batch; a class that is settled or struck out has no forecast any more."""
    now, changed, gone = clock.now(), difference.changed, difference.gone
    for row in changed:
        row.computed_at = now
    columns = [name.removesuffix("_id") for name in FIGURES]
    ClassForecast.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["training_class"],
        update_fields=[*columns, "computed_at"],
    )
    for first in range(0, len(gone), BATCH):
        ClassForecast.objects.filter(pk__in=gone[first : first + BATCH]).delete()
