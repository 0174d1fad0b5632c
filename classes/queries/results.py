"""What came of a class: exam, verification, certificates, employment, and the figures the claim is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from django.db.models import Count, Q

from classes.enums import (
    REQUIRED_PROOFS,
    VERIFIED_STATES,
    EmploymentKind,
    EnrolmentState,
    ProofDocument,
)
from classes.models import EmploymentProof, Enrolment, ProofFile, TrainingClass
from classes.queries.pinned import parameters_of
from classes.queries.proof_papers import WantedPaper, by_month
from classes.queries.teaching import attended_half_days, roster_of, sessions_of
from classes.rules.scores import PassMarks
from foundation.core import clock
from foundation.core.workdays import add_months

EMPLOYED = Q(
    state__in=[EnrolmentState.EMPLOYMENT_VERIFIED, EnrolmentState.SUBSIDISED],
    employment_verified_by__isnull=False,
)


@dataclass(frozen=True)
class ClassNumbers:
    """A class in figures. `approved` is frozen at approval; `passed` and `employed` count people, not papers."""

    approved: int
    withdrawn: int
    present: int
    verified: int
    not_verified: int
    passed: int
    verified_passed: int
    employed: int
    certificates: int
    new_talents: int
    training_days: int


@dataclass(frozen=True)
class ExamOverview:
    """核实 list of the exam: who has a score, who is missing, who passes by the marks pinned on the class."""

    expected: int
    scored: int
    absent: int
    passing: int
    marks: PassMarks
    retake_limit: int

    @property
    def missing(self) -> int:
        return self.expected - self.scored - self.absent


@dataclass(frozen=True)
class EmploymentOverview:
    """Proven employment against 培训人数 = 核实人数 (A08). Comparison is on whole numbers (A06)."""

    verified: int
    employed: int
    pending: int
    returned: int
    threshold: Fraction

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.employed, self.verified) if self.verified else None

    @property
    def needed(self) -> int:
        """Heads that make the threshold exactly or just."""
        return -(-self.verified * self.threshold.numerator // self.threshold.denominator)

    @property
    def short_by(self) -> int:
        return max(0, self.needed - self.employed)


@dataclass(frozen=True)
class EmploymentTerms:
    """What counts as employment for a class (8号 三(三)1, A57, A60), in calendar months.

    Below `recent_from_months` the papers of the first month stand for those of the last two as well.
    """

    contract_months: int
    first_pay_months: int
    recent_from_months: int
    follow_until: date


@dataclass(frozen=True)
class EmploymentLine:
    """One person of the employment list with the papers that are still missing."""

    enrolment: Enrolment
    proof: EmploymentProof | None
    missing: tuple[WantedPaper, ...]


@dataclass(frozen=True)
class VerificationLine:
    """One person as the inspectors see him before confirming: attendance, scores, result."""

    enrolment: Enrolment
    attended: int
    expected: int
    warning_line: Fraction

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.attended, self.expected) if self.expected else None

    @property
    def is_low(self) -> bool:
        """Worth a look before confirming; no document sets a minimum attendance (DR-10)."""
        return self.rate is not None and self.rate < self.warning_line


def class_facts(training_class: TrainingClass) -> ClassNumbers:
    """The figures of a class as they stand now, in one query."""
    left = Q(state=EnrolmentState.WITHDRAWN)
    verified, passed = Q(state__in=sorted(VERIFIED_STATES)), _counts_as_passed(training_class)
    found = Enrolment.objects.filter(training_class=training_class).aggregate(
        total=Count("pk"),
        withdrawn=Count("pk", filter=left),
        verified=Count("pk", filter=verified),
        not_verified=Count("pk", filter=Q(state=EnrolmentState.NOT_VERIFIED)),
        passed=Count("pk", filter=passed & ~left),
        verified_passed=Count("pk", filter=passed & verified),
        employed=Count("pk", filter=EMPLOYED),
        certificates=Count("pk", filter=~Q(certificate_number="")),
        new_talents=Count("pk", filter=Q(is_new_talent=True)),
    )
    total = found.pop("total")
    return ClassNumbers(
        approved=training_class.approved_count or total,
        present=total - found["withdrawn"],
        training_days=training_class.training_days,
        **found,
    )


def passes(enrolment: Enrolment, marks: PassMarks) -> bool:
    """Whether the recorded scores pass the examination; who was absent or has no score does not."""
    if enrolment.was_absent_from_exam or enrolment.theory_points is None or enrolment.practice_points is None:
        return False
    return marks.are_reached_by(
        Fraction(enrolment.theory_points, 100), Fraction(enrolment.practice_points, 100)
    )


def pass_marks(training_class: TrainingClass) -> PassMarks:
    """The marks and the reading of 合格 (A05) that are pinned on the class."""
    parameters = parameters_of(training_class)
    return PassMarks(
        theory=parameters.whole("pass_mark_theory"),
        practice=parameters.whole("pass_mark_practice"),
        basis=parameters.choice("pass_basis"),
    )


def _counts_as_passed(training_class: TrainingClass) -> Q:
    """Who is counted in 合格人数; before the approval nobody is, and nothing is pinned to be read."""
    if training_class.parameter_snapshot and pass_marks(training_class).needs_certificate:
        return Q(has_passed=True) & ~Q(certificate_number="")
    return Q(has_passed=True)


def exam_overview(training_class: TrainingClass) -> ExamOverview:
    marks = pass_marks(training_class)
    rows = list(Enrolment.objects.filter(training_class=training_class).present())
    scored = [each for each in rows if each.theory_points is not None and each.practice_points is not None]
    return ExamOverview(
        expected=len(rows),
        scored=len(scored),
        absent=sum(each.was_absent_from_exam for each in rows),
        passing=sum(passes(each, marks) for each in rows),
        retake_limit=parameters_of(training_class).whole("retake_limit"),
        marks=marks,
    )


def verification_lines(training_class: TrainingClass) -> list[VerificationLine]:
    """Everybody who sat or missed the exam, with the half-days that count and those that were held."""
    held = sum(session.is_closed for session in sessions_of(training_class))
    attended = attended_half_days(training_class)
    present = [each for each in roster_of(training_class) if each.state != EnrolmentState.WITHDRAWN]
    line = parameters_of(training_class).fraction("attendance_warning")
    return [VerificationLine(each, attended[each.pk], held, line) for each in present]


def employment_terms(training_class: TrainingClass) -> EmploymentTerms:
    parameters = parameters_of(training_class)
    return EmploymentTerms(
        contract_months=parameters.whole("contract_min_months"),
        first_pay_months=parameters.whole("emp_proof_min_months"),
        recent_from_months=parameters.whole("emp_recent_from_months"),
        follow_until=training_class.ends_on + timedelta(days=parameters.whole("emp_window_days")),
    )


def required_proofs(
    kind: str, started_on: date, today: date, terms: EmploymentTerms
) -> tuple[ProofDocument, ...]:
    """The papers of this road; at first, the first month's papers stand for the last two (A57)."""
    wanted = REQUIRED_PROOFS[kind]
    if kind == EmploymentKind.ENTERPRISE and today < add_months(started_on, terms.recent_from_months):
        coinciding = (ProofDocument.RECENT_WAGES, ProofDocument.RECENT_ATTENDANCE)
        return tuple(document for document in wanted if document not in coinciding)
    return wanted


