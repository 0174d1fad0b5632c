"""Reads about claims: the list with its two-month clock, the lines of the sheet, the people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from django.db.models import Count, Q, QuerySet, Sum

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.display import StateTag, deadline_tag
from foundation.core.money import format_yuan
from foundation.policy.statements import Line, Statement
from foundation.policy.types import Clause
from subsidies.enums import CLAIM_TAGS, ClaimState
from subsidies.models import ClaimLine, ClaimPerson, SubsidyClaim
from subsidies.models.claim import ClaimQuerySet
from subsidies.queries.calculation import stored_statement

RATE_FIRST = ("R_LADDER", "R_FLAT_RATE")
CUTS = frozenset({"R_PASS_RATE_SHORTFALL", "R_EMPLOYMENT_SHORTFALL", "R_CARE_EMPLOYMENT_REQUIRED"})
FORMULA_LENGTH = 300
COMPARED = ("order", "code", "title", "formula", "detail", "clause", "result_text", "heads", "amount_fen")


@dataclass(frozen=True)
class SheetRow:
    """One box of the sheet: number, title, formula, clause to open, outcome; `is_cut` takes heads or money away."""

    number: int
    title: str
    formula: str
    detail: str
    rounding: str
    clause: Clause | None
    result: str
    is_cut: bool
    is_final: bool
    is_pending: bool


def claim_list(actor: Actor, *, state: str = "", text: str = "") -> ClaimQuerySet:
    """Claims the actor may see, those with the nearest payment date first; institutions' drafts are their own."""
    rows = _in_sight(actor).with_names()
    if state in ClaimState.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(
            Q(number__icontains=text)
            | Q(training_class__number__icontains=text)
            | Q(training_class__occupation__name__icontains=text)
            | Q(institution__name__icontains=text)
        )
    return rows.order_by("-created_at", "number")


def claim_state_counts(actor: Actor) -> list[tuple[str, str, int]]:
    """(state, label, number) for the chips above the list, in the order of the lifecycle."""
    rows = _in_sight(actor).order_by().values_list("state").annotate(number=Count("pk"))
    found = dict(rows)
    return [(s.value, CLAIM_TAGS[s].label, found[s.value]) for s in ClaimState if s.value in found]


def _in_sight(actor: Actor) -> ClaimQuerySet:
    rows = SubsidyClaim.objects.visible_to(actor)
    return rows if actor.is_institution else rows.exclude(state=ClaimState.DRAFT)


def claims_of(training_class: TrainingClass) -> QuerySet[SubsidyClaim]:
    return SubsidyClaim.objects.filter(training_class=training_class).order_by("stage")


def classes_to_claim(actor: Actor) -> list[TrainingClass]:
    """Accepted classes the actor may see for which no claim has been made."""
    claimed = SubsidyClaim.objects.values("training_class_id")
    rows = TrainingClass.objects.visible_to(actor).filter(state=ClassState.ACCEPTED).exclude(pk__in=claimed)
    return list(rows.with_names().order_by("ends_on"))


def days_to_pay(claim: SubsidyClaim) -> int | None:
    """Calendar days until the two-month limit of 20号 七(一), negative when overdue; None when none runs."""
    if claim.deadline_on is None:
        return None
    return (claim.deadline_on - clock.today()).days


@dataclass(frozen=True)
class ListLine:
    """A claim on a list, with the clock of 20号 七(一): 剩 N 天, 逾期 N 天."""

    claim: SubsidyClaim
    clock: StateTag | None


def list_lines(claims: Iterable[SubsidyClaim]) -> list[ListLine]:
    lines = []
    for claim in claims:
        left = days_to_pay(claim)
        lines.append(ListLine(claim, None if left is None else deadline_tag(left, "天")))
    return lines


def claim_people(claim: SubsidyClaim) -> list[ClaimPerson]:
    """Everybody of the roster with his amount or the reason why none, in the order of the roster."""
    rows = ClaimPerson.objects.filter(claim=claim).select_related("enrolment__person")
    return list(rows.order_by("enrolment__position"))


def sheet_rows(statement: Statement) -> list[SheetRow]:
    """The lines as the sheet shows them: the standard first, then heads, then money."""
    first = [line for line in statement.lines if line.code in RATE_FIRST]
    rest = [line for line in statement.lines if line.code not in RATE_FIRST]
    return [_row(number, line) for number, line in enumerate([*first, *rest], start=1)]


def _row(number: int, line: Line) -> SheetRow:
    return SheetRow(
        number=number,
        title=line.title,
        formula=line.formula,
        detail=line.detail,
        rounding=line.rounding,
        clause=line.clause,
        result=_final_amount(line) if line.code == "S_TOTAL" else line.result_text,
        is_cut=line.code in CUTS,
        is_final=line.code == "S_TOTAL",
        is_pending=line.pending,
    )


def _final_amount(line: Line) -> str:
    return "" if line.amount_fen is None else f"{format_yuan(line.amount_fen)} 元"


def line_rows(claim: SubsidyClaim, statement: Statement) -> Iterable[ClaimLine]:
    """The lines of a statement as they are stored beside the claim."""
    for line in statement.lines:
        yield ClaimLine(
            claim=claim,
            order=line.order,
            code=line.code,
            title=line.title,
            formula=line.formula[:FORMULA_LENGTH],
            detail=line.detail,
            clause=line.clause.cite() if line.clause else "",
            intermediate=line.intermediate,
            rounding=line.rounding,
            result_text=line.result_text,
            heads=whole_heads(line.heads),
            amount_fen=line.amount_fen,
            is_pending=line.pending,
        )


def whole_heads(heads: int | Fraction | None) -> int | None:
    """Heads of a fraction (rounding `exact`) as the number of people touched."""
    return None if heads is None else ceil(heads)


def lines_agree(claim: SubsidyClaim) -> bool:
    """Whether the stored lines say what the stored statement says."""
    wanted = [tuple(getattr(r, name) for name in COMPARED) for r in line_rows(claim, stored_statement(claim))]
    return list(claim.lines.order_by("order").values_list(*COMPARED)) == wanted


def people_add_up(claim: SubsidyClaim) -> bool:
    """Whether the people's amounts sum up to the claim (trust 3.17 no. 22)."""
    paid = claim.people.filter(is_paid=True).aggregate(fen=Sum("amount_fen"))["fen"]
    statement = stored_statement(claim)
    return (paid or 0) == claim.total_fen == statement.total_fen
