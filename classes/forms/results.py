"""Exam, certificates, verification, leaving: the shape of what is typed in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from classes.models import Enrolment
from classes.operations.exam import Certificate, ExamResult, score_problem
from classes.rules.scores import score_text
from foundation.core.form_fields import DayField
from institutions.models import EvaluationBody

_SCORE = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?", re.ASCII)


def read_score(text: str) -> int | None:
    """Hundredths of a point of a score as typed: 88 · 88.5 · ８８．５; nothing is no score."""
    typed = unicodedata.normalize("NFKC", text).strip().removesuffix("分")
    if not typed:
        return None
    match = _SCORE.fullmatch(typed)
    if match is None:
        raise ValidationError(f"“{text.strip()}”不是成绩，请填 0 至 100，最多两位小数", code="score")
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))


class ScoreField(forms.CharField):
    """A score; the value is hundredths of a point or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=8, required=kwargs.pop("required", False), **kwargs)

    def clean(self, value: Any) -> Any:
        return read_score(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return score_text(value) if isinstance(value, int) else value


class ExamPaperForm(forms.Form):
    exam_on = DayField(label="考试日期", help_text="试卷须在考试前报备（8号 二(7)）")
    exam_place = forms.CharField(label="考试地点", max_length=160)
    supervisor = forms.CharField(label="监考、考评人员", max_length=80)
    paper = forms.FileField(
        label="试卷（理论、实操）",
        required=False,
        help_text="PDF、图片或压缩包，不超过 20 MB；重新报备可不再上传",
    )

    def __init__(self, *args: Any, is_first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].required = is_first


class ResultForm(forms.Form):
    """One line of 表8."""

    theory = ScoreField(label="理论成绩")
    practice = ScoreField(label="实操成绩")
    absent = forms.BooleanField(label="缺考", required=False)

    def clean(self) -> dict[str, Any]:
        """Each wrong score at its own cell, whatever else of the line is wrong."""
        facts = super().clean() or {}
        absent = bool(facts.get("absent"))
        for name in ("theory", "practice"):
            if problem := score_problem(absent, facts.get(name)):
                self.add_error(name, problem)
        return facts

    def result(self, enrolment: Enrolment) -> ExamResult:
        facts = self.cleaned_data
        return ExamResult(enrolment.pk, facts["theory"], facts["practice"], facts["absent"])


class CertificateForm(forms.Form):
    """One line of 表9; without a number nothing is registered."""

    number = forms.CharField(label="证书编号", max_length=40, required=False)
    issued_on = DayField(label="发证日期", required=False)
    is_new_talent = forms.BooleanField(label="新增技能人才", required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("number") and not facts.get("issued_on"):
            self.add_error("issued_on", "请填写发证日期")
        return facts

    def certificate(self, enrolment: Enrolment) -> Certificate:
        facts = self.cleaned_data
        return Certificate(enrolment.pk, facts["number"], facts["issued_on"], facts["is_new_talent"])


class BodyForm(forms.Form):
    """Who has issued the certificates of the sheet."""

    body = forms.ModelChoiceField(
        label="评价机构", queryset=EvaluationBody.objects.none(), empty_label="请选择"
    )

    def __init__(self, bodies: Sequence[EvaluationBody], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"body": bodies[0] if len(bodies) == 1 else None})
        field = self.fields["body"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = EvaluationBody.objects.filter(pk__in=[each.pk for each in bodies])


@dataclass(frozen=True)
class PersonRow:
    enrolment: Enrolment
    form: Any


class PeopleGrid:
    """One form per person of a class, submitted together."""

    form_class: type[forms.Form]

    def __init__(self, people: Sequence[Enrolment], data: Mapping[str, Any] | None = None) -> None:
        self.rows = [PersonRow(each, self._form(each, data)) for each in people]

    def _form(self, enrolment: Enrolment, data: Mapping[str, Any] | None) -> forms.Form:
        form = self.form_class(data, prefix=enrolment.pk.hex, initial=self.known(enrolment))
        for field in form.fields.values():
            field.label = f"{enrolment.position} 号{field.label}"
        return form

    def known(self, enrolment: Enrolment) -> dict[str, Any]:
        raise NotImplementedError

    @property
    def forms(self) -> list[Any]:
        return [row.form for row in self.rows]

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])


class ResultGrid(PeopleGrid):
    form_class = ResultForm

    def known(self, enrolment: Enrolment) -> dict[str, Any]:
        return {
            "theory": enrolment.theory_points,
            "practice": enrolment.practice_points,
            "absent": enrolment.was_absent_from_exam,
        }

    @property
    def results(self) -> list[ExamResult]:
        return [row.form.result(row.enrolment) for row in self.rows]


class CertificateGrid(PeopleGrid):
    form_class = CertificateForm

    def __init__(
        self,
        people: Sequence[Enrolment],
        bodies: Sequence[EvaluationBody],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(people, data)
        self.body_form = BodyForm(bodies, data)

    def known(self, enrolment: Enrolment) -> dict[str, Any]:
        return {
            "number": enrolment.certificate_number,
            "issued_on": enrolment.certificate_issued_on,
            "is_new_talent": enrolment.is_new_talent,
        }

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.body_form.is_valid()])

    @property
    def certificates(self) -> list[Certificate]:
        """What is as before keeps its body; a certificate that is new or changed is of the one chosen."""
        body = self.body_form.cleaned_data["body"]
        given = [row for row in self.rows if row.form.cleaned_data["number"]]
        return [
            replace(row.form.certificate(row.enrolment), body_id=self._kept(row) or body.pk) for row in given
        ]

    def _kept(self, row: PersonRow) -> UUID | None:
        return None if row.form.has_changed() else row.enrolment.evaluation_body_id


class RetakeForm(forms.Form):
    theory_points = ScoreField(label="补考理论成绩", required=True)
    practice_points = ScoreField(label="补考实操成绩", required=True)
    comment = forms.CharField(label="说明", max_length=200, required=False)


class WithdrawForm(forms.Form):
    last_day = DayField(label="最后到课日", required=False, help_text="不填即今天")
    comment = forms.CharField(label="退班原因", max_length=200)

    def clean_last_day(self) -> date | None:
        day: date | None = self.cleaned_data["last_day"]
        return day


class WorkbookForm(forms.Form):
    file = forms.FileField(label="Excel 文件", help_text="用本页下载的模板填写，.xlsx 或 .xls，不超过 5 MB")
