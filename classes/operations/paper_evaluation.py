"""表7 on paper, for trainees without a telephone: the bureau takes the sealed sheets in, each with its scan (0014)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.files import File
from django.db import transaction

from classes.models import ClassEvaluation, TrainingClass
from classes.operations.allowed import require
from classes.operations.evaluation import (
    answered,
    file_among_the_others,
    givers_of,
    refuse_incomplete,
    write_givers,
)
from classes.queries.evaluation import is_open_today, may_hold_paper
from classes.rules.evaluation import Answer
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid, NotNow
from foundation.core.files import take_in
from foundation.core.models import FileKind

ENTERING = (Role.TRAINING_OFFICER, Role.INSPECTOR, Role.INSPECTION_HEAD)
SCAN_KINDS = (FileKind.PDF, FileKind.JPG, FileKind.PNG)
SCAN_SIZE = 10 * 1024 * 1024


def note_paper_takers(training_class: TrainingClass, *, actor: Actor, takers: Collection[UUID]) -> int:
    """The bureau says who was given the form on paper, all of them anew; for them the telephone is closed.

    Who has answered by telephone is given none, and there are never fewer takers than sheets entered.
    """
    with transaction.atomic():
        locked = _entering(training_class, actor, doing="登记领纸质评估表的学员")
        wanted, people = set(takers), {each.pk: each.position for each in may_hold_paper(locked)}
        if wanted - set(people):
            raise NotNow(
                "evaluation.already_given",
                "所选学员有的不在本班，或刚在手机上填了评估表，每人填一次，请刷新页面后重新勾选。",
            )
        entered = len(_numbers(locked))
        if len(wanted) < entered:
            raise NotNow(
                "evaluation.more_sheets_than_takers",
                f"已录入纸质表 {entered} 份，领表的人不能少于这个数，请先作废录错的表。",
            )
        by_phone = [pk for pk, on_paper in givers_of(locked).items() if not on_paper]
        write_givers(locked, {**dict.fromkeys(by_phone, False), **dict.fromkeys(wanted, True)})
        detail = {"positions": [position for pk, position in people.items() if pk in wanted]}
        title = f"登记领纸质评估表 {len(wanted)} 人"
        append(Event("evaluation.note_takers", title, locked, detail=detail), actor=actor)
    return len(wanted)


def enter_paper_sheet(
    training_class: TrainingClass,
    *,
    actor: Actor,
    answer: Answer,
    scan: File[bytes],
    suggestions: str = "",
) -> ClassEvaluation:
    """The bureau enters one sheet as it was filled in, with its scan; never more sheets than people who took one.

    The chain keeps the number of the sheet and the scan's hash, and nothing of what was said.
    """
    with transaction.atomic():
        locked = _entering(training_class, actor, doing="录入纸质评估表")
        refuse_incomplete(answer, locked, on_paper=True)
        sheet = answered(locked, answer, suggestions)
        sheet.paper_number = _free_number(locked)
        stored = take_in(scan, allowed=SCAN_KINDS, max_size=SCAN_SIZE, by_id=actor.user_id)
        if ClassEvaluation.objects.filter(scan__sha256=stored.sha256).exists():
            raise Invalid("evaluation.same_scan", "这份扫描件已经录入过，请换成这一张表的扫描件。")
        sheet.scan = stored
        file_among_the_others(sheet)
        detail = {"sheet": sheet.paper_number, "sha256": stored.sha256}
        event = Event(
            "evaluation.enter_sheet", f"录入纸质评估表第 {sheet.paper_number} 号", locked, detail=detail
        )
        append(event, actor=actor)
    return sheet


def strike_paper_sheet(sheet: ClassEvaluation, *, actor: Actor, comment: str) -> TrainingClass:
    """The bureau takes back a sheet that was entered wrongly, and says why; its number is free again, its scan kept.

    The reason may tell what was said: it stands in the detail, which the institution does not read.
    """
    with transaction.atomic():
        locked = _entering(sheet.training_class, actor, doing="作废纸质评估表")
        if sheet.paper_number is None or sheet.scan is None:
            raise Invalid("evaluation.not_on_paper", "手机填写的评估不能作废。")
        if not comment.strip():
            raise Invalid("evaluation.no_reason", "请写明为什么作废，例如：第 3 题录错，重录。")
        detail = {
            "sheet": sheet.paper_number,
            "sha256": sheet.scan.sha256,
            "reason": comment.strip(),
        }
        title = f"作废纸质评估表第 {sheet.paper_number} 号"
        append(Event("evaluation.strike_sheet", title, locked, detail=detail), actor=actor)
        sheet.delete()
    return locked


def _entering(training_class: TrainingClass, actor: Actor, *, doing: str) -> TrainingClass:
    """The class, locked, while its evaluation is open: later the counts are shown, and one more would tell itself."""
    locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    require(actor, locked, ENTERING, doing=doing)
    if not is_open_today(locked):
        raise NotNow(
            "evaluation.not_open", f"最后一天课之后、评估期结束之前才能{doing}；结束后汇总已显示，不再增减。"
        )
    return locked


def _free_number(training_class: TrainingClass) -> int:
    """The first number without a sheet, at most as many as people took one; the database keeps each number once."""
    takers = sum(givers_of(training_class).values())
    taken = _numbers(training_class)
    free = next((number for number in range(1, takers + 1) if number not in taken), None)
    if free is None:
        raise NotNow(
            "evaluation.no_taker_left",
            f"登记领纸质表 {takers} 人，已录入 {len(taken)} 份，请先登记还有谁领了纸质表。",
        )
    return free


def _numbers(training_class: TrainingClass) -> set[int | None]:
    """Of the sheets that are entered."""
    sheets = ClassEvaluation.objects.filter(training_class=training_class).on_paper()
    return set(sheets.values_list("paper_number", flat=True))
