"""逐行核对: the rows of an upload as the page shows them, and how they differ from what was there before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from classes.enums import RowLevel
from classes.models import RosterRow, RosterUpload
from classes.queries.roster_sheet import COLUMNS, TITLES, same_person, suggestion_for
from classes.queries.rulings import roster_of
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.national_codes import mask_identity_number, mask_phone
from foundation.core.tabular import Column, Problem
from foundation.jobs.models import Job
from trainees.models import Application

HAND_IN = "classes.hand_in_roster"
DIGITS_OF_A_NUMBER = 8
SHOWN = ("identity_number", "born", "category", "phone")
ROW_CHIPS = {"todo": "需处理", "error": "有错", "warning": "提示", "ok": "无误", "all": "全部"}
OFFERS = {
    "roster.birth_differs": "身份证号为",
    "roster.sex_differs": "身份证号为",
    "cell.date_serial": "可采用",
}
BY_KEY = {column.key: column for column in COLUMNS}


@dataclass(frozen=True)
class CellView:
    """One cell: what may be shown of it, what is wrong with it, and the box to mend it in."""

    column: Column
    shown: str
    typed: str
    level: str = ""
    messages: tuple[str, ...] = ()
    suggestion: str = ""
    offer: str = ""  # the words before the suggestion

    @property
    def is_editable(self) -> bool:
        """A box stands where something is wrong; remarks are confirmed, not typed over."""
        return self.level == RowLevel.ERROR and not self.suggestion


@dataclass(frozen=True)
class RowView:
    row: RosterRow
    name: CellView
    cells: tuple[CellView, ...]
    others: tuple[CellView, ...]  # cells outside the table that something is wrong with
    change: str = ""

    @property
    def needs_saving(self) -> bool:
        return any(cell.is_editable for cell in (self.name, *self.cells, *self.others))

    @property
    def adoptable(self) -> CellView | None:
        return next((cell for cell in (*self.cells, *self.others) if cell.suggestion), None)

    @property
    def is_duplicate(self) -> bool:
        return any(problem["code"] == "roster.row_twice" for problem in self.row.problems)

    @property
    def needs_confirming(self) -> bool:
        return self.row.level == RowLevel.WARNING and self.row.confirmed_at is None

    @property
    def kind(self) -> str:
        if self.row.level == RowLevel.ERROR:
            return "danger"
        return "warn" if self.needs_confirming else ""


@dataclass(frozen=True)
class UploadView:
    """An upload with its counts; `wrong` names the wrong rows for the summary on top."""

    upload: RosterUpload
    rows: tuple[RowView, ...]
    counts: Mapping[str, int]
    wrong: tuple[tuple[int, str], ...]
    changes: tuple[tuple[str, int], ...]  # 新增, 有变动, 相同 and how many
    missing: tuple[str, ...]
    removed: tuple[RosterRow, ...]

    @property
    def is_ready(self) -> bool:
        return bool(self.counts["all"]) and not self.counts["todo"]


@dataclass(frozen=True)
class Retyped:
    """What was typed into a row and refused, to be shown again with the reasons by column."""

    values: Mapping[str, str]
    wrong: Mapping[str, Sequence[str]]


def upload_view(
    upload: RosterUpload, chip: str = "todo", retyped: Mapping[int, Retyped] | None = None
) -> UploadView:
    """The rows behind a chip, wrong ones first; as many queries for five rows as for five hundred."""
    again = retyped or {}
    every = list(upload.rows.all())
    live = [row for row in every if row.removed_at is None]
    values = {row.row_number: cells_of(row) for row in live}
    changes, missing = _compare(upload, values)
    chosen = [row for row in live if _belongs(row, chip)]
    chosen.sort(key=lambda row: (row.level != RowLevel.ERROR, row.level != RowLevel.WARNING, row.row_number))
    return UploadView(
        upload=upload,
        rows=tuple(
            row_view(row, values[row.row_number], changes[row.row_number], again.get(row.row_number))
            for row in chosen
        ),
        counts={key: sum(_belongs(row, key) for row in live) for key in ROW_CHIPS},
        wrong=tuple((row.row_number, _first_error(row)) for row in live if row.level == RowLevel.ERROR),
        changes=tuple(sorted(Counter(change for change in changes.values() if change).items())),
        missing=missing,
        removed=tuple(row for row in every if row.removed_at is not None),
    )


def row_view(
    row: RosterRow, values: Mapping[str, str], change: str = "", retyped: Retyped | None = None
) -> RowView:
    cells = {key: _cell(key, row, values) for key in BY_KEY}
    if retyped:
        for key, messages in retyped.wrong.items():
            typed = retyped.values.get(key, "")
            cells[key] = CellView(BY_KEY[key], typed, typed, RowLevel.ERROR, tuple(messages))
    others = [cell for key, cell in cells.items() if key not in (*SHOWN, "name") and cell.level]
    return RowView(row, cells["name"], tuple(cells[key] for key in SHOWN), tuple(others), change)


def cells_of(row: RosterRow) -> dict[str, str]:
    found: dict[str, str] = json.loads(row.values.reveal(row) or "{}")
    return found


def latest_upload(uploads: Sequence[RosterUpload]) -> RosterUpload | None:
    """The upload that is being worked on, or None when it was handed in or given up."""
    latest = uploads[0] if uploads else None
    if latest is None or latest.committed_at is not None:
        return None
    return latest if latest.rows.filter(removed_at__isnull=True).exists() else None


def running_job(upload: RosterUpload, actor: Actor) -> Job | None:
    """The job that is handing this upload in, while it runs."""
    jobs = Job.objects.visible_to(actor).filter(kind=HAND_IN, dedupe_key=str(upload.pk))
    return next((job for job in jobs if job.is_open), None)


def annotations_of(upload: RosterUpload) -> list[Problem]:
    """What is written back into the institution's own workbook."""
    return [
        Problem(
            row.row_number,
            TITLES[problem["column"]],
            problem["message"],
            "error" if problem["level"] == RowLevel.ERROR else "warning",
        )
        for row in upload.rows.filter(removed_at__isnull=True)
        for problem in row.problems
    ]


