"""Which records are of one person: every check over institutions and years asks here before it compares ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from foundation.core import crypto
from foundation.core.invariants import invariant
from trainees.models import Person


def tail_index(text: str) -> str:
    """The blind index of the last four signs of a number, in whichever case; any other text is nobody's."""
    return crypto.blind_index(text.strip().upper(), purpose="identity-tail")


def records_of(people: Iterable[UUID]) -> dict[UUID, UUID]:
    """Every record of the people who have these records → the record under which they are one. One query."""
    rows = Person.objects.of_one_person(people).order_by().values_list("pk", "merged_into")
    return {record: root or record for record, root in rows}


def others_of(people: Iterable[UUID]) -> dict[UUID, UUID]:
    """Every record of these people → that one of the records given which is of the same person. One query.

    Of two records given of one person the kept one stands for both, else that with the smaller id: what is asked
    of a list is so asked once of everybody on it.
    """
    given = set(people)
    roots = records_of(given)
    chosen: dict[UUID, UUID] = {}
    for person in sorted(given & roots.keys(), key=lambda person: (person != roots[person], person)):
        chosen.setdefault(roots[person], person)
    return {record: chosen[root] for record, root in roots.items()}


@invariant("people.merged_records_point_to_a_kept_one")
def _no_chains() -> Iterator[str]:
    """A merged record points to one that is itself not merged: who is one person is one step away."""
    for person in Person.objects.filter(merged_into__merged_into__isnull=False):
        yield str(person.pk)
