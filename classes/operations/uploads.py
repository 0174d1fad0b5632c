"""An uploaded roster: taken in whole, mended row by row. Nothing of it is an application until it is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.files import File
from django.db import transaction

from classes.models import RosterRow, RosterUpload, TrainingClass
from classes.operations.editing import locked_for_editing
from classes.operations.roster_reading import fill_upload, packed, typed_rows
from classes.queries.roster_changes import cells_of
from classes.queries.roster_rows import READ
from classes.queries.roster_sheet import Checking, RowVerdict, Values, check_rows, suggestion_for
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.files import path_of, read_bytes, take_in
from foundation.core.models import FileKind
from foundation.jobs.handlers import Progress, unheard
from foundation.jobs.operations import enqueue

MAX_SIZE = 20 * 1024 * 1024
DIRECT = 500  # rows that are read while the person waits


def upload_roster(training_class: TrainingClass, *, actor: Actor, uploaded: File[bytes]) -> RosterUpload:
    """Keep the workbook as it came and read every row, right or wrong; a second upload replaces the first.

    What spoils the whole file is refused and nothing of it is kept. A long list is read in the background.
    """
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        stored = take_in(
            uploaded, allowed={FileKind.XLSX, FileKind.XLS}, max_size=MAX_SIZE, by_id=actor.user_id
        )
        try:
            rows = typed_rows(read_bytes(stored))
        except BaseException:
            path_of(stored).unlink(missing_ok=True)
            raise
        upload = RosterUpload.objects.create(
            training_class=record, file=stored, uploaded_by_id=actor.user_id, row_count=len(rows)
        )
        detail = {"rows": len(rows), "sha256": stored.sha256}
        append(Event("class.upload_roster", "上传学员名册", record, detail=detail), actor=actor)
        if len(rows) <= DIRECT:
            fill_upload(upload, rows, by_id=actor.user_id)
        else:
            title = f"读入名册：{record}"
            payload = {"upload_id": str(upload.pk)}
            enqueue(
                READ, actor=actor, title=title, payload=payload, dedupe_key=str(upload.pk), total=len(rows)
            )
    return upload


def read_upload(upload: RosterUpload, *, actor: Actor, report: Progress = unheard) -> int:
    """The rows of a long list, read from the workbook as it was kept; the number of wrong ones."""
    return fill_upload(upload, typed_rows(read_bytes(upload.file)), by_id=actor.user_id, report=report)


def correct_row(row: RosterRow, *, actor: Actor, changes: Mapping[str, str]) -> RosterRow:
    """Replace some cells of a row; refused as long as one of them is still wrong."""
    with transaction.atomic():
        row = _open_row(row, actor)
        values = cells_of(row) | {key: text.strip() for key, text in changes.items()}
        wrong = [p for p in _verdicts(row.upload, {row.row_number: values})[row.row_number].problems
                 if p.level == "error" and p.column in changes]  # fmt: skip
        if wrong:
            raise Invalid("roster.row_still_wrong", f"第 {row.row_number} 行：{wrong[0].message}。")
        row.values, row.confirmed_at = packed(values), None
        row.save(update_fields=["values", "confirmed_at"])
        recheck(row.upload)
        detail = {"row": row.row_number, "columns": sorted(changes)}
        append(
            Event("class.correct_row", "改正名册行", row.upload.training_class, detail=detail), actor=actor
        )
    return RosterRow.objects.get(pk=row.pk)


def adopt_suggestion(row: RosterRow, *, actor: Actor, column: str) -> RosterRow:
    """Put what the identity number says in place of what was typed."""
    suggestion = suggestion_for(column, cells_of(row), clock.today())
    if not suggestion:
        raise Invalid("roster.no_suggestion", "这一格没有可采用的建议，请直接改正。")
    return correct_row(row, actor=actor, changes={column: suggestion})


def remove_row(row: RosterRow, *, actor: Actor) -> RosterRow:
    """Leave a row out; it can be put back until the roster is handed in."""
    return _mark(row, actor, removed=True)


def restore_row(row: RosterRow, *, actor: Actor) -> RosterRow:
    """Put back a row that was left out."""
    return _mark(row, actor, removed=False)


def confirm_row(row: RosterRow, *, actor: Actor) -> RosterRow:
    """The institution has looked at what was remarked, and stands by it."""
    with transaction.atomic():
        row = _open_row(row, actor)
        row.confirmed_at = clock.now()
        row.save(update_fields=["confirmed_at"])
        detail = {"row": row.row_number, "codes": [problem["code"] for problem in row.problems]}
        append(
            Event("class.confirm_row", "名册行确认无误", row.upload.training_class, detail=detail),
            actor=actor,
        )
    return row


def discard_upload(upload: RosterUpload, *, actor: Actor) -> None:
    """Give up an upload; the file stays among 历次上传."""
    with transaction.atomic():
        record = locked_for_editing(upload.training_class, actor)
        require_open(upload)
        upload.rows.filter(removed_at__isnull=True).update(removed_at=clock.now())
        RosterUpload.objects.filter(pk=upload.pk, read_at__isnull=True).update(read_at=clock.now())
        append(Event("class.discard_upload", "放弃上传的名册", record), actor=actor)


def recheck(upload: RosterUpload) -> int:
    """Check all rows anew and keep the verdicts; the number of wrong rows. A changed remark must be looked at."""
    rows = list(upload.rows.filter(removed_at__isnull=True))
    verdicts = check_rows({row.row_number: cells_of(row) for row in rows}, Checking.of_today())
    changed = []
    for row in rows:
        verdict = verdicts[row.row_number]
        problems = [problem.as_dict() for problem in verdict.problems]
        if row.problems != problems or row.level != verdict.level:
            row.confirmed_at = row.confirmed_at if row.problems == problems else None
            row.problems, row.level = problems, verdict.level
            changed.append(row)
    RosterRow.objects.bulk_update(changed, ["problems", "level", "confirmed_at"], batch_size=500)
    return sum(verdict.level == "error" for verdict in verdicts.values())


def note_refusals(upload: RosterUpload, refusals: Mapping[int, Iterable[tuple[str, str]]]) -> None:
    """Write what handing in found (row number → code, message) beside the rows, to be mended there."""
    for row in upload.rows.filter(row_number__in=refusals):
        row.problems = [
            *row.problems,
            *({"column": "identity_number", "level": "error", "code": code, "message": message}
              for code, message in refusals[row.row_number]),
        ]  # fmt: skip
        row.level = "error"
        row.save(update_fields=["problems", "level"])


def require_open(upload: RosterUpload) -> None:
    if upload.committed_at is not None:
        raise NotNow("roster.already_handed_in", "这份名册已经报名，改动请重新上传。")
    newer = RosterUpload.objects.filter(
        training_class=upload.training_class_id, uploaded_at__gt=upload.uploaded_at
    )
    if newer.exists():
        raise NotNow("roster.replaced", "已经上传了更新的名册，请在最新的一份中改正。")


def _verdicts(upload: RosterUpload, replaced: Mapping[int, Values]) -> dict[int, RowVerdict]:
    rows = {row.row_number: cells_of(row) for row in upload.rows.filter(removed_at__isnull=True)}
    return check_rows({**rows, **replaced}, Checking.of_today())


def _open_row(row: RosterRow, actor: Actor) -> RosterRow:
    locked_for_editing(row.upload.training_class, actor)
    require_open(row.upload)
    return RosterRow.objects.select_for_update().select_related("upload__training_class").get(pk=row.pk)


def _mark(row: RosterRow, actor: Actor, *, removed: bool) -> RosterRow:
    with transaction.atomic():
        row = _open_row(row, actor)
        row.removed_at = clock.now() if removed else None
        row.save(update_fields=["removed_at"])
        recheck(row.upload)
        title = "删除名册行" if removed else "恢复名册行"
        action = "class.remove_row" if removed else "class.restore_row"
        detail = {"row": row.row_number}
        append(Event(action, title, row.upload.training_class, detail=detail), actor=actor)
    return RosterRow.objects.get(pk=row.pk)
