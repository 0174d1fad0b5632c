"""From what the house has recorded to a case of the rules, and from a stored claim back to its statement.

Facts are read here and nowhere else: nobody types a head count, a day or an amount into a claim.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from classes.enums import VERIFIED_STATES, EnrolmentState
from classes.models import Enrolment, TrainingClass
from classes.queries.pinned import parameters_of
from classes.queries.teaching import attended_half_days, roster_of
from foundation.core import clock
from foundation.policy.queries import parameters_for
from foundation.policy.statements import Statement
from foundation.policy.types import Parameters, ParameterValue
from institutions.enums import InstitutionState
from institutions.models import Institution
from subsidies.enums import AcceptanceState, ClaimState
from subsidies.models import Acceptance, ClaimPerson, SubsidyClaim
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.entry import read_case, write_case
from subsidies.rules.facts import ORDER_LIKE, Category, Gates, PriorClaim, SubsidyCase, Trainee

EMPLOYED = (EnrolmentState.EMPLOYMENT_VERIFIED, EnrolmentState.SUBSIDISED)
NOT_COUNTED = (ClaimState.DRAFT, ClaimState.RETURNED, ClaimState.RECOVERED)


@dataclass(frozen=True)
class PersonAmount:
    """What one enrolment of the claim receives, or the reason why nothing; fen."""

    enrolment_id: UUID
    half_days: int
    is_paid: bool
    amount_fen: int
    code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Calculation:
    """One claim calculated from the facts as they stand now."""

    case: SubsidyCase
    parameters: Parameters
    statement: Statement
    people: tuple[PersonAmount, ...]

    @property
    def facts(self) -> dict[str, Any]:
        return write_case(self.case)


def calculate_claim(claim: SubsidyClaim) -> Calculation:
    """The subsidy of a claim from the stored facts, under the parameters pinned when the class was approved."""
    training_class = claim.training_class
    parameters = parameters_of(training_class)
    rows = roster_of(training_class)
    half_days = attended_half_days(training_class)
    case = _case(claim, rows, half_days)
    statement = calculate_subsidy(case, parameters)
    return Calculation(case, parameters, statement, tuple(_people(rows, case, statement, half_days)))


def replay(claim: SubsidyClaim) -> Statement:
    """The statement computed anew from the claim's own snapshot: the same fen, whatever the policy is today."""
    stored: dict[str, Any] = claim.facts or {}
    category = Category(stored["category"])
    reading = read_case(stored["input"], stored["policy"], category)
    return calculate_subsidy(reading.case, Parameters.from_snapshot(claim.parameters or {}))


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


def _case(claim: SubsidyClaim, rows: list[Enrolment], half_days: dict[UUID, int]) -> SubsidyCase:
    training_class = claim.training_class
    category = Category(training_class.category)
    return SubsidyCase(
        policy=str(training_class.policy_document_id or ""),
        category=category,
        approved=training_class.approved_count,
        trainees=tuple(_trainee(row, training_class, half_days.get(row.pk, 0)) for row in rows),
        training_days=Fraction(training_class.training_days),
        prior_claims=tuple(_prior_claims(claim, category)),
        gates=_gates(training_class),
        final_stage=claim.stage > 1 and claim.is_final_stage,
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
    rows: list[Enrolment], case: SubsidyCase, statement: Statement, half_days: dict[UUID, int]
) -> Iterable[PersonAmount]:
    amounts = dict(statement.amounts)
    excluded = {exclusion.key: exclusion for exclusion in statement.excluded}
    for row, trainee in zip(rows, case.trainees or (), strict=True):
        attended = half_days.get(row.pk, 0)
        if trainee.key in amounts:
            yield PersonAmount(row.pk, attended, True, amounts[trainee.key])
        elif trainee.key in excluded:
            gone = excluded[trainee.key]
            yield PersonAmount(row.pk, attended, False, 0, gone.code, gone.reason)
        elif row.state == EnrolmentState.WITHDRAWN:
            yield PersonAmount(row.pk, attended, False, 0, "R_WITHDRAWN", _withdrawn(row.withdrawn_on))
        else:
            yield PersonAmount(row.pk, attended, False, 0, "R_NOT_VERIFIED", "监督检查、结业验收未核实")


def _withdrawn(on: date | None) -> str:
    return f"{on:%-m月%-d日}退班" if on else "中途退班"
