"""What the page of an assessment shows: its lines, and what they come to per institution and per quarter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractQuarter, ExtractYear

from foundation.accounts.actor import Actor
from subsidies.enums import ImpactKind
from subsidies.models import ImpactLine, ParameterImpact
from subsidies.models.impact import ImpactLineQuerySet
from subsidies.queries.forecast import quarter_label

_AFTER_KIND = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(ImpactKind)))
_SUMS: dict[str, Any] = {
    "number": Count("pk"),
    "old": Coalesce(Sum("old_fen"), 0),
    "new": Coalesce(Sum("new_fen"), 0),
}


@dataclass(frozen=True)
class ImpactTotal:
    """The affected classes and claims of one kind, institution or quarter; fen before and after."""

    name: str
    number: int
    old_fen: int
    new_fen: int

    @property
    def difference_fen(self) -> int:
        return self.new_fen - self.old_fen


@dataclass(frozen=True)
class ImpactTotals:
    """What will be governed by the value is never added to what is shown for information only.

    Institutions and quarters are those of one `kind`, the pending classes unless another is asked for.
    """

    kind: str
    by_kind: tuple[ImpactTotal, ...]
    by_institution: tuple[ImpactTotal, ...]
    by_quarter: tuple[ImpactTotal, ...]


def kind_counts(totals: ImpactTotals) -> list[tuple[str, str, int]]:
    """(kind, label, number) for the chips above the list."""
    every = sum(each.number for each in totals.by_kind)
    named = {each.name: each.number for each in totals.by_kind}
    kinds = [(kind.value, str(kind.label), named.get(str(kind.label), 0)) for kind in ImpactKind]
    return [("", "全部", every), *kinds]


def impact_lines(impact: ParameterImpact, actor: Actor, kind: str = "") -> ImpactLineQuerySet:
    """The affected classes and claims that the actor may see."""
    rows = ImpactLine.objects.visible_to(actor).filter(impact=impact)
    if kind in ImpactKind.values:
        rows = rows.filter(kind=kind)
    named = rows.select_related(
        "training_class__occupation", "training_class__institution__organisation", "claim"
    )
    return named.order_by(_AFTER_KIND, "training_class__number", "claim__stage")


def impact_totals(impact: ParameterImpact, actor: Actor, kind: str = "") -> ImpactTotals:
    """Three queries."""
    one = ImpactKind(kind) if kind in ImpactKind.values else ImpactKind.PENDING
    every, shown = impact_lines(impact, actor).order_by(), impact_lines(impact, actor, one).order_by()
    kinds = {row[0]: row for row in every.values_list("kind").annotate(**_SUMS)}
    institutions = shown.values_list("training_class__institution__name").annotate(**_SUMS)
    quarters = shown.values_list(ExtractYear("ends_on"), ExtractQuarter("ends_on")).annotate(**_SUMS)
    return ImpactTotals(
        kind=str(one.label),
        by_kind=tuple(ImpactTotal(str(each.label), *kinds[each][1:]) for each in ImpactKind if each in kinds),
        by_institution=tuple(ImpactTotal(*row) for row in sorted(institutions)),
        by_quarter=tuple(ImpactTotal(quarter_label(*row[:2]), *row[2:]) for row in sorted(quarters)),
    )
