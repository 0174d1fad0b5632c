"""Sheets, scores and certificates by workbook: the template goes out filled with the roster and comes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError

from classes.enums import Half
from classes.forms.attendance import read_time
from classes.forms.results import read_score
from classes.models import Enrolment, PlannedSession, TrainingClass
from classes.operations.attendance import SheetLine
from classes.operations.exam import Certificate, ExamResult
from classes.queries.bodies import bodies_for
from classes.queries.teaching import Presence, expected_on, presences, roster_of, sessions_of
from classes.rules.scores import score_text
from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.reasons import Reason
from foundation.core.tabular import Column, SealedWorkbook, SheetRow, read_sheet, write_sheet

_HALVES = {str(half.label): half.value for half in Half}
_YES = ("是", "否")
_PERSON = (Column("position", "序号", required=True, kind="integer"), Column("name", "姓名", required=True))

SIGN_IN_COLUMNS = (
    Column("day", "日期", required=True, kind="date"),
    Column("half", "时段", required=True, kind="choice", choices=tuple(_HALVES)),
    *_PERSON,
    Column("came", "签到", note="如 08:25"),
    Column("left", "签退", note="如 11:50"),
    Column("reason", "未到原因", max_length=60),
)
SCORE_COLUMNS = (
    *_PERSON,
    Column("theory", "理论成绩"),
    Column("practice", "实操成绩"),
    Column("absent", "缺考", kind="choice", choices=_YES),
)
CERTIFICATE_COLUMNS = (
    *_PERSON,
    Column("number", "证书编号", max_length=40),
    Column("issued_on", "发证日期", kind="date"),
    Column("is_new_talent", "新增技能人才", kind="choice", choices=_YES),
    Column("body", "评价机构", max_length=120, note="本页可选的评价机构名称；只有一家时可不填"),
)

T = TypeVar("T")


def sign_in_workbook(
    training_class: TrainingClass, sessions: Sequence[PlannedSession], *, about: Mapping[str, str]
) -> SealedWorkbook:
    """One row per person and half-day, with what is noted so far."""
    roster, found, nothing = roster_of(training_class), presences(sessions), Presence()
    rows = []
    for session in sessions:
        for each in expected_on(roster, session.date):
            there = found.get((session.pk, each.pk), nothing)
            times = (_clock(there.signed_in_at), _clock(there.signed_out_at), there.absence_reason)
            rows.append((session.date, session.get_half_display(), each.position, each.person.name, *times))
    return _filled(SIGN_IN_COLUMNS, rows, training_class, "学员签到表", about)


def score_workbook(
    training_class: TrainingClass, people: Sequence[Enrolment], *, about: Mapping[str, str]
) -> SealedWorkbook:
    rows = [
        (
            each.position,
            each.person.name,
            score_text(each.theory_points),
            score_text(each.practice_points),
            "是" if each.was_absent_from_exam else "",
        )
        for each in people
    ]
    return _filled(SCORE_COLUMNS, rows, training_class, "结业考试成绩表", about)


def certificate_workbook(
    training_class: TrainingClass, people: Sequence[Enrolment], *, about: Mapping[str, str]
) -> SealedWorkbook:
    rows = [
        (
            each.position,
            each.person.name,
            each.certificate_number,
            each.certificate_issued_on,
            "是" if each.is_new_talent else "",
            str(each.evaluation_body or ""),
        )
        for each in people
    ]
    return _filled(CERTIFICATE_COLUMNS, rows, training_class, "证书登记表", about)


def read_sign_in(training_class: TrainingClass, data: bytes) -> dict[UUID, list[SheetLine]]:
    """Lines per half-day. Every wrong row is named; one wrong row and nothing is taken over."""
    sessions = {(each.date, each.half): each for each in sessions_of(training_class)}
    sheets: dict[UUID, list[SheetLine]] = defaultdict(list)

    def line(enrolment: Enrolment, values: dict[str, Any]) -> None:
        session = sessions.get((values["day"], _HALVES[values["half"]]))
        if session is None:
            raise ValidationError(f"{values['day']:%Y-%m-%d} {values['half']}没有排课")
        came, left = read_time(values["came"] or ""), read_time(values["left"] or "")
        sheets[session.pk].append(SheetLine(enrolment.pk, came, left, values["reason"] or ""))

    _read(training_class, data, SIGN_IN_COLUMNS, line)
    return sheets


def read_scores(training_class: TrainingClass, data: bytes) -> list[ExamResult]:
    def result(enrolment: Enrolment, values: dict[str, Any]) -> ExamResult:
        theory, practice = read_score(values["theory"] or ""), read_score(values["practice"] or "")
        return ExamResult(enrolment.pk, theory, practice, values["absent"] == "是")

    return _read(training_class, data, SCORE_COLUMNS, result)


def read_certificates(training_class: TrainingClass, data: bytes) -> list[Certificate]:
    """Rows without a number are passed over; the only body there is need not be written in every row."""
    bodies = {body.name: body.pk for body in bodies_for(training_class, clock.today())}
    only = next(iter(bodies.values())) if len(bodies) == 1 else None

    def certificate(enrolment: Enrolment, values: dict[str, Any]) -> Certificate | None:
        if not values["number"]:
            return None
        issued: date | None = values["issued_on"]
        if issued is None:
            raise ValidationError("有证书编号，没有发证日期")
        name = (values["body"] or "").strip()
        if name and name not in bodies:
            raise ValidationError(f"“{name}”不是本班可选的评价机构")
        body = bodies.get(name, only)
        return Certificate(enrolment.pk, values["number"], issued, values["is_new_talent"] == "是", body)

    return [each for each in _read(training_class, data, CERTIFICATE_COLUMNS, certificate) if each]


def _read(
    training_class: TrainingClass,
    data: bytes,
    columns: Sequence[Column],
    use: Callable[[Enrolment, dict[str, Any]], T],
) -> list[T]:
    """Each row as the thing it stands for; all problems of the sheet at once, by row number."""
    sheet = read_sheet(data, columns=columns)
    if sheet.header_errors:
        raise Invalid("workbook.columns", sheet.header_errors[0].message, sheet.header_errors)
    roster = {each.position: each for each in roster_of(training_class)}
    taken, problems = [], []
    for row in sheet.rows:
        try:
            taken.append(use(_person(row, roster), row.values))
        except ValidationError as error:
            problems += [f"第 {row.number} 行：{message}" for message in error.messages]
    if problems:
        reasons = [Reason("workbook.row", problem) for problem in problems]
        raise Invalid("workbook.rows", f"有 {len(problems)} 处需要改正，没有导入任何内容。", reasons)
    return taken


def _person(row: SheetRow, roster: dict[int, Enrolment]) -> Enrolment:
    """The person by number and name; both must agree, so that a shifted column is noticed."""
    if row.cell_errors:
        raise ValidationError([f"{error.cell}：{error.message}" for error in row.cell_errors])
    position, name = row.values["position"], row.values["name"]
    found = roster.get(position) if isinstance(position, int) else None
    if found is None:
        raise ValidationError(f"名册里没有 {position} 号")
    if found.person.name != name:
        raise ValidationError(f"{position} 号是{found.person.masked_name}，与表中姓名不一致")
    return found


def _filled(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    training_class: TrainingClass,
    title: str,
    about: Mapping[str, str],
) -> SealedWorkbook:
    meta = {"班次": str(training_class), "编号": training_class.number, **about}
    return write_sheet(columns, rows, title=title, meta=meta)


def _clock(moment: Any) -> str:
    return f"{moment:%H:%M}" if moment else ""