def wanted_papers(
    proof: EmploymentProof, terms: EmploymentTerms, today: date | None = None
) -> tuple[WantedPaper, ...]:
    """What is asked today; of a proof that was handed in, what was asked on that day."""
    asked_on = proof.submitted_on or today or clock.today()
    documents = required_proofs(proof.kind, proof.started_on, asked_on, terms)
    return by_month(documents, proof.started_on, asked_on)


def missing_proofs(
    proof: EmploymentProof, terms: EmploymentTerms, today: date | None = None
) -> tuple[WantedPaper, ...]:
    """Papers still to be uploaded, each missing month by its name, also instead of one in which a virus was found.

    Uses prefetched `files__file`.
    """
    there = {(each.document, each.month) for each in proof.handed_in}
    wanted = wanted_papers(proof, terms, today)
    return tuple(paper for paper in wanted if (paper.document, paper.month) not in there)


def employment_overview(training_class: TrainingClass) -> EmploymentOverview:
    found = Enrolment.objects.filter(training_class=training_class).aggregate(
        verified=Count("pk", filter=Q(state__in=sorted(VERIFIED_STATES))),
        employed=Count("pk", filter=EMPLOYED),
        pending=Count("pk", filter=Q(state=EnrolmentState.EMPLOYMENT_PENDING)),
        returned=Count("pk", filter=Q(state=EnrolmentState.EMPLOYMENT_RETURNED)),
    )
    return EmploymentOverview(threshold=parameters_of(training_class).fraction("emp_threshold"), **found)


def employment_lines(training_class: TrainingClass) -> list[EmploymentLine]:
    """The verified people of a class and how far each one's proof is, in three queries."""
    rows = (
        Enrolment.objects.filter(training_class=training_class)
        .verified()
        .select_related("person", "training_class")
        .order_by("position")
    )
    proofs = {
        proof.enrolment_id: proof
        for proof in EmploymentProof.objects.filter(enrolment__in=rows).prefetch_related("files__file")
    }
    terms, today = employment_terms(training_class), clock.today()
    return [_employment_line(each, proofs.get(each.pk), terms, today) for each in rows]


def _employment_line(
    enrolment: Enrolment, proof: EmploymentProof | None, terms: EmploymentTerms, today: date
) -> EmploymentLine:
    return EmploymentLine(enrolment, proof, missing_proofs(proof, terms, today) if proof else ())


def proof_of(enrolment: Enrolment) -> EmploymentProof | None:
    return EmploymentProof.objects.filter(enrolment=enrolment).prefetch_related("files__file").first()


def same_employer_counts(training_class: TrainingClass) -> dict[str, int]:
    """How many people of this class name one credit code: many at one employer is a reason to look (F11)."""
    rows = EmploymentProof.objects.filter(enrolment__training_class=training_class).exclude(credit_code="")
    counts = rows.values("credit_code").order_by().annotate(heads=Count("pk"))
    return {row["credit_code"]: row["heads"] for row in counts}


def shared_proof_files(training_class: TrainingClass) -> set[UUID]:
    """Ids of proof files whose very bytes also prove somebody else's employment, in any class (F6).

    A licence or a promise may well be the same paper for many; a contract or a payroll may not.
    """
    personal = ProofFile.objects.exclude(document__in=[ProofDocument.PROMISE, ProofDocument.LICENCE])
    own = personal.filter(proof__enrolment__training_class=training_class)
    hashes = list(own.values_list("file__sha256", flat=True))
    owners: dict[str, set[UUID]] = {}
    for sha, proof in personal.filter(file__sha256__in=hashes).values_list("file__sha256", "proof_id"):
        owners.setdefault(sha, set()).add(proof)
    shared = {sha for sha, proofs in owners.items() if len(proofs) > 1}
    return set(own.filter(file__sha256__in=shared).values_list("pk", flat=True))
