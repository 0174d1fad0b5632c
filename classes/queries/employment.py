"""就业跟踪: lists of classes and of people, and the facts of one person's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from classes.enums import FINISHED_STATES, VERIFIED_STATES, EnrolmentState, ProofDocument
from classes.models import EmploymentProof, Enrolment, ProofFile, TrainingClass
from classes.queries.pinned import parameters_of
from classes.queries.proof_papers import WantedPaper
from classes.queries.results import (
    EMPLOYED,
    EmploymentLine,
    EmploymentOverview,
    EmploymentTerms,
    employment_terms,
    missing_proofs,
    proof_of,
    same_employer_counts,
    shared_proof_files,
    wanted_papers,
)
from foundation.accounts.actor import Actor
from foundation.core import clock

CHIPS = {"": "全部", "open": "还没提交", "pending": "待核实", "returned": "退回", "verified": "就业已核"}
_STATES = {
    "open": (EnrolmentState.VERIFIED,),
    "pending": (EnrolmentState.EMPLOYMENT_PENDING,),
    "returned": (EnrolmentState.EMPLOYMENT_RETURNED,),
    "verified": (EnrolmentState.EMPLOYMENT_VERIFIED, EnrolmentState.SUBSIDISED),
}


@dataclass(frozen=True)
class EmploymentPageFacts:
    """What the pages show beside the declaration: papers wanted and missing, and what looks odd."""

    proof: EmploymentProof | None
    wanted: tuple[WantedPaper, ...]
    missing: tuple[WantedPaper, ...]
    terms: EmploymentTerms
    same_employer: dict[str, int]
    shared_files: set[UUID]

    @property
    def papers(self) -> list[tuple[WantedPaper, list[ProofFile]]]:
        """The papers wanted, then whatever else is there or may be added (表12), each with its files."""
        files = list(self.proof.files.all()) if self.proof else []
        found = {file.pk: WantedPaper(ProofDocument(file.document), file.month) for file in files}
        shown = dict.fromkeys([*self.wanted, *found.values(), WantedPaper(ProofDocument.WORK_CERTIFICATE)])
        return [(paper, [file for file in files if found[file.pk] == paper]) for paper in shown]

    @property
    def same_employer_count(self) -> int:
        return self.same_employer.get(self.proof.credit_code, 0) if self.proof else 0


def employment_classes(actor: Actor) -> QuerySet[TrainingClass]:
    rows = TrainingClass.objects.visible_to(actor).filter(state__in=FINISHED_STATES).with_names()
    return rows.order_by("-ends_on", "number")


def employment_summaries(classes: Sequence[TrainingClass]) -> list[tuple[TrainingClass, EmploymentOverview]]:
    """The rate of each class of a page, in one query."""
    rows = Enrolment.objects.filter(training_class__in=[each.pk for each in classes]).order_by()
    counted = rows.values("training_class").annotate(
        verified=Count("pk", filter=Q(state__in=sorted(VERIFIED_STATES))),
        employed=Count("pk", filter=EMPLOYED),
        pending=Count("pk", filter=Q(state=EnrolmentState.EMPLOYMENT_PENDING)),
        returned=Count("pk", filter=Q(state=EnrolmentState.EMPLOYMENT_RETURNED)),
    )
    figures = {row.pop("training_class"): row for row in map(dict, counted)}
    none = {"verified": 0, "employed": 0, "pending": 0, "returned": 0}
    return [
        (
            each,
            EmploymentOverview(
                threshold=parameters_of(each).fraction("emp_threshold"), **figures.get(each.pk, none)
            ),
        )
        for each in classes
    ]


def filter_lines(lines: Sequence[EmploymentLine], chip: str) -> list[EmploymentLine]:
    states = _STATES.get(chip)
    return [line for line in lines if states is None or line.enrolment.state in states]


def next_pending(enrolment: Enrolment) -> Enrolment | None:
    """Who of the same class is to be verified next: the next number in the roster, then from the top."""
    waiting = Enrolment.objects.filter(
        training_class=enrolment.training_class_id, state=EnrolmentState.EMPLOYMENT_PENDING
    ).order_by("position")
    return waiting.filter(position__gt=enrolment.position).first() or waiting.exclude(pk=enrolment.pk).first()


def page_facts(training_class: TrainingClass, enrolment: Enrolment | None = None) -> EmploymentPageFacts:
    proof = proof_of(enrolment) if enrolment else None
    terms, today = employment_terms(training_class), clock.today()
    return EmploymentPageFacts(
        proof=proof,
        wanted=wanted_papers(proof, terms, today) if proof else (),
        missing=missing_proofs(proof, terms, today) if proof else (),
        terms=terms,
        same_employer=same_employer_counts(training_class),
        shared_files=shared_proof_files(training_class),
    )
