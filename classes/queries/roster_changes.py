"""How an uploaded roster differs from the one there is: 新增, 有变动, 相同, person by person."""

from __future__ import annotations

import json
from collections.abc import Mapping

from classes.models import RosterRow, RosterUpload
from classes.queries.roster_sheet import Checking, Values, check_row, facts_of, same_person
from classes.queries.rulings import roster_of
from foundation.core.fields import SealedValue
from trainees.enums import CORRECTABLE_STATES
from trainees.models import Application

ADDED, CHANGED, SAME, HELD = "新增", "有变动", "相同", "有变动，审核中不改"
Facts = Mapping[str, object]


def changes_of(upload: RosterUpload, rows: Mapping[int, Values]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Row number → what handing it in would do, and the names of those who are on the roster and not in the file.

    Against the roster as it stands, or the upload handed in last; without either there is nothing to compare.
    """
    by = Checking.of_today()
    known = _on_the_roster(upload) or _handed_in_last(upload, by)
    changes, seen = {}, set()
    for number, values in rows.items():
        key = same_person(values)
        seen.add(key)
        changes[number] = _change(known[key], _said(values, by)) if key in known else ADDED if known else ""
    return changes, tuple(str(facts["name"]) for key, (facts, _) in known.items() if key not in seen)


def cells_of(row: RosterRow) -> dict[str, str]:
    found: dict[str, str] = json.loads(row.values.reveal(row) or "{}")
    return found


def same_file(upload: RosterUpload) -> RosterUpload | None:
    """The earlier upload of this class that was the very same file."""
    earlier = RosterUpload.objects.filter(
        training_class=upload.training_class_id, uploaded_at__lt=upload.uploaded_at
    )
    return earlier.filter(file__sha256=upload.file.sha256).first()


def _change(before: tuple[Facts, bool], now: Facts) -> str:
    known, may_change = before
    if all(known.get(name) == value for name, value in now.items()):
        return SAME
    return CHANGED if may_change else HELD


def _said(values: Values, by: Checking) -> Facts:
    cells = check_row(values, by).cells
    return {"name": cells.get("name"), "phone": cells.get("phone"), **facts_of(cells)}


def _on_the_roster(upload: RosterUpload) -> dict[str, tuple[Facts, bool]]:
    names = ("name", "phone", *facts_of({}))
    return {
        each.person.identity_number.reveal(each.person): (
            {name: _present(each, name) for name in names},
            each.state in CORRECTABLE_STATES,
        )
        for each in roster_of(upload.training_class)
    }


def _present(application: Application, name: str) -> object:
    if name == "name":
        return application.person.name
    value = getattr(application, name)
    return value.reveal(application) if isinstance(value, SealedValue) else value


def _handed_in_last(upload: RosterUpload, by: Checking) -> dict[str, tuple[Facts, bool]]:
    """Given up uploads do not count."""
    earlier = RosterUpload.objects.filter(
        training_class=upload.training_class_id,
        uploaded_at__lt=upload.uploaded_at,
        committed_at__isnull=False,
    ).first()
    rows = [cells_of(row) for row in earlier.rows.filter(removed_at__isnull=True)] if earlier else []
    return {same_person(values): (_said(values, by), True) for values in rows}
