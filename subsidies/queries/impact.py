"""影响测算 (N23): every class and claim of a document as it stands and as it would come to under a proposed value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from classes.enums import BEFORE_APPROVAL
from classes.models import TrainingClass
from foundation.core import clock
from foundation.core.money import format_yuan
from foundation.jobs.handlers import Progress, unheard
from foundation.policy.models import ParameterRow, ParameterState
from foundation.policy.queries import as_value, parameters_for
from foundation.policy.types import Parameters
from subsidies.enums import EDITABLE_STATES, ImpactKind
from subsidies.models import ImpactLine, ParameterImpact, SubsidyClaim
from subsidies.queries.calculation import canonical_digest, stored_case, stored_statement
from subsidies.queries.explanation import whole_heads
from subsidies.queries.forecast_facts import OPEN_STATES, ClassFacts, open_classes
from subsidies.queries.forecast_rules import Change, Governing, expected_of, rulebook
from subsidies.rules.calculate import RULE_SETS
from subsidies.rules.cohorts import Figures, figures_of

EVERY = 500  # classes or claims between two words about the progress
_AT_ONCE = 100  # claims, which carry their whole roster


@dataclass(frozen=True, slots=True)
class Weighed:
    """One class or claim before and after."""

    kind: ImpactKind
    class_id: UUID
    claim_id: UUID | None
    ends_on: date
    old: Figures
    new: Figures

    @property
    def differs(self) -> bool:
        return self.old != self.new

    def as_line(self) -> ImpactLine:
        return ImpactLine(
            kind=self.kind,
            training_class_id=self.class_id,
            claim_id=self.claim_id,
            ends_on=self.ends_on,
            old_heads=whole_heads(self.old.payable_heads),
            new_heads=whole_heads(self.new.payable_heads),
            old_fen=self.old.total_fen,
            new_fen=self.new.total_fen,
            old_error=_error(self.old),
            new_error=_error(self.new),
        )


def _error(figures: Figures) -> str:
    return figures.error or ("blocked" if figures.status == "blocked" else "")


def proposal_of(row: ParameterRow) -> dict[str, Any]:
    """What exactly is proposed; another value, document or day is another proposal."""
    return {
        "document": row.document_id,
        "key": row.key,
        "kind": row.kind,
        "written": row.written,
        "effective_from": row.effective_from.isoformat(),
    }


def governing_without(row: ParameterRow) -> Governing:
    """The document's parameters on the first day on which the proposal could count, as they stand without it."""
    others = parameters_for(row.document_id, _day(row))
    return Governing(row.document_id, others.digest(), others)


def _day(row: ParameterRow) -> date:
    return max(clock.today(), row.effective_from)


def change_of(row: ParameterRow) -> Change:
    """The proposed value in its place; nothing where a later value has already taken over by then."""
    value, document = as_value(row), row.document_id
    later = ParameterRow.objects.filter(
        document=document,
        key=row.key,
        state=ParameterState.ACTIVE,
        effective_from__gt=row.effective_from,
        effective_from__lte=_day(row),
    ).exists()

    def change(parameters: Parameters, governed_by: str) -> Parameters:
        return parameters.with_values([value]) if governed_by == document else parameters

    return (lambda parameters, _governed_by: parameters) if later else change


def weigh(row: ParameterRow, progress: Progress = unheard) -> Iterator[Weighed]:
    """Every pending and every past class of the document, before and after."""
    base, change = governing_without(row), change_of(row)
    classes = _concerned(row)
    claims = _claims()
    total = len(classes) + claims.count()
    progress(0, total, "测算在办班次")
    for done, weighed in enumerate(_classes(classes, base, change), start=1):
        yield weighed
        if done % EVERY == 0:
            progress(done, total, "测算在办班次")
    rows = claims.select_related("training_class").order_by("number")
    for done, claim in enumerate(rows.iterator(chunk_size=_AT_ONCE), start=len(classes) + 1):
        if (claim.facts or {}).get("policy") == row.document_id:
            yield _claim(claim, change)
        if done % EVERY == 0:
            progress(done, total, "测算已申领的班次")
    progress(total, total, "写入明细")


