"""Records that may be of one person: found by key, not by reading the register through; and their worklist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from foundation.accounts.actor import Actor
from foundation.audit.models import Entry, Result
from trainees.enums import DUPLICATE_TAGS, ApplicationState, DuplicateState
from trainees.models import Application, DuplicateCase, DuplicateCaseQuerySet, Person
from trainees.rules import NameRelation, PersonFacts, Verdict, compare_names, decide_match
from trainees.rules.numbers import ONE_SLIP, compare_digits

UNDECIDED_STATES = frozenset({DuplicateState.OPEN, DuplicateState.PROPOSED})
STILL_LISTED = frozenset(ApplicationState) - {
    ApplicationState.IN_CLASS,
    ApplicationState.WITHDRAWN,
    ApplicationState.REJECTED,
}
"""On a roster that can still be mended; who is in class is settled there."""

Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class FoundPair:
    """Two records, the smaller id first, with the verdict and its reasons as values."""

    pair: Pair
    verdict: str
    reasons: tuple[str, ...]


def find_duplicates(people: Sequence[Person]) -> list[FoundPair]:
    """Every pair of one of these with any record of the register that may be the same person. Three queries.

    A pair must sound alike, be born on one day or share a telephone; numbers are opened only where the names are near.
    Records that were merged are found through the one that was kept.
    """
    search = _Search.among(people)
    found: dict[Pair, FoundPair] = {}
    for person in people:
        for other in search.beside(person):
            match = search.judge(person, other)
            if match is not None:
                found[match.pair] = match
    return list(found.values())


@dataclass(frozen=True)
class _Search:
    """The records that come into question, by each of the three keys."""

    by_sound: Mapping[str, Sequence[Person]]
    by_birth: Mapping[object, Sequence[Person]]
    by_phone: Mapping[str, Sequence[Person]]
    phones: Mapping[UUID, frozenset[str]]

    @classmethod
    def among(cls, people: Sequence[Person]) -> _Search:
        phones = _phones_shared_with(person.pk for person in people)
        rows = Person.objects.filter(
            Q(sound_key__in={p.sound_key for p in people if p.sound_key})
            | Q(birth_date__in={p.birth_date for p in people})
            | Q(pk__in=phones)
        )
        sounds: dict[str, list[Person]] = defaultdict(list)
        births: dict[object, list[Person]] = defaultdict(list)
        owners: dict[str, list[Person]] = defaultdict(list)
        for row in rows.select_related("merged_into"):
            sounds[row.sound_key].append(row)
            births[row.birth_date].append(row)
            for phone in phones.get(row.pk, ()):
                owners[phone].append(row)
        return cls(sounds, births, owners, phones)

    def beside(self, person: Person) -> Iterator[Person]:
        """Each other record with a key in common, once."""
        found = {
            row.pk: row
            for rows in (
                [*self.by_sound.get(person.sound_key, ())] if person.sound_key else [],
                self.by_birth.get(person.birth_date, ()),
                *(self.by_phone.get(phone, ()) for phone in self.phones.get(person.pk, ())),
            )
            for row in rows
        }
        yield from (row for key, row in found.items() if key != person.pk)

    def judge(self, person: Person, other: Person) -> FoundPair | None:
        if person.root_id == other.root_id or not self._is_worth_opening(person, other):
            return None
        match = decide_match(self._facts(person), self._facts(other))
        if match.verdict is Verdict.DIFFERENT:
            return None
        first, second = sorted((person.root_id, other.root_id))
        reasons = tuple(reason.value for reason in match.reasons)
        return FoundPair((first, second), match.verdict.value, reasons)

    def _is_worth_opening(self, person: Person, other: Person) -> bool:
        """What the open columns say already: without a near name and one fact more no verdict but `different`."""
        if person.sound_key[:2] != other.sound_key[:2]:  # near names begin alike, and this costs nothing
            return False
        if _relation(person.name, other.name) is NameRelation.DIFFERENT:
            return False
        if person.birth_date == other.birth_date or self._shared(person, other):
            return True
        mine, its = (f"{p.region_code}{p.birth_date:%Y%m%d}" for p in (person, other))
        return compare_digits(mine, its) in ONE_SLIP

    def _shared(self, person: Person, other: Person) -> frozenset[str]:
        return self.phones.get(person.pk, frozenset()) & self.phones.get(other.pk, frozenset())

    def _facts(self, person: Person) -> PersonFacts:
        number = person.identity_number.reveal(person)
        return PersonFacts(person.name, number, self.phones.get(person.pk, frozenset()))


@lru_cache(maxsize=4096)
def _relation(one: str, other: str) -> NameRelation:
    return compare_names(one, other)


def _phones_shared_with(people: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """The telephones of these people and everybody who gave one of them, by their keys. One query."""
    mine = Application.objects.filter(person__in=list(people)).exclude(phone_index="").values("phone_index")
    rows = Application.objects.filter(phone_index__in=mine).values_list("person_id", "phone_index").distinct()
    found: dict[UUID, set[str]] = defaultdict(set)
    for person, phone in rows.order_by():
        found[person].add(phone)
    return {person: frozenset(phones) for person, phones in found.items()}


def duplicate_list(actor: Actor, *, state: str = "", text: str = "") -> DuplicateCaseQuerySet:
    """疑似重复人员, the likelier first; by state and by a name."""
    rows = DuplicateCase.objects.visible_to(actor).select_related("first", "second")
    if state in DuplicateState.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(first__name__icontains=text) | Q(second__name__icontains=text))
    return rows.order_by("verdict", "created_at", "pk")


def duplicate_counts(actor: Actor) -> list[tuple[str, str, int]]:
    """(state, label, number) of every state, in the order of the lifecycle."""
    rows = DuplicateCase.objects.visible_to(actor).order_by().values_list("state")
    found = dict(rows.annotate(number=Count("pk")))
    return [(s.value, DUPLICATE_TAGS[s].label, found.get(s.value, 0)) for s in DuplicateState]


def rosters_with_both(case: DuplicateCase) -> str:
    """The title of a roster on which both people stand and one can still be taken off; empty if there is none."""
    seen: dict[UUID, dict[bool, str]] = defaultdict(dict)
    rows = Application.objects.filter(
        person__in=Person.objects.of_one_person([case.first_id, case.second_id])
    )
    listed = rows.filter(state__in=sorted(STILL_LISTED), group_id__isnull=False)
    for row in listed.select_related("person"):
        if row.group_id:
            seen[row.group_id][row.person.root_id == case.first_id] = row.group_title or "未命名名册"
    return next((titles[True] for titles in seen.values() if len(titles) == 2), "")


@dataclass(frozen=True)
class Side:
    """One of the two records as the page shows it beside the other, with the applications made under it."""

    person: Person
    applications: Sequence[Application]

    @property
    def phones(self) -> list[str]:
        return sorted({each.phone_masked for each in self.applications if each.phone_masked})


def sides_of(case: DuplicateCase) -> tuple[Side, Side]:
    """Both records with everything applied for under them. One query."""
    rows: QuerySet[Application] = Application.objects.filter(person__in=[case.first_id, case.second_id])
    found = list(rows.select_related("institution").order_by("-created_at"))
    first, second = (
        Side(person, [row for row in found if row.person_id == person.pk]) for person in case.pair
    )
    return first, second


def duplicate_entries(case: DuplicateCase, actor: Actor) -> list[Entry]:
    """What was done about the pair, newest first."""
    entries = Entry.objects.visible_to(actor).of_record(case._meta.label_lower, case.pk)
    return list(entries.filter(result=Result.DONE).order_by("-seq")[:30])