def _cell(key: str, row: RosterRow, values: Mapping[str, str]) -> CellView:
    mine = [problem for problem in row.problems if problem["column"] == key]
    typed = values.get(key, "")
    level = ""
    if mine:
        level = RowLevel.ERROR if any(p["level"] == RowLevel.ERROR for p in mine) else RowLevel.WARNING
    offer = next((OFFERS[p["code"]] for p in mine if p["code"] in OFFERS), "")
    return CellView(
        column=BY_KEY[key],
        shown=_masked(key, typed, values),
        typed=typed,
        level=level if level == RowLevel.ERROR or row.confirmed_at is None else "",
        messages=tuple(problem["message"] for problem in mine),
        suggestion=suggestion_for(key, values, clock.today()) if offer else "",
        offer=offer,
    )


def _masked(key: str, typed: str, values: Mapping[str, str]) -> str:
    if key == "name":
        return shown_name(typed)
    if key == "identity_number":
        return mask_identity_number(typed) if len(typed) >= 8 else typed
    if key == "phone":
        return mask_phone(typed) if len(typed) >= 8 else typed
    if key == "born" and not typed:
        return suggestion_for("born", values, clock.today())
    return typed


def shown_name(name: str) -> str:
    """A name as it is; an identity number or telephone that stands in its place is masked."""
    return mask_identity_number(name) if sum(sign.isdigit() for sign in name) >= DIGITS_OF_A_NUMBER else name


def _belongs(row: RosterRow, chip: str) -> bool:
    remarked = row.level == RowLevel.WARNING and row.confirmed_at is None
    if chip == "todo":
        return row.level == RowLevel.ERROR or remarked
    if chip == "ok":
        return row.level != RowLevel.ERROR and not remarked
    return {"error": row.level == RowLevel.ERROR, "warning": remarked}.get(chip, True)


def _first_error(row: RosterRow) -> str:
    found = next(problem for problem in row.problems if problem["level"] == RowLevel.ERROR)
    return f"{TITLES[found['column']]}：{found['message']}"


def _compare(
    upload: RosterUpload, values: Mapping[int, Mapping[str, str]]
) -> tuple[dict[int, str], tuple[str, ...]]:
    """Row number → 新增, 有变动 or 相同, against what was handed in last; and who is missing now."""
    known = _known_before(upload)
    changes, seen = {}, set()
    for number, cells in values.items():
        key = same_person(cells)
        seen.add(key)
        before = known.get(key)
        changes[number] = (
            "" if not known else "新增" if before is None else "相同" if _same(before, cells) else "有变动"
        )
    missing = tuple(shown_name(before.get("name", "")) for key, before in known.items() if key not in seen)
    return changes, missing


def _known_before(upload: RosterUpload) -> dict[str, Mapping[str, str]]:
    """The roster as it stands; without one, the last upload that was handed in. Given up uploads do not count."""
    people = list(roster_of(upload.training_class))
    if people:
        return {each.person.identity_number.reveal(each.person): _as_row(each) for each in people}
    earlier = RosterUpload.objects.filter(
        training_class=upload.training_class_id,
        uploaded_at__lt=upload.uploaded_at,
        committed_at__isnull=False,
    ).first()
    rows = [cells_of(row) for row in earlier.rows.filter(removed_at__isnull=True)] if earlier else []
    return {same_person(cells): cells for cells in rows}


def _as_row(application: Application) -> Mapping[str, str]:
    """What the roster knows, in the words of the workbook; telephone and address stay sealed."""
    return {
        "name": application.person.name,
        "category": application.get_category_display(),
        "education": application.get_education_display(),
        "phone": application.phone.reveal(application),
        "promise_signed_on": _written(application.promise_signed_on),
        "unemployment_checked_on": _written(application.unemployment_checked_on),
    }


def _written(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _same(before: Mapping[str, str], cells: Mapping[str, str]) -> bool:
    return all(cells.get(key, "") == value for key, value in before.items() if key != "identity_number")
