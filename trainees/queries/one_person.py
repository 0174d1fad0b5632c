"""Which records are of one person: every check over institutions and years asks here before it compares ids."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from trainees.models import Person


def records_of(people: Iterable[UUID]) -> dict[UUID, UUID]:
    """Every record of the people who have these records → the record under which they are one. One query."""
    rows = Person.objects.of_one_person(people).order_by().values_list("pk", "merged_into")
    return {record: root or record for record, root in rows}


def others_of(people: Iterable[UUID]) -> dict[UUID, UUID]:
    """Every record of these people → that one of the records given which is of the same person. One query."""
    given = set(people)
    roots = records_of(given)
    chosen = {roots[person]: person for person in given if person in roots}
    return {record: record if record in given else chosen[root] for record, root in roots.items()}
