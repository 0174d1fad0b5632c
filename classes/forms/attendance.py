"""The grid of a sign-in sheet, the correction of one place of it, and the log of a day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from classes.models import PlannedSession
from classes.operations.attendance import SheetLine, line_problem, people_elsewhere
from classes.operations.logs import LogText
from classes.queries.teaching import SheetRow

REASONS = ("病假", "事假", "未请假", "中途离开", "身份不符")
_CLOCK = re.compile(r"(\d{1,2})[:.点时](\d{1,2})(?::\d{2})?分?|(\d{1,2})(\d{2})", re.ASCII)


def read_time(text: str) -> time | None:
    """A time as people type it: 8:02 · 08：02 · 0802 · 8点02; nothing is no time."""
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if not typed:
        return None
    match = _CLOCK.fullmatch(typed)
    try:
        if match:
            hour, minute = (int(part) for part in match.groups() if part)
            return time(hour, minute)
    except ValueError:
        pass
    raise ValidationError(f"“{text.strip()}”不是时间，请按 08:30 的样子填写", code="time")


class ClockField(forms.CharField):
    """A time of day; the value is a `time` or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, required=kwargs.pop("required", False), **kwargs)

    def clean(self, value: Any) -> Any:
        return read_time(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class SheetLineForm(forms.Form):
    """One place of 表4."""

    came = ClockField(label="签到")
    left = ClockField(label="签退")
    absence_reason = forms.CharField(label="未到原因", max_length=60, required=False)

    def line(self, row: SheetRow) -> SheetLine:
        facts = self.cleaned_data
        return SheetLine(row.enrolment.pk, facts["came"], facts["left"], facts["absence_reason"].strip())


@dataclass(frozen=True)
class GridRow:
    """A place on the page: the person and the form beside him."""

    row: SheetRow
    form: SheetLineForm


class SheetGrid:
    """All places of one half-day as one form; `fill` proposes the hours of the half-day where nothing is noted."""

    def __init__(
        self,
        session: PlannedSession,
        rows: Sequence[SheetRow],
        data: Mapping[str, Any] | None = None,
        *,
        fill: Mapping[str, time] | None = None,
    ) -> None:
        self.session = session
        self.rows = [GridRow(row, self._form(row, data, fill or {})) for row in rows]
        self.is_bound = data is not None

    @staticmethod
    def _form(row: SheetRow, data: Mapping[str, Any] | None, fill: Mapping[str, time]) -> SheetLineForm:
        there = row.presence
        known = {
            "came": there.signed_in_at,
            "left": there.signed_out_at,
            "absence_reason": there.absence_reason,
        }
        if not row.has_mark:
            known |= fill
        form = SheetLineForm(data, prefix=row.enrolment.pk.hex, initial=known)
        for name in ("came", "left", "absence_reason"):
            form.fields[name].label = f"{row.enrolment.position} 号{form.fields[name].label}"
        return form

    @property
    def forms(self) -> list[SheetLineForm]:
        return [each.form for each in self.rows]

    @property
    def lines(self) -> list[SheetLine]:
        return [each.form.line(each.row) for each in self.rows]

    def is_valid(self) -> bool:
        """The forms, then the questions that the operation will ask, each answered beside its row."""
        if not all([form.is_valid() for form in self.forms]):
            return False
        coming = [each.row.enrolment.person_id for each in self.rows if each.form.cleaned_data["came"]]
        elsewhere = people_elsewhere(self.session, coming)
        for each in self.rows:
            line = each.form.line(each.row)
            if problem := line_problem(self.session, line):
                each.form.add_error("came" if line.signed_out_at is None else "left", problem)
            elif line.signed_in_at and each.row.enrolment.person_id in elsewhere:
                each.form.add_error("came", "同一半天已在另一个班签到，请核实本人")
        return not any(form.errors for form in self.forms)


class CorrectionForm(SheetLineForm):
    """One person on a closed sheet, as it should have been, and why."""

    field_order = ("came", "left", "absence_reason", "why", "proof")
    why = forms.CharField(
        label="更正理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：录像可见本人在场，漏签；附证据所在位置",
    )
    proof = forms.FileField(label="证明材料", help_text="录像截图、请假条等，PDF 或照片，不超过 10 MB")

    def __init__(self, *args: Any, session: PlannedSession, row: SheetRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session, self.row = session, row

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors:
            line = self.line(self.row)
            if line.is_empty:
                raise ValidationError("请填写更正后的签到、签退时间，或未到原因。", code="empty")
            if problem := line_problem(self.session, line):
                raise ValidationError(problem, code="time")
        return facts


class CorrectionDecisionForm(forms.Form):
    is_confirmed = forms.TypedChoiceField(
        label="认定",
        choices=(("yes", "认定更正"), ("no", "不予更正")),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    comment = forms.CharField(label="认定意见", max_length=200, required=False)
    seen = forms.CharField(required=False)  # without it the operation refuses


class LogForm(forms.Form):
    """表6: only what has to be written; the figures stand above the form."""

    teaching_method = forms.CharField(label="授课方式", max_length=60, help_text="例如：讲授、演示、分组练习")
    morning_record = forms.CharField(
        label="上午上课情况", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    morning_homework = forms.CharField(label="上午课后阅读或实操", max_length=160, required=False)
    afternoon_record = forms.CharField(
        label="下午上课情况", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    afternoon_homework = forms.CharField(label="下午课后阅读或实操", max_length=160, required=False)
    suggestions = forms.CharField(label="建议", max_length=200, required=False)
    activities = forms.CharField(
        label="班级活动记事", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args: Any, halves: frozenset[str], **kwargs: Any) -> None:
        """Half-days without a lesson have nothing to record; those with one must."""
        super().__init__(*args, **kwargs)
        for half, names in (("am", "morning"), ("pm", "afternoon")):
            if half in halves:
                self.fields[f"{names}_record"].required = True
            else:
                del self.fields[f"{names}_record"], self.fields[f"{names}_homework"]

    @property
    def text(self) -> LogText:
        return LogText(**self.cleaned_data)
