"""From what the house has recorded to a case of the rules, and from a stored claim back to its statement.

Facts are read here and nowhere else: nobody types a head count, a day or an amount into a claim.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from classes.enums import EnrolmentState
from classes.models import Enrolment
from classes.queries.pinned import parameters_of
from classes.queries.teaching import attended_half_days, roster_of
from foundation.core import clock
from foundation.core.money import format_yuan
from foundation.policy.catalogue import default_parameters
from foundation.policy.queries import parameters_for
from foundation.policy.statements import Statement
from foundation.policy.types import Parameters, ParameterValue
from subsidies.models import ClaimPerson, SubsidyClaim
from subsidies.queries.claim_facts import claim_case
from subsidies.queries.stages import Stage, settles_the_class, stage_days, stage_of
from subsidies.rules.calculate import RULE_SETS, calculate_subsidy
from subsidies.rules.entry import read_case, write_case
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.governing import Provide, document_on, governed
from subsidies.rules.persons import explain_amounts
from subsidies.rules.rates import standard_key


@dataclass(frozen=True)
class PersonAmount:
    """What one enrolment of the claim receives and how (`formula`), or the reason why nothing; fen.

    One who is not paid may have to give back what an earlier stage paid him: below zero (DR-17).
    """

    enrolment_id: UUID
    half_days: int
    is_paid: bool
    amount_fen: int
    formula: str = ""
    code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Calculation:
    """One claim calculated from the facts as they stand now."""

    case: SubsidyCase
    parameters: Parameters
    statement: Statement
    people: tuple[PersonAmount, ...]
    stage: Stage

    @property
    def facts(self) -> dict[str, Any]:
        """What is stored: the case, and for a stage the days that it covers."""
        written = write_case(self.case)
        if self.stage.is_only:
            return written
        return {**written, "period": [self.stage.first.isoformat(), self.stage.last.isoformat()]}


def calculate_claim(claim: SubsidyClaim) -> Calculation:
    """The subsidy of a claim from the stored facts, under the parameters pinned when the class was approved.

    Where another day than that of the approval decides which document governs (A13), under that document's.
    """
    training_class = claim.training_class
    pinned = parameters_of(training_class)
    rows, stage = roster_of(training_class), stage_of(claim)
    is_whole = stage.is_only or settles_the_class(claim, pinned)
    period = {} if is_whole else {"first": stage.first, "last": stage.last}
    half_days = attended_half_days(training_class, **period)
    days = Fraction(training_class.training_days) if is_whole else stage_days(training_class, stage)
    facts = claim_case(claim, rows, half_days, days, whole_class=settles_the_class(claim, pinned))
    case, parameters = governed(facts, pinned, documents_of(facts))
    statement = calculate_subsidy(case, parameters)
    words = explain_amounts(case, statement, parameters)
    people = tuple(_people(rows, case, statement, half_days, words))
    return Calculation(case, parameters, statement, people, stage)


def documents_of(case: SubsidyCase) -> Provide:
    """The parameters of another document as they stood on that of the case's days which falls into it (A13)."""
    days = [day for day in (case.approved_on, case.ends_on, case.claimed_on) if day is not None]

    def provide(code: str) -> Parameters:
        inside = [day for day in days if (found := document_on(day)) and found.code == code]
        return parameters_for(code, inside[0]) if inside else default_parameters(code)

    return provide


def replay(claim: SubsidyClaim) -> Statement:
    """The statement computed anew from the claim's own snapshot: the same fen, whatever the policy is today.

    Facts, parameters and the set of rules are the claim's own; a set that is not known raises KeyError.
    """
    rules = RULE_SETS[claim.rule_version]
    return rules(stored_case(claim), Parameters.from_snapshot(claim.parameters or {}))


def stored_case(claim: SubsidyClaim) -> SubsidyCase:
    """The facts of a submitted claim, as the rules read them."""
    stored: dict[str, Any] = claim.facts or {}
    return read_case(stored["input"], stored["policy"], Category(stored["category"])).case


def stored_statement(claim: SubsidyClaim) -> Statement:
    return Statement.from_dict(claim.statement or {})


def unconfirmed_standard(claim: SubsidyClaim) -> ParameterValue | None:
    """The carried-over standard that the claim rests on, while nobody has put it into force anew (A12)."""
    stored = Parameters.from_snapshot(claim.parameters or {})
    category = Category(claim.training_class.category)
    used = stored.get(standard_key(category, stored))
    if used is None or not used.pending_confirmation:
        return None
    document = str(claim.training_class.policy_document_id)
    present = parameters_for(document, clock.today()).get(used.key)
    confirmed = present is not None and not present.pending_confirmation and present.value == used.value
    return None if confirmed else used


def content_digest(claim: SubsidyClaim, people: Iterable[PersonAmount] | None = None) -> str:
    """SHA-256 of everything that is signed: facts, parameters, statement, and each person's amount."""
    if people is None:
        rows = ClaimPerson.objects.filter(claim=claim).order_by("enrolment__position")
        signed = [[str(r.enrolment_id), r.half_days, r.is_paid, r.amount_fen, r.exclusion_code] for r in rows]
    else:
        signed = [[str(p.enrolment_id), p.half_days, p.is_paid, p.amount_fen, p.code] for p in people]
    content = {
        "number": claim.number,
        "class": str(claim.training_class_id),
        "institution": str(claim.institution_id),
        "stage": [claim.stage, claim.is_final_stage],
        "facts": claim.facts,
        "parameters": claim.parameters,
        "statement": claim.statement,
        "people": signed,
    }
    return canonical_digest(content)


def canonical_digest(content: object) -> str:
    """SHA-256 of the one written form of a JSON value."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _people(
    rows: list[Enrolment],
    case: SubsidyCase,
    statement: Statement,
    half_days: dict[UUID, int],
    words: dict[str, str],
) -> Iterable[PersonAmount]:
    """Everybody of the roster. Who is left out, or was never confirmed, is not paid but may owe (DR-17)."""
    amounts = dict(statement.amounts)
    excluded = {exclusion.key: exclusion for exclusion in statement.excluded}
    for row, trainee in zip(rows, case.trainees or (), strict=True):
        attended, fen, formula = (
            half_days.get(row.pk, 0),
            amounts.get(trainee.key, 0),
            words.get(trainee.key, ""),
        )
        if trainee.key in amounts and trainee.key not in excluded and trainee.verified:
            yield PersonAmount(row.pk, attended, True, fen, formula)
            continue
        gone = excluded.get(trainee.key)
        code, reason = (gone.code, gone.reason) if gone else _unconfirmed(row)
        if fen:
            reason = f"{reason}；此前已付 {format_yuan(-fen)} 元须扣回"
        yield PersonAmount(row.pk, attended, False, fen, formula, code, reason)


def _unconfirmed(row: Enrolment) -> tuple[str, str]:
    if row.state != EnrolmentState.WITHDRAWN:
        return "R_NOT_VERIFIED", "监督检查、结业验收未核实"
    on = row.withdrawn_on
    return "R_WITHDRAWN", f"{on:%-m月%-d日}退班" if on else "中途退班"
