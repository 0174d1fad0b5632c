"""What the page 补贴预计 shows: the rows an actor may see, and their totals by institution, quarter and category."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, ExtractQuarter, ExtractYear

from foundation.accounts.actor import Actor
from foundation.jobs.models import Job, JobState
from institutions.enums import TrainingCategory
from subsidies.models import ClassForecast
from subsidies.models.forecast import ClassForecastQuerySet

GROUPINGS = {"institution": "按机构", "quarter": "按季度", "category": "按类别"}
_GROUPED_BY = {
    "institution": ("training_class__institution__name",),
    "quarter": ("year", "quarter"),
    "category": ("training_class__category",),
}
# The code of an error as the office says it; what stands here is mended outside the class.
REASONS = {
    "E_RATE_NOT_CONFIGURED": "没有补贴标准",
    "policy.none_in_force": "没有执行期内的文件",
    "policy.not_loaded": "政策参数没有录入",
    "blocked": "不符合拨付条件",
}


@dataclass(frozen=True)
class ForecastFilter:
    """What restricts the list; empty fields restrict nothing. A quarter is (year, number)."""

    institution_id: UUID | None = None
    category: str = ""
    basis: str = ""
    quarter: tuple[int, int] | None = None


@dataclass(frozen=True)
class ForecastTotal:
    """One line of the totals; `unknown` classes have no amount. Fen."""

    name: str
    classes: int
    heads: int
    full_fen: int
    total_fen: int
    unknown: int


def forecast_rows(actor: Actor, wanted: ForecastFilter) -> ClassForecastQuerySet:
    """The classes that end first stand first."""
    rows = ClassForecast.objects.visible_to(actor)
    if wanted.institution_id:
        rows = rows.filter(training_class__institution=wanted.institution_id)
    if wanted.category:
        rows = rows.filter(training_class__category=wanted.category)
    if wanted.basis:
        rows = rows.filter(basis=wanted.basis)
    if wanted.quarter:
        year, number = wanted.quarter
        rows = rows.filter(training_class__ends_on__year=year, training_class__ends_on__quarter=number)
    named = rows.select_related("training_class__occupation", "training_class__institution__organisation")
    return named.order_by("training_class__ends_on", "training_class__number")


def totals(rows: ClassForecastQuerySet, grouping: str) -> list[ForecastTotal]:
    """The rows added up by institution, quarter or category; one query."""
    keys = _GROUPED_BY[grouping]
    found = (
        rows.order_by()
        .annotate(
            year=ExtractYear("training_class__ends_on"), quarter=ExtractQuarter("training_class__ends_on")
        )
        .values_list(*keys)
        .annotate(**_SUMS)
        .order_by(*keys)
    )
    size = len(keys)
    return [ForecastTotal(_name(grouping, row[:size]), *row[size:]) for row in found]


def grand_total(lines: Iterable[ForecastTotal]) -> ForecastTotal:
    """All lines together, without asking again."""
    rows = list(lines)
    return ForecastTotal(
        "合计",
        sum(row.classes for row in rows),
        sum(row.heads for row in rows),
        sum(row.full_fen for row in rows),
        sum(row.total_fen for row in rows),
        sum(row.unknown for row in rows),
    )


def quarters(actor: Actor) -> list[tuple[int, int]]:
    """The quarters in which open classes end."""
    ends = "training_class__ends_on"
    rows = ClassForecast.objects.visible_to(actor).order_by()
    found = rows.values_list(ExtractYear(ends), ExtractQuarter(ends)).distinct()
    return sorted(found)


@dataclass(frozen=True)
class Computations:
    """The recomputation that is on the work list now, and the last one that came to an end."""

    running: Job | None
    last: Job | None


_LOOKED_AT = 20


def computations(kind: str, key: str) -> Computations:
    """One query over the newest jobs of this kind."""
    jobs = list(Job.objects.filter(kind=kind, dedupe_key=key).order_by("-created_at")[:_LOOKED_AT])
    return Computations(
        running=next((job for job in jobs if job.is_open), None),
        last=next((job for job in jobs if job.state == JobState.DONE), None),
    )


def reason_of(row: ClassForecast) -> str:
    """Why nothing can be expected, in a few words; "" where an amount stands."""
    return REASONS.get(row.error, f"数据有误（{row.error}）") if row.error else ""


_SUMS: dict[str, Any] = {
    "classes": Count("pk"),
    "heads": Coalesce(Sum("payable_heads"), 0),
    "full": Coalesce(Sum("full_fen"), 0),
    "total": Coalesce(Sum("total_fen"), 0),
    "unknown": Count("pk", filter=~Q(error="")),
}


def _name(grouping: str, key: tuple[Any, ...]) -> str:
    if grouping == "quarter":
        return quarter_label(*key)
    return str(TrainingCategory(key[0]).label) if grouping == "category" else str(key[0])


def quarter_label(year: int, number: int) -> str:
    return f"{year} 年第 {number} 季度"
