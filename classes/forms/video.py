"""Recordings of one day, one line per 学时; a prefix and one length can be filled in for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from classes.operations.video import Clip, clip_problem
from classes.queries.video import LessonCoverage


class ClipForm(forms.Form):
    """One 学时; left empty it is simply not registered now."""

    path = forms.CharField(label="文件位置", max_length=200, required=False)
    minutes = forms.IntegerField(label="连续时长", min_value=1, max_value=600, required=False)
    shows_everybody = forms.BooleanField(label="能显示全体学员", required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        path, minutes = facts.get("path"), facts.get("minutes")
        if path and not minutes and "minutes" not in self.errors:
            self.add_error("minutes", "请填写连续时长（分钟）")
        if minutes and not path:
            self.add_error("path", "请填写文件位置")
        return facts


@dataclass(frozen=True)
class ClipRow:
    line: LessonCoverage
    form: ClipForm


class DayVideosForm:
    """The 学时 of one day as one form, under the label of the disk they lie on."""

    def __init__(self, lines: Sequence[LessonCoverage], data: Mapping[str, Any] | None = None) -> None:
        self.disk = DiskForm(data)
        self.rows = [ClipRow(line, ClipForm(data, prefix=_prefix(line))) for line in lines]
        for row in self.rows:
            for field in row.form.fields.values():
                field.label = f"{row.line.session}第 {row.line.lesson} 学时{field.label}"

    @property
    def forms(self) -> list[forms.Form]:
        return [self.disk, *(row.form for row in self.rows)]

    @property
    def clips(self) -> list[Clip]:
        label = self.disk.cleaned_data["disk_label"]
        return [self._clip(row, label) for row in self.rows if row.form.cleaned_data.get("path")]

    @staticmethod
    def _clip(row: ClipRow, label: str) -> Clip:
        facts = row.form.cleaned_data
        return Clip(
            row.line.session,
            row.line.lesson,
            label,
            facts["path"],
            facts["minutes"],
            facts["shows_everybody"],
        )

    def is_valid(self) -> bool:
        if not all([form.is_valid() for form in self.forms]):
            return False
        if not self.clips:
            self.disk.add_error(None, "请至少填写一段录像的文件位置和时长。")
        self._refuse_twice()
        return not any(form.errors for form in self.forms)

    def _refuse_twice(self) -> None:
        seen: set[str] = set()
        for row in self.rows:
            path = row.form.cleaned_data.get("path", "")
            if not path:
                continue
            problem = clip_problem(row.line.session.training_class, self._clip(row, "-"))
            if path in seen:
                problem = "同一个文件填了两次，每学时一个文件"
            if problem:
                row.form.add_error("path", problem)
            seen.add(path)


class DiskForm(forms.Form):
    disk_label = forms.CharField(
        label="硬盘编号", max_length=40, help_text="与硬盘上的标签一致，如 YP-2026-03"
    )


def _prefix(line: LessonCoverage) -> str:
    return f"{line.session.half}-{line.lesson}"
