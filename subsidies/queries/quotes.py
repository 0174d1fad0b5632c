"""补贴试算: what the page, the printed sheet and the API of a trial show. Nothing of a trial is ever stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from classes.models import TrainingClass
from classes.queries.pinned import parameters_of
from classes.queries.teaching import roster_of
from foundation.core import clock
from foundation.core.money import yuan_in_words
from foundation.policy.catalogue import default_parameters
from foundation.policy.models import PolicyDocument
from foundation.policy.queries import parameters_for
from foundation.policy.statements import Statement
from foundation.policy.types import Parameters
from subsidies.models import SubsidyClaim
from subsidies.queries.calculation import calculate_claim
from subsidies.queries.claim import claims_of
from subsidies.queries.claim_readings import ReadingRow, case_readings
from subsidies.queries.distance import NAMED_AT_ONCE, ClaimDistance, DistanceRow
from subsidies.queries.explanation import SheetRow, trial_rows
from subsidies.queries.stages import stages_of
from subsidies.rules.entry import write_case
from subsidies.rules.facts import SubsidyCase
from subsidies.rules.figures import decimal
from subsidies.rules.governing import Provide
from subsidies.rules.persons import explain_amounts
from subsidies.rules.quote import Quote, quote, quote_case
from subsidies.rules.what_if import Step, distance


@dataclass(frozen=True)
class TrialPerson:
    """One row of the list: the amount in fen with its formula, or the reason why there is none."""

    number: int
    name: str
    days: str
    amount_fen: int | None
    formula: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Comparison:
    """A trial beside what the claim of the same class says: 与申领单的差异."""

    claim: SubsidyClaim
    heads: str
    difference_fen: int | None

    @property
    def said(self) -> str:
        """申领单 BT-2026-0021，46 人."""
        return f"申领单 {self.claim.number}，{self.heads}"


@dataclass(frozen=True)
class Trial:
    """A trial that could be calculated, or is blocked; a faulty one has its statement alone."""

    quote: Quote
    rows: Sequence[SheetRow] = ()
    people: Sequence[TrialPerson] = ()
    readings: Sequence[ReadingRow] = ()
    distance: ClaimDistance | None = None
    comparison: Comparison | None = None

    @property
    def statement(self) -> Statement:
        return self.quote.statement

    @property
    def is_faulty(self) -> bool:
        return self.statement.status == "error"

    @property
    def heads(self) -> str:
        found = self.statement.payable_heads
        return "" if found is None else decimal(found)

    @property
    def cut(self) -> str:
        found = self.statement.deduction_heads
        return "" if found is None else decimal(found)

    @property
    def warnings(self) -> list[str]:
        return [warning.text for warning in self.statement.warnings]

    @property
    def telling_readings(self) -> list[ReadingRow]:
        """Those of which another reading would change the figure."""
        return [row for row in self.readings if row.matters]

    @property
    def idle_readings(self) -> list[ReadingRow]:
        return [row for row in self.readings if not row.matters]

    @property
    def is_trial_rate(self) -> bool:
        """Whether the standard was entered for this trial alone: it is then cited as DR-14."""
        return any(row.is_rate and row.clause and row.clause.document == "DR-14" for row in self.rows)

    @property
    def total_in_words(self) -> str:
        fen = self.statement.total_fen
        return "" if fen is None else yuan_in_words(fen)


def parameters_on(code: str, day: date | None = None) -> Parameters:
    """What is in force under a document on a day, by default today; a day outside of it means its first or last."""
    document = PolicyDocument.objects.filter(pk=code).first()
    if document is None:
        return default_parameters(code)
    asked = day or clock.today()
    return parameters_for(code, min(max(asked, document.effective_from), document.effective_to))


def in_force(raw: object) -> Provide:
    """The parameters in force for one written case: on its day of approval where it names one, else today."""
    entered = raw.get("input") if isinstance(raw, Mapping) else None
    written = entered.get("approved_on") if isinstance(entered, Mapping) else None
    try:
        day = date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:  # said by the rules, as a fault of the entry
        day = None
    return lambda code: parameters_on(code, day)


def pinned_in(training_class: TrainingClass | None, otherwise: Provide) -> Provide:
    """For a real class the parameters that were pinned at its approval; of another document as `otherwise`."""
    if training_class is None or training_class.policy_document_id is None:
        return otherwise
    code, pinned = training_class.policy_document_id, parameters_of(training_class)
    return lambda asked: pinned if asked == code else otherwise(asked)


def answered(raw: object) -> dict[str, Any]:
    """The result of one written case under the parameters in force, as API and command write it."""
    return quote_case(raw, provide=in_force(raw))


def trial_of(raw: Mapping[str, Any], training_class: TrainingClass | None = None) -> Trial:
    """Everything that the page shows about one written case."""
    provide = pinned_in(training_class, in_force(raw))
    judged = quote(raw, provide=provide)
    case, statement = judged.case, judged.statement
    if case is None or statement.status == "error":
        return Trial(judged)
    return Trial(
        quote=judged,
        rows=trial_rows(statement, judged.parameters) if statement.status == "ok" else (),
        people=_people(case, statement, judged.parameters),
        readings=case_readings(case, judged.parameters, case.policy, provide),
        distance=_distance(case, judged.parameters),
        comparison=_comparison(training_class, statement),
    )


def _people(case: SubsidyCase, statement: Statement, parameters: Parameters) -> list[TrialPerson]:
    """In the order of the list. Of a key that stands there twice the first row is paid (DR-11)."""
    amounts, words = dict(statement.amounts), explain_amounts(case, statement, parameters)
    reasons = {gone.key: gone.reason for gone in statement.excluded}
    people: list[TrialPerson] = []
    for number, row in enumerate(case.trainees or (), start=1):
        days = "" if row.attended_days is None else decimal(row.attended_days)
        fen = amounts.pop(row.key, None) if row.verified else None
        reason = reasons.get(row.key, "") if fen is None or fen < 0 else ""
        if not row.verified:
            reason = "未核实"
        told = reason.removeprefix(row.label).strip()
        people.append(TrialPerson(number, row.label, days, fen, "" if fen is None else words[row.key], told))
    return people


def _distance(case: SubsidyCase, parameters: Parameters) -> ClaimDistance:
    """As on the page of a claim, without what can still be done where: there is no record to do it in."""
    found = distance(case, parameters)
    opening = None if found.opening is None else _plain(found.opening)
    steps, further = ([_plain(step) for step in each] for each in (found.steps, found.further))
    return ClaimDistance(found, opening, steps, further)


def _plain(step: Step) -> DistanceRow:
    is_said = len(step.people) == 1 and step.words.startswith(step.people[0])
    named = "" if is_said else "、".join(step.people[:NAMED_AT_ONCE])
    more = f"等 {len(step.people)} 人" if len(step.people) > NAMED_AT_ONCE else ""
    return DistanceRow(step, people=f"{named}{more}", note="", is_open=False, evidence="", link="")


def _comparison(training_class: TrainingClass | None, statement: Statement) -> Comparison | None:
    """Against the latest claim of the class that has an amount."""
    if training_class is None:
        return None
    stored = [claim for claim in claims_of(training_class) if claim.total_fen is not None]
    if not stored:
        return None
    claim, total = stored[-1], statement.total_fen
    difference = None if total is None else total - (claim.total_fen or 0)
    return Comparison(claim, f"{claim.payable_heads} 人", difference)


def case_of_class(training_class: TrainingClass) -> dict[str, Any]:
    """The written case of a class from what is on record today; people by their place in the roster, masked."""
    claims = list(claims_of(training_class))
    is_whole = len(stages_of(training_class)) == 1
    claim = claims[-1] if claims else SubsidyClaim(training_class=training_class, is_final_stage=is_whole)
    case = calculate_claim(claim).case
    places = {str(row.person_id): f"{row.position:02d}" for row in roster_of(training_class)}
    trainees = tuple(
        replace(row, person=places[row.person], key=row.key.replace(row.person, places[row.person]))
        for row in case.trainees or ()
    )
    prior = tuple(replace(row, person=places[row.person]) for row in case.prior_claims)
    return write_case(replace(case, trainees=trainees, prior_claims=prior))


def document_in_use(training_class: TrainingClass | None = None) -> str:
    """The document that a new trial begins with: that of the class, else the newest."""
    if training_class is not None and training_class.policy_document_id:
        return training_class.policy_document_id
    newest = PolicyDocument.objects.order_by("-effective_from").values_list("pk", flat=True).first()
    return newest or ""
