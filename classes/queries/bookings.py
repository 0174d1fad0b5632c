"""Which time a class needs of teachers, place and people, and which other class holds it already (F2, F06, F22)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from classes.enums import DEAD_STATES, EDITABLE_STATES, BookingKind
from classes.models import Booking, Enrolment, TrainingClass
from classes.rules.booking import Clash, Span, first_clash, joined, judge_bookings, span_of
from classes.rules.ruling import Ruling
from foundation.core import clock
from foundation.core.invariants import invariant
from institutions.models import Teacher, Venue
from trainees.queries import others_of


@dataclass(frozen=True)
class Need:
    """One teacher, place or person and the time wanted of it; `key` as in `Booking`."""

    kind: str
    key: str
    label: str
    spans: list[Span]


def bookings(training_class: TrainingClass) -> Ruling:
    """Teachers and place of the plan, against what all other classes hold."""
    return judge_bookings(clashes(training_class, plan_needs(training_class)))


def plan_needs(training_class: TrainingClass) -> list[Need]:
    """What the plan takes of each teacher's time, and of the place; two registrations of one add up."""
    by_teacher: dict[Teacher, list[Span]] = defaultdict(list)
    for session in training_class.sessions.select_related("teacher"):
        by_teacher[session.teacher].append(span_of(session.date, session.starts_at, session.ends_at))
    names: dict[str, str] = {}
    by_key: dict[str, list[Span]] = defaultdict(list)
    for teacher, spans in by_teacher.items():
        for key in teacher_keys(teacher):
            names[key] = teacher.name
            by_key[key] += spans
    found = [Need(BookingKind.TEACHER, key, names[key], joined(spans)) for key, spans in by_key.items()]
    place = training_class.venue
    if place is not None and by_teacher:
        spans = joined(span for each in by_teacher.values() for span in each)
        found.append(Need(BookingKind.VENUE, venue_key(place), place.name, spans))
    return found


def people_needs(training_class: TrainingClass, people: Iterable[UUID]) -> list[Need]:
    """What the plan takes of the time of these people, under every number that a person was ever entered with."""
    rows = training_class.sessions.values_list("date", "starts_at", "ends_at")
    spans = joined(span_of(*row) for row in rows)
    return [Need(BookingKind.PERSON, str(record), "", spans) for record in others_of(people) if spans]


def clashes(training_class: TrainingClass, needs: Iterable[Need]) -> list[Clash]:
    """Every need that another class stands in the way of, once. One query."""
    wanted = {(need.kind, need.key): need for need in needs}
    same = Q(pk__in=())
    for kind in {kind for kind, _ in wanted}:
        same |= Q(kind=kind, key__in=[key for found, key in wanted if found == kind])
    held = Booking.objects.filter(same).exclude(training_class=training_class)
    found = (
        clash_with(wanted[each.kind, each.key], each.spans, each.training_class, training_class)
        for each in held.select_related("training_class__occupation").order_by("label", "pk")
    )
    return list(dict.fromkeys(clash for clash in found if clash))


def clash_with(
    need: Need, held: Iterable[Sequence[int]], other: TrainingClass, training_class: TrainingClass
) -> Clash | None:
    """Where the need meets what the other class has; an institution is not told the name of another's class."""
    at = first_clash(need.spans, [(first, last) for first, last in held])
    if at is None:
        return None
    is_own = other.institution_id == training_class.institution_id
    return Clash(need.label, at, f"{other}（{other.number}）" if is_own else "另一机构的班次")


def teacher_keys(teacher: Teacher) -> Iterator[str]:
    """A teacher registered with two institutions is one: by name and telephone, or by name and certificate."""
    yield str(teacher.pk)
    for fact in (teacher.phone, teacher.certificate):
        if known := _plain(fact):
            yield _digest(teacher.name, known)


def venue_key(venue: Venue) -> str:
    """Two institutions at one address are in one place; another floor or room is said in the address."""
    return _digest(venue.address) if _plain(venue.address) else str(venue.pk)


@invariant("classes.bookings_are_those_of_the_plan")
def _held_as_planned() -> Iterator[str]:
    """What a class holds of its teachers' time is what its plan takes of it."""
    held = Booking.objects.filter(kind=BookingKind.TEACHER).exclude(
        training_class__state__in=DEAD_STATES | EDITABLE_STATES
    )
    for each in TrainingClass.objects.filter(pk__in=held.values("training_class")).order_by("number"):
        found = dict(held.filter(training_class=each).values_list("key", "spans"))
        teachers = {str(pk) for pk in each.sessions.order_by().values_list("teacher_id", flat=True)}
        for need in plan_needs(each):
            if need.key in teachers and [list(span) for span in need.spans] != found.get(need.key):
                yield f"{each.number} {need.label}"


@invariant("classes.handed_in_hold_their_hours")
def _held_at_all() -> Iterator[str]:
    """A class that is handed in and not yet over holds the time of its teachers, its place and its people."""
    classes = TrainingClass.objects.exclude(state__in=DEAD_STATES | EDITABLE_STATES).filter(
        ends_on__gte=clock.today()
    )
    held = Booking.objects.filter(training_class=OuterRef("pk"))
    enrolled = Exists(Enrolment.objects.present().filter(training_class=OuterRef("pk")))
    lacking = (
        ~Exists(held.filter(kind=BookingKind.TEACHER))
        | ~Exists(held.filter(kind=BookingKind.VENUE))
        | enrolled & ~Exists(held.filter(kind=BookingKind.PERSON))
    )
    yield from classes.filter(lacking).order_by("number").values_list("number", flat=True)


def _digest(*facts: str) -> str:
    return hashlib.sha256("|".join(map(_plain, facts)).encode()).hexdigest()


def _plain(fact: str) -> str:
    """Without blanks and brackets, which everybody writes otherwise; a hyphen tells 1-2 号 from 12 号."""
    return re.sub(r"[\s()\[\],、·:]", "", unicodedata.normalize("NFKC", fact)).upper()
