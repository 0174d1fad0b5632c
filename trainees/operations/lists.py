"""部门名单: a workbook of another department becomes a dated snapshot of keyed indexes, and is destroyed in time."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.models import User
from foundation.audit.operations import Event, append
from foundation.core import clock, crypto
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.files import clean_name
from foundation.core.tabular import Column, SheetRow, read_sheet
from foundation.jobs.handlers import Progress, unheard
from foundation.jobs.operations import enqueue
from foundation.policy.queries import office_parameters
from trainees.enums import REVIEWING_ROLES, ApplicationState
from trainees.models import Application, ListRow, ListSnapshot
from trainees.operations.comparison import compare_group
from trainees.rules.lists import LIST_TYPES, ListType, read_day

READ, RECHECK = "trainees.read_list", "trainees.recheck"
MAX_SIZE = 20 * 1024 * 1024
MAX_ROWS = 100_000
IN_JOB_ABOVE = 192 * 1024  # bytes of a workbook of some four thousand rows
BATCH = 2000
KEPT_PROBLEMS = 200
IDENTITY = Column(
    "identity", "身份证号", required=True, kind="identity", aliases=("公民身份号码", "证件号码")
)
LOOKS_LIKE_A_NUMBER = re.compile(r"\d{14,}")
UNDER_WAY = (
    ApplicationState.UNDER_REVIEW,
    ApplicationState.PASSED,
    ApplicationState.VOUCHER_ISSUED,
    ApplicationState.IN_CLASS,
)


@dataclass(frozen=True)
class ListFacts:
    """What a department says of its list; `keep_until` None: as long as the office keeps such lists."""

    kind: str
    supplier: str
    letter_number: str
    as_of: date
    keep_until: date | None = None
    skips_faulty: bool = False


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be used: row as Excel counts, column as printed, and what is wrong; never the value."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class ListRead:
    """A workbook as read: rows that can be kept, what is wrong with the others, how many there are in all."""

    rows: Sequence[ListRow]
    problems: Sequence[Problem]
    total: int


def list_columns(kind: ListType) -> tuple[Column, ...]:
    """The identity number, and the facts that this list carries."""
    facts = (Column(key, title, kind="as_typed", max_length=60) for key, title in kind.titles.items())
    return (IDENTITY, *facts)


@transaction.atomic
def upload_list(facts: ListFacts, uploaded: File[bytes], *, actor: Actor) -> ListSnapshot:
    """资格审核小组 takes in a list: a small one is read at once, a large one in the background.

    The identity numbers are not kept; what spoils the whole file is refused and nothing of it stays.
    """
    require_role(actor, *REVIEWING_ROLES, doing="导入部门名单")
    until = _term(facts)
    data = _bytes_of(uploaded)
    digest = hashlib.sha256(data).hexdigest()
    if ListSnapshot.objects.filter(
        kind=facts.kind, file_sha256=digest, destroyed_at__isnull=True, refused_at__isnull=True
    ).exists():
        raise Invalid("list.already_imported", "这个文件已经导入过，请核对是否选错文件。")
    snapshot = ListSnapshot(
        kind=facts.kind,
        supplier=facts.supplier.strip() or LIST_TYPES[facts.kind].supplier,
        letter_number=facts.letter_number.strip(),
        as_of=facts.as_of,
        keep_until=until,
        skips_faulty=facts.skips_faulty,
        file_name=clean_name(uploaded.name or ""),
        file_sha256=digest,
        uploaded_by=User.objects.get(pk=str(actor.user_id)),
    )
    if len(data) <= IN_JOB_ABOVE:
        snapshot.save(force_insert=True)
        return _keep(snapshot, _read(snapshot, data), actor)
    snapshot.waiting_file = base64.b64encode(data).decode()
    snapshot.save(force_insert=True)
    enqueue(
        READ,
        actor=actor,
        title=f"导入{snapshot}",
        payload={"snapshot_id": str(snapshot.pk)},
        dedupe_key=str(snapshot.pk),
    )
    return snapshot


def read_waiting_list(snapshot_id: UUID, *, actor: Actor, progress: Progress = unheard) -> ListSnapshot:
    """Read a large list that lies sealed in its row, and take the sealed file away; read already, it stays.

    The reading is done before the transaction, so that its progress can be seen; the writing is all or nothing.
    """
    snapshot = ListSnapshot.objects.get(pk=snapshot_id)
    if not snapshot.waiting_file:
        return snapshot
    data = base64.b64decode(snapshot.waiting_file.reveal(snapshot))
    try:
        read = _read(snapshot, data, progress)
    except Invalid as refusal:
        read = ListRead([], [Problem(0, "", refusal.message)], 0)
    with transaction.atomic():
        locked = ListSnapshot.objects.select_for_update().get(pk=snapshot_id)
        if not locked.waiting_file:
            return locked
        locked.waiting_file = ""
        return _keep(locked, read, actor)


def destroy_list(snapshot: ListSnapshot, *, actor: Actor, reason: str) -> ListSnapshot:
    """资格审核小组 destroys a list before its term: supplied by mistake, or asked back."""
    require_role(actor, *REVIEWING_ROLES, doing="销毁部门名单")
    if not ListSnapshot.objects.visible_to(actor).filter(pk=snapshot.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这份名单。")
    if not reason.strip():
        raise Invalid("list.reason_missing", "请写明销毁的原因。")
    return _destroy(snapshot.pk, actor, reason.strip())


def destroy_due_lists() -> int:
    """What the calendar does: the lists whose term is over lose their rows. Returns how many lists."""
    due = ListSnapshot.objects.due_for_destruction(clock.today()).values_list("pk", flat=True)
    return len([_destroy(pk, Actor.system(), "保存期满") for pk in list(due)])


def recheck_under_way(*, progress: Progress = unheard) -> int:
    """After a new list: everybody who is being examined or trained is compared anew. Returns how many rosters."""
    rows = Application.objects.filter(
        state__in=UNDER_WAY, group_id__isnull=False, planned_to__gte=clock.today()
    )
    groups = list(rows.order_by("group_id").values_list("group_id", flat=True).distinct())
    for done, group_id in enumerate(groups, 1):
        if group_id:
            compare_group(group_id)
        progress(done, len(groups), "正在比对")
    return len(groups)


def _term(facts: ListFacts) -> date:
    today = clock.today()
    if facts.kind not in LIST_TYPES:
        raise Invalid("list.kind_unknown", "请从列表中选择名单种类。")
    if not facts.letter_number.strip():
        raise Invalid("list.letter_missing", "请填写提供单位来函的文号。")
    if facts.as_of > today:
        raise Invalid("list.as_of_ahead", "数据截至日期不能晚于今天。")
    longest = today + timedelta(days=office_parameters(today).whole("list_keep_days"))
    if facts.keep_until and not today <= facts.keep_until <= longest:
        raise Invalid("list.term_wrong", f"保存期限应在今天至 {longest:%Y-%m-%d} 之间，请改正。")
    return facts.keep_until or longest


def _bytes_of(uploaded: File[bytes]) -> bytes:
    if uploaded.size > MAX_SIZE:
        raise Invalid("file.too_large", f"文件超过 {MAX_SIZE // 1024 // 1024} MB 的上限，请分成几个文件上传")
    data: bytes = uploaded.read()
    return data


def _read(snapshot: ListSnapshot, data: bytes, progress: Progress = unheard) -> ListRead:
    kind = LIST_TYPES[snapshot.kind]
    sheet = read_sheet(data, columns=list_columns(kind), max_rows=MAX_ROWS)
    if sheet.header_errors:
        message = "；".join(reason.message for reason in sheet.header_errors)
        raise Invalid("list.columns", f"{message}。", sheet.header_errors)
    rows: list[ListRow] = []
    problems: list[Problem] = []
    for number, read in enumerate(sheet.rows, 1):
        row, wrong = _row(snapshot, kind, read)
        problems += wrong
        rows += [row] if row else []
        if number % BATCH == 0:
            progress(number, len(sheet.rows), "正在读取")
    return ListRead(rows, problems, len(sheet.rows))


def _keep(snapshot: ListSnapshot, read: ListRead, actor: Actor) -> ListSnapshot:
    """All usable rows, or, with faulty ones that were not to be skipped, none and what is wrong."""
    snapshot.problem_count = len(read.problems)
    snapshot.problems = [_shown(problem) for problem in read.problems[:KEPT_PROBLEMS]]
    if not read.rows or (read.problems and not snapshot.skips_faulty):
        return _refuse(snapshot, actor)
    ListRow.objects.bulk_create(read.rows, batch_size=BATCH)
    snapshot.row_count, snapshot.imported_at = len(read.rows), clock.now()
    snapshot.save()
    detail = {
        "rows": snapshot.row_count, "left_out": read.total - snapshot.row_count, "as_of": snapshot.as_of,
        "letter": snapshot.letter_number, "sha256": snapshot.file_sha256, "keep_until": snapshot.keep_until,
    }  # fmt: skip
    append(Event("list.import", f"导入{snapshot}", snapshot, detail=detail), actor=actor)
    enqueue(RECHECK, actor=actor, title=f"按{snapshot}重新比对", payload={}, dedupe_key="all")
    return snapshot


def _row(snapshot: ListSnapshot, kind: ListType, read: SheetRow) -> tuple[ListRow | None, list[Problem]]:
    problems = [Problem(read.number, error.title, error.message) for error in read.cell_errors]
    days: dict[str, date | None] = {}
    texts: dict[str, str] = {}
    for key, title in kind.titles.items():
        text = str(read.values.get(key) or "").strip()
        if key in ("since", "until"):
            days[key] = read_day(text, is_last=key == "until") if text else None
            if text and days[key] is None:
                problems.append(Problem(read.number, title, "应为日期或月份，如 2026-05，请改正"))
        else:
            texts[key] = text
            if LOOKS_LIKE_A_NUMBER.search(text):
                problems.append(Problem(read.number, title, "像是证件号码，请只填名称"))
    if problems:
        return None, problems
    row = ListRow(
        snapshot=snapshot,
        identity_index=crypto.blind_index(str(read.values["identity"]), purpose="identity"),
        row_number=read.number,
        since=days.get("since"),
        until=days.get("until"),
        organisation=texts.get("organisation", ""),
        status=texts.get("status", "")[:40],
    )
    return row, []


def _refuse(snapshot: ListSnapshot, actor: Actor) -> ListSnapshot:
    """Nothing is taken in; what is wrong stays to be read, the department mends its file."""
    snapshot.refused_at = clock.now()
    snapshot.save()
    detail = {"problems": snapshot.problem_count, "sha256": snapshot.file_sha256}
    append(Event("list.refuse", f"未导入{snapshot}", snapshot, detail=detail), actor=actor)
    return snapshot


def _shown(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "column": problem.column, "message": problem.message}


@transaction.atomic
def _destroy(snapshot_id: UUID, actor: Actor, reason: str) -> ListSnapshot:
    """The rows go, origin and findings stay; how many rows went is on record."""
    snapshot = ListSnapshot.objects.select_for_update().get(pk=snapshot_id)
    if snapshot.destroyed_at:
        raise NotNow("list.already_destroyed", "这份名单已经销毁。")
    rows, _ = ListRow.objects.filter(snapshot=snapshot).delete()
    snapshot.destroyed_at, snapshot.destroyed_rows, snapshot.waiting_file = clock.now(), rows, ""
    snapshot.save()
    event = Event("list.destroy", f"销毁{snapshot}", snapshot, reason, {"rows": rows})
    append(event, actor=actor)
    return snapshot
