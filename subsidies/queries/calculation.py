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

from classes.enums import VERIFIED_STATES, EnrolmentState
from classes.models import Enrolment, TrainingClass
from classes.queries.pinned import parameters_of
from classes.queries.teaching import attended_half_days, roster_of
from foundation.core import clock
from foundation.core.money import format_yuan
from foundation.policy.queries import parameters_for
from foundation.policy.statements import Statement
from foundation.policy.types import Parameters, ParameterValue
from institutions.enums import InstitutionState
from institutions.models import Institution
from subsidies.enums import AcceptanceState, ClaimState
from subsidies.models import Acceptance, ClaimPerson, SubsidyClaim
from subsidies.queries.stages import Stage, settles_the_class, stage_days, stage_of
from subsidies.rules.calculate import RULE_SETS, calculate_subsidy
from subsidies.rules.entry import read_case, write_case
from subsidies.rules.facts import ORDER_LIKE, Category, Gates, PriorClaim, SubsidyCase, Trainee
from subsidies.rules.persons import explain_amounts

EMPLOYED = (EnrolmentState.EMPLOYMENT_VERIFIED, EnrolmentState.SUBSIDISED)
NOT_COUNTED = (ClaimState.DRAFT, ClaimState.RETURNED, ClaimState.RECOVERED)


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
    """The subsidy of a claim from the stored facts, under the parameters pinned when the class was approved."""
    training_class = claim.training_class
    parameters = parameters_of(training_class)
    rows, stage = roster_of(training_class), stage_of(claim)
    is_whole = stage.is_only or settles_the_class(claim, parameters)
    period = {} if is_whole else {"first": stage.first, "last": stage.last}
    half_days = attended_half_days(training_class, **period)
    days = Fraction(training_class.training_days) if is_whole else stage_days(training_class, stage)
    case = _case(claim, rows, half_days, days, settles_the_class(claim, parameters))
    statement = calculate_subsidy(case, parameters)
    words = explain_amounts(case, statement, parameters)
    people = tuple(_people(rows, case, statement, half_days, words))
    return Calculation(case, parameters, statement, people, stage)


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


def standard_key(category: Category, parameters: Parameters) -> str:
    """Which parameter holds the standard of a category: a configured rate before a printed one."""
    configured = f"rate.{category.value}"
    if configured in parameters:
        return configured
    return "ladder" if category in ORDER_LIKE else "staff_rate"


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


def _case(
    claim: SubsidyClaim, rows: list[Enrolment], half_days: dict[UUID, int], days: Fraction, whole_class: bool
) -> SubsidyCase:
    training_class = claim.training_class
    category = Category(training_class.category)
    return SubsidyCase(
        policy=str(training_class.policy_document_id or ""),
        category=category,
        approved=training_class.approved_count,
        trainees=tuple(_trainee(row, training_class, half_days.get(row.pk, 0)) for row in rows),
        training_days=days,
        prior_claims=tuple(_prior_claims(claim, category)),
        gates=_gates(training_class),
        final_stage=claim.stage > 1 and claim.is_final_stage,
        whole_class=whole_class,
    )


def _trainee(row: Enrolment, training_class: TrainingClass, half_days: int) -> Trainee:
    person, occupation = str(row.person_id), training_class.occupation.code
    is_staff = training_class.category == Category.ENTERPRISE_STAFF
    return Trainee(
        key=f"{person}/{occupation}/{training_class.level}" if is_staff else person,
        person=person,
        verified=row.state in VERIFIED_STATES,
        passed=row.has_passed,
        employed=row.state in EMPLOYED and row.employment_verified_by_id is not None,
        attended_days=Fraction(half_days, 2),
        occupation=occupation,
        level=training_class.level,
        class_end=training_class.ends_on,
        certified=bool(row.certificate_number),
        newly_added=row.is_new_talent,
        name=row.person.masked_name,
    )


def _prior_claims(claim: SubsidyClaim, category: Category) -> Iterable[PriorClaim]:
    """What the same people have drawn: 企业职工 over all institutions (DR-11), a stage in its own class (DR-08)."""
    paid = ClaimPerson.objects.filter(is_paid=True).exclude(claim=claim).exclude(claim__state__in=NOT_COUNTED)
    if category is Category.ENTERPRISE_STAFF:
        people = Enrolment.objects.filter(training_class=claim.training_class_id).values("person_id")
        paid = paid.filter(claim__training_class__category=category.value, enrolment__person_id__in=people)
    else:
        paid = paid.filter(claim__training_class=claim.training_class_id, claim__stage__lt=claim.stage)
    for row in paid.select_related("enrolment", "claim__training_class__occupation").order_by("pk"):
        done = row.claim.training_class
        yield PriorClaim(
            person=str(row.enrolment.person_id),
            occupation=done.occupation.code,
            level=done.level,
            year=done.ends_on.year,
            paid_days=Fraction(row.half_days, 2),
            paid_fen=row.amount_fen,
        )


def _gates(training_class: TrainingClass) -> Gates:
    """What can be known when a claim is handed in. Signatures and notice are judged later, step by step."""
    institution = training_class.institution
    return Gates(
        acceptance="passed" if is_received(training_class) else "pending",
        institution_status=_status(institution),
        class_finished_before_suspension=_ended_before_suspension(training_class, institution),
        city_report_filed=training_class.city_filed_on is not None,
    )


def is_received(training_class: TrainingClass) -> bool:
    """Whether the last of the five acceptance steps is signed: 申请资料接收."""
    return Acceptance.objects.filter(training_class=training_class, state=AcceptanceState.RECEIVED).exists()


def _status(institution: Institution) -> str:
    known = {InstitutionState.CANCELLED: "cancelled", InstitutionState.SUSPENDED: "suspended"}
    return known.get(InstitutionState(institution.state), "active")


def _ended_before_suspension(training_class: TrainingClass, institution: Institution) -> bool:
    suspended = institution.suspended_at
    return suspended is not None and training_class.ends_on < clock.local(suspended).date()


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
