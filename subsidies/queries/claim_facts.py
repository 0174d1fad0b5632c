"""What the house has recorded about a class, its people and what they drew before, as one case of the rules.

Facts that only another reading of an open question would ask for are read as well, so that a stored claim can be
shown under every reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import Q, QuerySet

from classes.enums import VERIFIED_STATES, EnrolmentState
from classes.models import Enrolment, TrainingClass
from foundation.core import clock
from institutions.enums import InstitutionState
from institutions.models import Institution
from subsidies.enums import EDITABLE_STATES, AcceptanceState, ClaimState, HeldState
from subsidies.models import Acceptance, ClaimPerson, SubsidyClaim
from subsidies.rules.facts import ORDER_LIKE, Category, Gates, PriorClaim, SubsidyCase, Trainee
from trainees.queries import barred_applications, others_of

EMPLOYED = (EnrolmentState.EMPLOYMENT_VERIFIED, EnrolmentState.SUBSIDISED)
NOT_COUNTED = (ClaimState.DRAFT, ClaimState.RETURNED, ClaimState.RECOVERED)

Same = Mapping[UUID, UUID]
"""Every record of the people of a class → the one under which they count in it: two numbers, one person."""


def claim_case(
    claim: SubsidyClaim,
    rows: list[Enrolment],
    half_days: dict[UUID, int],
    days: Fraction,
    *,
    whole_class: bool,
) -> SubsidyCase:
    """The case of one claim; `days` are those of the class, or of its stage.

    Whom the comparison has found unfit (认定不符合) is not verified, whatever was confirmed before; nor is the
    second number of somebody who sits in the class under two.
    """
    training_class = claim.training_class
    same = others_of(training_class.enrolments.values_list("person_id", flat=True))
    elsewhere = list(_drawn_elsewhere(claim, same))
    kinds = _other_kinds(training_class, elsewhere, same)
    barred = barred_applications(training_class.pk)
    is_staged = claim.stage > 1 or not claim.is_final_stage
    return SubsidyCase(
        policy=str(training_class.policy_document_id or ""),
        category=Category(training_class.category),
        approved=training_class.approved_count,
        trainees=tuple(
            replace(each, verified=False)
            if row.application_id in barred or same[row.person_id] != row.person_id
            else each
            for row in rows
            for each in [
                _trainee(row, training_class, half_days.get(row.pk, 0), kinds.get(row.person_id, ()))
            ]
        ),
        training_days=days,
        prior_claims=tuple(_prior_claims(claim, elsewhere, same)),
        gates=_gates(training_class),
        final_stage=claim.stage > 1 and claim.is_final_stage,
        whole_class=whole_class,
        stage=claim.stage if is_staged else None,
        approved_on=clock.local(training_class.approved_at).date() if training_class.approved_at else None,
        ends_on=training_class.ends_on,
        claimed_on=_handed_in(claim),
    )


def is_received(training_class: TrainingClass) -> bool:
    """Whether the last of the five acceptance steps is signed: 申请资料接收."""
    return Acceptance.objects.filter(training_class=training_class, state=AcceptanceState.RECEIVED).exists()


def _handed_in(claim: SubsidyClaim) -> date:
    """The day on which the claim was handed in; of one that is not, today."""
    if claim.state in EDITABLE_STATES or claim.submitted_at is None:
        return clock.today()
    return clock.local(claim.submitted_at).date()


def _trainee(
    row: Enrolment, training_class: TrainingClass, half_days: int, other_kinds: tuple[str, ...]
) -> Trainee:
    person, occupation = str(row.person_id), training_class.occupation
    is_staff = training_class.category == Category.ENTERPRISE_STAFF
    return Trainee(
        key=f"{person}/{occupation.code}/{training_class.level}" if is_staff else person,
        person=person,
        verified=row.state in VERIFIED_STATES,
        passed=row.has_passed,
        employed=row.state in EMPLOYED and row.employment_verified_by_id is not None,
        attended_days=Fraction(half_days, 2),
        occupation=occupation.code,
        level=training_class.level,
        class_end=training_class.ends_on,
        certified=bool(row.certificate_number),
        newly_added=row.is_new_talent,
        name=row.person.masked_name,
        class_start=training_class.starts_on if is_staff else None,
        employer=_employer(training_class) if is_staff else "",
        occupation_name=occupation.name if is_staff else "",
        theory_score=_score(row.theory_points),
        practice_score=_score(row.practice_points),
        other_kinds=other_kinds,
    )


def _score(hundredths: int | None) -> Fraction | None:
    return None if hundredths is None else Fraction(hundredths, 100)


def _employer(training_class: TrainingClass) -> str:
    """Whose staff are trained: 用工单位, else the enterprise that runs the class itself."""
    return training_class.order_employer or training_class.institution.name


def _paid_people(claim: SubsidyClaim) -> QuerySet[ClaimPerson]:
    """What others of the claims have drawn or are promised; a line that was struck was never drawn."""
    paid = ClaimPerson.objects.filter(is_paid=True).exclude(claim=claim).exclude(claim__state__in=NOT_COUNTED)
    paid = paid.exclude(held__state=HeldState.STRUCK)
    return paid.select_related("enrolment", "claim__training_class__occupation").order_by("pk")


def _drawn_elsewhere(claim: SubsidyClaim, same: Same) -> QuerySet[ClaimPerson]:
    """What the same people have drawn in other classes: in the year of this class, as 企业职工 in any year (DR-11)."""
    counts = Q(claim__training_class__ends_on__year=claim.training_class.ends_on.year)
    if claim.training_class.category == Category.ENTERPRISE_STAFF:
        counts |= Q(claim__training_class__category=Category.ENTERPRISE_STAFF.value)
    others = _paid_people(claim).exclude(claim__training_class=claim.training_class_id)
    return others.filter(counts, enrolment__person_id__in=list(same)).select_related(
        "claim__training_class__institution"
    )


def _other_kinds(
    training_class: TrainingClass, elsewhere: Iterable[ClaimPerson], same: Same
) -> dict[UUID, tuple[str, ...]]:
    """Other kinds of training for which each person drew in the year of this class (A25)."""
    kinds: dict[UUID, set[str]] = {}
    for row in elsewhere:
        done = row.claim.training_class
        if done.category != training_class.category and done.ends_on.year == training_class.ends_on.year:
            kinds.setdefault(same[row.enrolment.person_id], set()).add(done.category)
    return {person: tuple(sorted(names)) for person, names in kinds.items()}


def _prior_claims(claim: SubsidyClaim, elsewhere: Iterable[ClaimPerson], same: Same) -> Iterable[PriorClaim]:
    """What counts against this claim: 企业职工 over all institutions (DR-11), a stage in its own class (DR-08)."""
    category = Category(claim.training_class.category)
    if category is Category.ENTERPRISE_STAFF:
        staff = [row for row in elsewhere if row.claim.training_class.category == category]
        yield from (_prior(row, same, other_class=False) for row in staff)
        return
    if claim.stage > 1:
        earlier = _paid_people(claim).filter(
            claim__training_class=claim.training_class_id, claim__stage__lt=claim.stage
        )
        yield from (_prior(row, same, other_class=False) for row in earlier)
    if category in ORDER_LIKE:
        capped = [row for row in elsewhere if Category(row.claim.training_class.category) in ORDER_LIKE]
        yield from (_prior(row, same, other_class=True) for row in capped)


def _prior(row: ClaimPerson, same: Same, *, other_class: bool) -> PriorClaim:
    done = row.claim.training_class
    is_staff = done.category == Category.ENTERPRISE_STAFF
    return PriorClaim(
        person=str(same[row.enrolment.person_id]),
        occupation=done.occupation.code,
        level=done.level,
        year=done.ends_on.year,
        paid_days=Fraction(row.half_days, 2),
        paid_fen=row.amount_fen,
        employer=_employer(done) if is_staff else "",
        occupation_name=done.occupation.name if is_staff else "",
        class_start=done.starts_on if is_staff else None,
        class_end=done.ends_on if is_staff else None,
        claimed_on=_handed_in(row.claim) if is_staff else None,
        other_class=other_class,
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


def _status(institution: Institution) -> str:
    known = {InstitutionState.CANCELLED: "cancelled", InstitutionState.SUSPENDED: "suspended"}
    return known.get(InstitutionState(institution.state), "active")


def _ended_before_suspension(training_class: TrainingClass, institution: Institution) -> bool:
    suspended = institution.suspended_at
    return suspended is not None and training_class.ends_on < clock.local(suspended).date()
