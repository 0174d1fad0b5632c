"""逐行核对: the rows of an upload as the page shows them, and how they differ from what was there before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator

from classes.enums import RowLevel
from classes.models import RosterRow, RosterUpload
from classes.queries.roster_changes import HELD, SIGNED, cells_of, changes_of
from classes.queries.roster_sheet import COLUMNS, TITLES, suggestion_for
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.national_codes import mask_identity_number, mask_phone
from foundation.core.tabular import Column, Problem
from foundation.jobs.models import Job

HAND_IN, READ = "classes.hand_in_roster", "classes.read_roster"
ROWS_ON_A_PAGE = 200
WRONG_LISTED = 20
DIGITS_OF_A_NUMBER = 8
SHOWN = ("identity_number", "born", "category", "phone")
ROW_CHIPS = {"todo": "需处理", "error": "有错", "warning": "提示", "ok": "无误", "all": "全部"}
OFFERS = {
    "identity.old_form": "换算后为",
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
        """A box stands where something is wrong; remarks are confirmed, not typed over.

        Beside an old identity number, too: what it comes to need not be what stands on the card.
        """
        return self.level == RowLevel.ERROR and (not self.suggestion or self.column.kind == "identity")


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
    page: Page[RosterRow]
    rows: tuple[RowView, ...]
    counts: Mapping[str, int]
    wrong_count: int
    wrong: tuple[tuple[int, str], ...]  # the first of them
    changes: tuple[tuple[str, int], ...]  # 新增, 有变动, 相同 and how many
    missing: tuple[str, ...]
    removed: tuple[RosterRow, ...]

    @property
    def keeps_signing_days(self) -> bool:
        """Whether a day in the file is not taken over, because a signature on record says another."""
        return any(SIGNED in change for change, _ in self.changes)

    @property
    def wrong_more(self) -> int:
        return self.wrong_count - len(self.wrong)

    @property
    def is_held(self) -> bool:
        """Does somebody under review stand differently in the file? He is not changed by it."""
        return any(change == HELD for change, _ in self.changes)

    @property
    def is_ready(self) -> bool:
        return bool(self.counts["all"]) and not self.counts["todo"]


@dataclass(frozen=True)
class Retyped:
    """What was typed into a row and refused, to be shown again with the reasons by column."""

    values: Mapping[str, str]
    wrong: Mapping[str, Sequence[str]]


def upload_view(
    upload: RosterUpload,
    chip: str = "todo",
    retyped: Mapping[int, Retyped] | None = None,
    *,
    page: str | None = None,
    only: UUID | None = None,
) -> UploadView:
    """The rows behind a chip, wrong ones first, or one row; as many queries for five rows as for five thousand."""
    again = retyped or {}
    every = list(upload.rows.all())
    live = [row for row in every if row.removed_at is None]
    values = {row.row_number: cells_of(row) for row in live}
    changes, missing = changes_of(upload, values)
    chosen = [row for row in live if (row.pk == only if only else _belongs(row, chip))]
    chosen.sort(key=lambda row: (row.row_number not in again, *_urgency(row)))
    wrong = [row for row in live if row.level == RowLevel.ERROR]
    shown = Paginator(chosen, ROWS_ON_A_PAGE).get_page(page)
    return UploadView(
        upload=upload,
        page=shown,
        rows=tuple(
            row_view(row, values[row.row_number], changes[row.row_number], again.get(row.row_number))
            for row in shown
        ),
        counts={key: sum(_belongs(row, key) for row in live) for key in ROW_CHIPS},
        wrong_count=len(wrong),
        wrong=tuple(
            (row.row_number, _first_error(row, values[row.row_number])) for row in wrong[:WRONG_LISTED]
        ),
        changes=tuple(sorted(Counter(change for change in changes.values() if change).items())),
        missing=tuple(shown_name(name) for name in missing),
        removed=tuple(row for row in every if row.removed_at is not None),
    )


def _urgency(row: RosterRow) -> tuple[bool, bool, int]:
    return row.level != RowLevel.ERROR, row.level != RowLevel.WARNING, row.row_number


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


def latest_upload(uploads: Sequence[RosterUpload]) -> RosterUpload | None:
    """The upload that is being worked on, or None when it was handed in or given up."""
    latest = uploads[0] if uploads else None
    if latest is None or latest.committed_at is not None:
        return None
    if latest.read_at is None:
        return latest
    return latest if latest.rows.filter(removed_at__isnull=True).exists() else None


def running_job(upload: RosterUpload, actor: Actor) -> Job | None:
    """The job that is handing this upload in, while it runs."""
    jobs = Job.objects.visible_to(actor).filter(kind=HAND_IN, dedupe_key=str(upload.pk))
    return next((job for job in jobs if job.is_open), None)


def reading_job(upload: RosterUpload, actor: Actor) -> Job | None:
    """The job that reads this long list, until it has done so."""
    if upload.read_at is not None:
        return None
    return Job.objects.visible_to(actor).filter(kind=READ, dedupe_key=str(upload.pk)).last()


def annotations_of(upload: RosterUpload) -> list[Problem]:
    """What is written back into the institution's own workbook: row, column, value, reason and remedy."""
    return [
        Problem(
            row.row_number,
            TITLES[problem["column"]],
            in_words(problem["code"], problem["column"], problem["message"], values),
            "error" if problem["level"] == RowLevel.ERROR else "warning",
            values.get(problem["column"], ""),
        )
        for row in upload.rows.filter(removed_at__isnull=True)
        if row.problems and (values := cells_of(row)) is not None
        for problem in row.problems
    ]


def in_words(code: str, column: str, message: str, values: Mapping[str, str]) -> str:
    """What is wrong, with what is offered in its place. To its institution only: it may hold a whole number."""
    offered = suggestion_for(column, values, clock.today()) if code in OFFERS else ""
    return f"{message}，{OFFERS[code]} {offered}" if offered and offered not in message else message


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
        return mask_identity_number(typed) if len(typed) >= 8 and "E+" not in typed else typed
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


def _first_error(row: RosterRow, values: Mapping[str, str]) -> str:
    found = next(problem for problem in row.problems if problem["level"] == RowLevel.ERROR)
    key = found["column"]
    typed = _masked(key, values.get(key, ""), values)
    return f"{TITLES[key]}{f'“{typed}”' if typed else ''}：{found['message']}"
