"""What is known of the open classes, set by set: a handful of queries, however many classes and people there are.

Nobody is loaded by name here; two kinds of class that need names are only pointed out (`needs_names`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    IntegerField,
    Max,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from classes.enums import BEFORE_APPROVAL, DEAD_STATES, VERIFIED_STATES, ClassState, EnrolmentState
from classes.models import Enrolment, TrainingClass
from foundation.core import clock
from institutions.enums import NEEDS_CITY_FILING, InstitutionState, TrainingCategory
from subsidies.enums import EDITABLE_STATES, ForecastBasis
from subsidies.models import ClaimPerson, SettlementStage, SubsidyClaim
from subsidies.queries.claim_facts import EMPLOYED, NOT_COUNTED
from subsidies.rules.cohorts import Cohort, CountedClass, Figures
from subsidies.rules.facts import Category, Gates
from trainees.models import Person
from trainees.queries import barred

CLOSED_STATES = DEAD_STATES | {ClassState.DRAFT, ClassState.PAID, ClassState.ARCHIVED}
OPEN_STATES = sorted(set(ClassState) - CLOSED_STATES)
"""Handed in and not settled yet. A draft is nobody's expectation."""

ClassKey = str
"""The id of a class in 32 digits: a hundred thousand UUIDs would cost more than the calculation."""
CLASS_TEXT = Cast("training_class_id", CharField())
OWN_TEXT = Cast("pk", CharField())


def key_of(written: str) -> ClassKey:
    """The key of an id as the database writes it, with dashes or without."""
    return written.replace("-", "")


_LEFT = Q(state__in=[EnrolmentState.WITHDRAWN, EnrolmentState.NOT_VERIFIED])
_VERIFIED = Q(state__in=sorted(VERIFIED_STATES))
_EMPLOYED = Q(state__in=sorted(EMPLOYED), employment_verified_by__isnull=False)
_OPEN_GATES = Gates()


class RosterCounts(NamedTuple):
    """The people of a class in numbers; `undecided` are those whom nobody has verified or refused yet."""

    enrolled: int = 0
    left: int = 0
    verified: int = 0
    passed: int = 0
    employed: int = 0
    passed_and_employed: int = 0

    def without(self, barred: RosterCounts) -> RosterCounts:
        """The same when those of them who were found unfit count for nothing, whatever was confirmed before."""
        return RosterCounts(
            self.enrolled,
            self.left + barred.present,
            self.verified - barred.verified,
            self.passed - barred.passed,
            self.employed - barred.employed,
            self.passed_and_employed - barred.passed_and_employed,
        )

    @property
    def present(self) -> int:
        return self.enrolled - self.left

    @property
    def undecided(self) -> int:
        return self.enrolled - self.left - self.verified


