"""学员档案: everything that was done in one person's name, over years, institutions and numbers, on one page.

An institution sees what was done through it and nothing that tells of another (C5). Eight queries, however much
there is; ten for the bureau, which also sees what may be a second record of the same person and what he disputes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from classes.models import EmploymentProof, Enrolment
from foundation.accounts.actor import Actor
from foundation.audit.models import Entry, Result
from subsidies.enums import EDITABLE_STATES, PAID_STATES, ClaimState
from subsidies.models import ClaimPerson
from subsidies.queries.held import is_drawn
from trainees.models import Application, Dispute, DuplicateCase, Person
from vouchers.models import Voucher

APPLIED_STATES = frozenset(ClaimState) - EDITABLE_STATES - {ClaimState.RECOVERED}
READINGS = 10


@dataclass(frozen=True)
class Course:
    """One class the person was in: attendance, exam, certificate, employment, and what was paid for it, in fen."""

    enrolment: Enrolment
    employment: EmploymentProof | None
    money: Sequence[ClaimPerson]

    @property
    def half_days(self) -> int:
        """How many half-days the class was approved for."""
        return int(self.enrolment.training_class.training_days * 2)


@dataclass(frozen=True)
class PersonFile:
    """`records` are all numbers under which the person was entered, the valid one first."""

    records: Sequence[Person]
    applications: Sequence[Application]
    courses: Sequence[Course]
    vouchers: Sequence[Voucher]
    readings: Sequence[Entry]
    duplicates: Sequence[DuplicateCase]
    disputes: Sequence[Dispute]

    @property
    def person(self) -> Person:
        return self.records[0]

    @property
    def certificates(self) -> int:
        return sum(bool(course.enrolment.certificate_number) for course in self.courses)

    @property
    def applied_fen(self) -> int:
        """What claims that are handed in ask for this person, paid or not."""
        return sum(row.amount_fen for row in self._money if row.claim.state in APPLIED_STATES)

    @property
    def paid_fen(self) -> int:
        """What was paid: not the line that is held back, nor the one that was struck."""
        rows = (row for row in self._money if row.claim.state in PAID_STATES)
        return sum(row.amount_fen for row in rows if is_drawn(row))

    @property
    def _money(self) -> Iterator[ClaimPerson]:
        return (row for course in self.courses for row in course.money)


def person_file(person: Person, actor: Actor) -> PersonFile:
    """The whole file of the person who has this record, as far as the actor may see it."""
    records = _records(person, actor)
    keys = [record.pk for record in records]
    applications = Application.objects.visible_to(actor).filter(person__in=keys)
    vouchers = Voucher.objects.visible_to(actor).filter(person__in=keys)
    entries = Entry.objects.visible_to(actor).filter(
        Q(object_id__in=[str(key) for key in keys]), object_type=person._meta.label_lower, result=Result.READ
    )
    return PersonFile(
        records=records,
        applications=list(applications.select_related("institution").order_by("-created_at")),
        courses=_courses(keys, actor),
        vouchers=list(vouchers.select_related("training_class", "application").order_by("-created_at")),
        readings=list(entries.order_by("-seq")[:READINGS]),
        duplicates=list(_duplicates(keys, actor)),
        disputes=list(Dispute.objects.visible_to(actor).filter(person__in=keys).select_related("person")),
    )


def _records(person: Person, actor: Actor) -> list[Person]:
    """Every record of the person that the actor sees, the kept one first; one's own record where that is hidden."""
    rows = Person.objects.visible_to(actor).of_one_person([person.pk]).order_by("created_at")
    found = sorted(rows, key=lambda record: record.merged_into_id is not None)
    return found or [person]


def _courses(people: Sequence[UUID], actor: Actor) -> list[Course]:
    rows = Enrolment.objects.visible_to(actor).filter(person__in=people)
    enrolments = list(
        rows.select_related(
            "training_class__institution__organisation", "training_class__occupation"
        ).order_by("-training_class__starts_on", "pk")
    )
    keys = [row.pk for row in enrolments]
    proofs = {row.enrolment_id: row for row in EmploymentProof.objects.filter(enrolment__in=keys)}
    money = _money(keys, actor)
    return [Course(row, proofs.get(row.pk), money.get(row.pk, ())) for row in enrolments]


def _money(enrolments: Sequence[UUID], actor: Actor) -> Mapping[UUID, Sequence[ClaimPerson]]:
    """What each claim says about these trainees; a draft says nothing yet."""
    found: dict[UUID, list[ClaimPerson]] = defaultdict(list)
    rows = ClaimPerson.objects.visible_to(actor).filter(enrolment__in=enrolments)
    for row in (
        rows.exclude(claim__state__in=sorted(EDITABLE_STATES))
        .select_related("claim", "held__dispute")
        .order_by("claim__number")
    ):
        found[row.enrolment_id].append(row)
    return found


def _duplicates(people: Sequence[UUID], actor: Actor) -> Sequence[DuplicateCase]:
    cases = DuplicateCase.objects.visible_to(actor).filter(Q(first__in=people) | Q(second__in=people))
    return list(cases.select_related("first", "second").order_by("created_at"))