def _concerned(row: ParameterRow) -> list[ClassFacts]:
    """The open classes of the document that nothing was claimed for yet: approved under it, or still to be."""
    governs_new = _governs_new(row)
    return [
        each
        for each in open_classes()
        if each.claimed is None and (each.pinned == row.document_id or (not each.pinned and governs_new))
    ]


def _classes(classes: list[ClassFacts], base: Governing, change: Change) -> Iterator[Weighed]:
    book = rulebook(classes, base)
    before, after = expected_of(classes, book), expected_of(classes, book.changed_by(change))
    for old, new in zip(before, after, strict=True):
        kind = ImpactKind.PINNED if old.facts.pinned else ImpactKind.PENDING
        yield Weighed(kind, old.facts.class_id, None, old.facts.ends_on, old.figures, new.figures)


def _claim(claim: SubsidyClaim, change: Change) -> Weighed:
    """The claim's own facts, parameters and rules, with only the proposed value exchanged."""
    parameters = Parameters.from_snapshot(claim.parameters or {})
    case = stored_case(claim)
    new = RULE_SETS[claim.rule_version](case, change(parameters, case.policy))
    return Weighed(
        ImpactKind.CLAIMED,
        claim.training_class_id,
        claim.pk,
        claim.training_class.ends_on,
        figures_of(stored_statement(claim)),
        figures_of(new),
    )


def why_stale(impact: ParameterImpact, row: ParameterRow) -> str:
    """Why the assessment is not of this very proposal, in force and classes as they are now; "" while it is.

    A frozen one stays as it is. Of the classes only the numbers are looked at: new ones, approvals, claims.
    """
    if impact.is_frozen:
        return ""
    if impact.proposal != proposal_of(row) or impact.base_digest != governing_without(row).digest:
        return "提议有改动，或又启用了别的参数"
    counted = (impact.pending_classes, impact.pinned_classes, impact.past_claims)
    return "" if counted == _numbers(row) else "班次有增减，或又有班次批准、申领"


def _numbers(row: ParameterRow) -> tuple[int, int, int]:
    """How many pending and approved classes, and how many claims, `weigh` would look at; three counts."""
    claimed = SubsidyClaim.objects.live().exclude(state__in=EDITABLE_STATES).values("training_class")
    unclaimed = TrainingClass.objects.filter(state__in=OPEN_STATES).exclude(pk__in=claimed)
    approved = unclaimed.filter(policy_document=row.document_id).exclude(state__in=BEFORE_APPROVAL)
    pending = unclaimed.filter(Q(state__in=BEFORE_APPROVAL) | Q(policy_document=None))
    claims = _claims().filter(facts__policy=row.document_id)
    return pending.count() if _governs_new(row) else 0, approved.count(), claims.count()


def _claims() -> QuerySet[SubsidyClaim]:
    return SubsidyClaim.objects.exclude(state__in=EDITABLE_STATES).exclude(statement=None)


def _governs_new(row: ParameterRow) -> bool:
    return row.document.effective_from <= _day(row) <= row.document.effective_to


def assessments() -> QuerySet[ParameterImpact]:
    return ParameterImpact.objects.select_related("parameter__document")


def impact_of(row: ParameterRow) -> ParameterImpact | None:
    return assessments().filter(parameter=row).first()


def summary_of(impact: ParameterImpact) -> str:
    """One line for the page of the parameter."""
    counted = impact.pending_classes + impact.pinned_classes + impact.past_claims
    lines = ImpactLine.objects.filter(impact=impact)
    pending = lines.filter(kind=ImpactKind.PENDING)
    sums = pending.aggregate(old=Coalesce(Sum("old_fen"), 0), new=Coalesce(Sum("new_fen"), 0))
    difference = format_yuan(sums["new"] - sums["old"])
    return (
        f"核对 {counted} 项，{lines.count()} 项金额或人数不同；"
        f"其中未批准 {pending.count()} 个班次，合计相差 {difference} 元"
    )


def lines_digest(impact: ParameterImpact) -> str:
    """SHA-256 of all that the assessment lists, in one order."""
    figures = ("old_heads", "new_heads", "old_fen", "new_fen", "old_error", "new_error")
    rows = ImpactLine.objects.filter(impact=impact).values_list("kind", "training_class", "claim", *figures)
    return canonical_digest(sorted(["" if cell is None else str(cell) for cell in row] for row in rows))