_EMPTY = RosterCounts()


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the submitted claims of a class come to together, in fen; `last_stage` is that of the latest."""

    last_stage: int
    payable_heads: int
    deduction_heads: int
    full_fen: int
    total_fen: int

    @property
    def figures(self) -> Figures:
        return Figures("ok", None, self.payable_heads, self.deduction_heads, self.total_fen, self.full_fen)


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """One open class. `pinned` is the document under which it was approved, "" until then."""

    key: ClassKey
    category: Category
    pinned: str
    approved: int | None
    planned: int
    training_days: int
    ends_on: date
    gates: Gates
    counts: RosterCounts
    claimed: Claimed | None
    basis: ForecastBasis
    needs_names: bool

    @property
    def class_id(self) -> UUID:
        return UUID(self.key)

    def counted(self, policy: str, cohorts: Iterable[Cohort] | None) -> CountedClass:
        """The class as the rules count it: as it stands, or everybody who is still there passed, placed, present."""
        if self.basis is ForecastBasis.FULL:
            found: tuple[Cohort, ...] = (self._everybody(),)
        else:
            found = tuple(self._alike() if cohorts is None else cohorts)
        approved = self.approved or sum(each.heads for each in found)
        return CountedClass(policy, self.category, approved, Fraction(self.training_days), found, self.gates)

    def _everybody(self) -> Cohort:
        heads = self.counts.present if self.counts.enrolled else (self.approved or self.planned)
        return Cohort(heads, passed=True, employed=True, half_days=2 * self.training_days)

    def _alike(self) -> Iterable[Cohort]:
        """Where no amount hangs on the days, four kinds of people are all there are."""
        counts = self.counts
        both = counts.passed_and_employed
        kinds = (
            (both, True, True),
            (counts.passed - both, True, False),
            (counts.employed - both, False, True),
            (counts.verified - counts.passed - counts.employed + both, False, False),
        )
        return (Cohort(heads, passed=p, employed=e, half_days=0) for heads, p, e in kinds if heads)


def open_classes(only: Collection[UUID] | None = None) -> list[ClassFacts]:
    """Every open class, or those given; six queries."""
    classes = TrainingClass.objects.filter(state__in=OPEN_STATES)
    if only is not None:
        classes = classes.filter(pk__in=only)
    counts, claims = roster_counts(only), _claimed()
    staged, drawn = _keys(SettlementStage.objects.all()), _with_earlier_draws()
    rows = classes.order_by("pk").values_list(OWN_TEXT, *_COLUMNS)
    return [
        _facts(key, row, counts.get(key, _EMPTY), claims.get(key), key in staged, key in drawn)
        for key, row in ((key_of(row[0]), row) for row in rows)
    ]


def _keys(rows: QuerySet[Any]) -> set[ClassKey]:
    return {key_of(each) for each in rows.order_by().values_list(CLASS_TEXT, flat=True).distinct()}


_COLUMNS = (
    "category",
    "state",
    "policy_document",
    "approved_count",
    "planned_count",
    "training_days",
    "ends_on",
    "city_filed_on",
    "institution__state",
    "institution__suspended_at",
)


def roster_counts(only: Collection[UUID] | None = None) -> dict[ClassKey, RosterCounts]:
    """The people of all classes, or of those given, in whole numbers; 认定不符合 counts for nothing, as in a claim.

    One grouped query over all of them, and one over the few who are barred.
    """
    rows = Enrolment.objects.order_by()
    if only is not None:
        rows = rows.filter(training_class__in=only)
    counts = _counted(rows)
    for key, unfit in _counted(rows.filter(application__in=barred())).items():
        counts[key] = counts[key].without(unfit)
    return counts


def _counted(rows: QuerySet[Enrolment]) -> dict[ClassKey, RosterCounts]:
    grouped = rows.values_list("training_class").annotate(
        enrolled=Count("pk"),
        left=Count("pk", filter=_LEFT),
        verified=Count("pk", filter=_VERIFIED),
        passed=Count("pk", filter=_VERIFIED & Q(has_passed=True)),
        employed=Count("pk", filter=_EMPLOYED),
        both=Count("pk", filter=_EMPLOYED & Q(has_passed=True)),
    )
    return {row[0].hex: RosterCounts(*row[1:]) for row in grouped}


def cohorts_of(
    categories: Collection[str], only: Collection[UUID] | None = None
) -> dict[ClassKey, list[Cohort]]:
    """The verified people of decided classes, alike by alike, where an amount hangs on the days; one query.

    Who was found unfit is not among them.
    """
    rows = Enrolment.objects.filter(
        _VERIFIED, training_class__category__in=categories, training_class__state__in=OPEN_STATES
    ).exclude(application__in=barred())
    if only is not None:
        rows = rows.filter(training_class__in=only)
    employed = Case(When(_EMPLOYED, then=Value(1)), default=Value(0), output_field=IntegerField())
    kind = (CLASS_TEXT, "has_passed", employed, Coalesce("attended_half_days", 0))
    found: dict[ClassKey, list[Cohort]] = {}
    known: dict[tuple[Any, ...], Cohort] = {}
    for written, *marks in rows.order_by().values_list(*kind).annotate(heads=Count("pk")):
        found.setdefault(key_of(written), []).append(_cohort(known, tuple(marks)))
    return found


def _cohort(known: dict[tuple[Any, ...], Cohort], marks: tuple[Any, ...]) -> Cohort:
    """Classes are alike in their cohorts: some hundred of them serve all."""
    if marks not in known:
        has_passed, is_employed, half_days, heads = marks
        known[marks] = Cohort(heads, passed=has_passed, employed=bool(is_employed), half_days=half_days)
    return known[marks]


def _facts(
    key: ClassKey,
    row: tuple[Any, ...],
    counts: RosterCounts,
    claimed: Claimed | None,
    is_staged: bool,
    has_drawn: bool,
) -> ClassFacts:
    _, category, state, document, approved, planned, days, ends_on, filed_on, standing, suspended_at = row
    pinned = "" if state in BEFORE_APPROVAL else document or ""
    lacks_filing = filed_on is None and bool(pinned) and category in NEEDS_CITY_FILING
    basis = _basis(counts, claimed)
    return ClassFacts(
        key=key,
        category=Category(category),
        pinned=pinned,
        approved=approved if pinned else None,
        planned=planned,
        training_days=days,
        ends_on=ends_on,
        gates=_gates(standing, ends_on, suspended_at, lacks_filing),
        counts=counts,
        claimed=claimed,
        basis=basis,
        needs_names=is_staged or (has_drawn and basis is ForecastBasis.FACTS),
    )


def _basis(counts: RosterCounts, claimed: Claimed | None) -> ForecastBasis:
    """A class counts as it stands when everybody in it is verified, refused or gone."""
    if claimed is not None:
        return ForecastBasis.CLAIM
    return ForecastBasis.FACTS if counts.enrolled and not counts.undecided else ForecastBasis.FULL


def _gates(standing: str, ends_on: date, suspended_at: datetime | None, lacks_filing: bool) -> Gates:
    """Acceptance, signatures and notice are still to come; what already bars the payment is known."""
    known = {InstitutionState.CANCELLED.value: "cancelled", InstitutionState.SUSPENDED.value: "suspended"}
    if standing not in known and not lacks_filing:
        return _OPEN_GATES
    ended_before = suspended_at is not None and ends_on < clock.local(suspended_at).date()
    return Gates(
        institution_status=known.get(standing, "active"),
        class_finished_before_suspension=ended_before,
        city_report_filed=False if lacks_filing else None,
    )


def _claimed() -> Mapping[ClassKey, Claimed]:
    claims = SubsidyClaim.objects.live().exclude(state__in=EDITABLE_STATES)
    sums = ("payable_heads", "deduction_heads", "full_fen", "total_fen")
    rows = claims.filter(training_class__state__in=OPEN_STATES).order_by().values_list(CLASS_TEXT)
    grouped = rows.annotate(Max("stage"), *(Sum(column) for column in sums))
    return {key_of(row[0]): Claimed(*(figure or 0 for figure in row[1:])) for row in grouped}


def _with_earlier_draws() -> set[ClassKey]:
    """企业职工 classes in which somebody has drawn before, anywhere: only names can tell whether it repeats (DR-11)."""
    staff = TrainingCategory.ENTERPRISE_STAFF
    drawn = ClaimPerson.objects.filter(is_paid=True, claim__training_class__category=staff)
    people = drawn.exclude(claim__state__in=NOT_COUNTED).order_by()
    roots = people.values(root=Coalesce("enrolment__person__merged_into_id", "enrolment__person_id"))
    records = Person.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots)).values("pk")
    rows = Enrolment.objects.filter(person__in=records, training_class__category=staff)
    return _keys(rows.filter(training_class__state__in=OPEN_STATES))
