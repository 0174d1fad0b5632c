"""How an uploaded roster differs from the one there is: 新增, 有变动, 相同, person by person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from classes.models import RosterRow, RosterUpload
from classes.queries.roster_sheet import RESUME, Checking, Values, check_row, facts_of, same_person
from classes.queries.rulings import roster_of
from foundation.core.fields import SealedValue
from trainees.enums import CORRECTABLE_STATES
from trainees.models import Application, Person
from trainees.queries import signed_applications

ADDED, CHANGED, SAME, HELD = "新增", "有变动", "相同", "有变动，审核中不改"
SIGNED = "签订日期不改"
SIGNING_DAY = "promise_signed_on"
Facts = Mapping[str, object]


@dataclass(frozen=True)
class Known:
    """Somebody whom the roster or the upload before has; whether he may be changed, and whether he has signed."""

    facts: Facts
    may_change: bool = True
    has_signed: bool = False

    def change_to(self, now: Facts) -> str:
        """What handing in a row with these facts does to him. The day of a signature on record stays."""
        differs = {name for name, value in now.items() if self.facts.get(name) != value}
        if not differs:
            return SAME
        if not self.may_change:
            return HELD
        if not self.has_signed or SIGNING_DAY not in differs:
            return CHANGED
        return SIGNED if differs == {SIGNING_DAY} else f"{CHANGED}（{SIGNED}）"


def changes_of(upload: RosterUpload, rows: Mapping[int, Values]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Row number → what handing it in would do, and the names of those who are on the roster and not in the file.

    Against the roster as it stands, or the upload handed in last; without either there is nothing to compare.
    """
    by = Checking.of_today()
    known = _on_the_roster(upload) or _handed_in_last(upload, by)
    changes = {}
    left = {id(each): each for each in known.values()}
    for number, values in rows.items():
        found = known.get(same_person(values))
        left.pop(id(found), None)
        changes[number] = found.change_to(_said(values, by)) if found else ADDED if known else ""
    return changes, tuple(str(each.facts["name"]) for each in left.values())


def cells_of(row: RosterRow) -> dict[str, str]:
    found: dict[str, str] = json.loads(row.values.reveal(row) or "{}")
    return found


def same_file(upload: RosterUpload) -> RosterUpload | None:
    """The earlier upload of this class that was the very same file."""
    earlier = RosterUpload.objects.filter(
        training_class=upload.training_class_id, uploaded_at__lt=upload.uploaded_at
    )
    return earlier.filter(file__sha256=upload.file.sha256).first()


def _said(values: Values, by: Checking) -> Facts:
    cells = check_row(values, by).cells
    return {"name": cells.get("name"), "phone": cells.get("phone"), **facts_of(cells)}


def _on_the_roster(upload: RosterUpload) -> dict[str, Known]:
    """By number, also under a number of theirs that was merged. Three queries."""
    names = ("name", "phone", RESUME, *facts_of({}))
    people = list(roster_of(upload.training_class))
    signed = signed_applications(people)
    known = {
        each.person.root_id: Known(
            {name: _present(each, name) for name in names},
            each.state in CORRECTABLE_STATES,
            each.pk in signed,
        )
        for each in people
    }
    return {record.identity_number.reveal(record): known[record.root_id] for record in _records(people)}


def _records(people: Sequence[Application]) -> Iterator[Person]:
    """Every record of these people, their own first."""
    own = {each.person_id: each.person for each in people}
    yield from own.values()
    yield from Person.objects.of_one_person(own).exclude(pk__in=own)


def _present(application: Application, name: str) -> object:
    if name == "name":
        return application.person.name
    value = getattr(application, name)
    return value.reveal(application) if isinstance(value, SealedValue) else value


def _handed_in_last(upload: RosterUpload, by: Checking) -> dict[str, Known]:
    """Given up uploads do not count."""
    earlier = RosterUpload.objects.filter(
        training_class=upload.training_class_id,
        uploaded_at__lt=upload.uploaded_at,
        committed_at__isnull=False,
    ).first()
    rows = [cells_of(row) for row in earlier.rows.filter(removed_at__isnull=True)] if earlier else []
    return {same_person(values): Known(_said(values, by)) for values in rows}
