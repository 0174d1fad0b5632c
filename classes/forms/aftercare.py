"""表7 on a telephone, the result of a call, the word of warning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms

from classes.enums import CallResult
from classes.models import Enrolment
from classes.operations.evaluation import LONGEST_SUGGESTION
from classes.rules.evaluation import EFFECT_CRITERIA, GRADES, PAPER_GRADES, TEACHING_CRITERIA, Answer
from institutions.models import Teacher


class GradeField(forms.ChoiceField):
    def __init__(self, label: str, grades: Mapping[str, str]) -> None:
        super().__init__(
            label=label,
            choices=list(grades.items()),
            widget=forms.RadioSelect,
            error_messages={"required": f"请选{'、'.join(grades.values())}之一"},
        )


class EvaluationForm(forms.Form):
    """Every place of 表7: five per teacher, four effects, two overall; nothing is chosen beforehand."""

    grades: Mapping[str, str] = GRADES

    def __init__(self, teachers: Sequence[Teacher], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.teachers = teachers
        for row, teacher in enumerate(teachers):
            for place, title in enumerate(TEACHING_CRITERIA):
                self.fields[f"t{row}_{place}"] = GradeField(f"{teacher.name}：{title}", self.grades)
        self.fields["teaching_overall"] = GradeField("对教学的总体评价", self.grades)
        for place, title in enumerate(EFFECT_CRITERIA):
            self.fields[f"e_{place}"] = GradeField(title, self.grades)
        self.fields["effect_overall"] = GradeField("对培训的总体评价", self.grades)
        self.fields["suggestions"] = forms.CharField(
            label="您对教学服务有哪些意见建议",
            required=False,
            max_length=LONGEST_SUGGESTION,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="只有县人社局看得到",
        )

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The places under the headings of 表7."""
        each = [
            (teacher.name, [self[f"t{row}_{place}"] for place in range(len(TEACHING_CRITERIA))])
            for row, teacher in enumerate(self.teachers)
        ]
        effects = [self[f"e_{place}"] for place in range(len(EFFECT_CRITERIA))]
        return [
            *each,
            ("授课教师总体", [self["teaching_overall"]]),
            ("培训效果", [*effects, self["effect_overall"], self["suggestions"]]),
        ]

    @property
    def answer(self) -> Answer:
        given = self.cleaned_data
        return Answer(
            teachers={
                str(teacher.pk): [given[f"t{row}_{place}"] for place in range(len(TEACHING_CRITERIA))]
                for row, teacher in enumerate(self.teachers)
            },
            teaching_overall=given["teaching_overall"],
            effects=[given[f"e_{place}"] for place in range(len(EFFECT_CRITERIA))],
            effect_overall=given["effect_overall"],
        )


class PaperSheetForm(EvaluationForm):
    """One sheet as it was filled in by hand; what was left open is said so. With its scan."""

    grades = PAPER_GRADES

    def __init__(self, teachers: Sequence[Teacher], data: Any = None, files: Any = None) -> None:
        super().__init__(teachers, data, files)
        self.fields["suggestions"].label = "意见建议（照表上的字录入，没有的不填）"
        self.fields["scan"] = forms.FileField(label="这一张表的扫描件", help_text="PDF 或照片，不超过 10 MB")

    @property
    def graded(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """The places to be graded with their criterion, under the headings of 表7."""
        return [
            (
                title,
                [
                    (place.label.removeprefix(f"{title}："), place)
                    for place in places
                    if isinstance(place.field, GradeField)
                ],
            )
            for title, places in self.parts
        ]


class PaperTakersForm(forms.Form):
    """Who of those who may have the form on paper has it."""

    def __init__(self, people: Sequence[Enrolment], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(each.pk), f"{each.position} 号 {each.person.name}") for each in people]
        self.fields["takers"] = forms.MultipleChoiceField(
            label="按信封上的签名勾选", required=False, widget=forms.CheckboxSelectMultiple, choices=names
        )

    @property
    def chosen(self) -> list[UUID]:
        return [UUID(key) for key in self.cleaned_data["takers"]]


class CallBackForm(forms.Form):
    result = forms.ChoiceField(label="回访结果", choices=CallResult.choices, widget=forms.RadioSelect)
    note = forms.CharField(label="回访记录", max_length=200, help_text="何时、何人接听、怎么说的")


class ReminderForm(forms.Form):
    note = forms.CharField(label="提醒情况", max_length=160, help_text="何时、怎样提醒，学员怎么说")
