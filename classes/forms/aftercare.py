"""表7 on a telephone, the result of a call, the word of warning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from classes.enums import CallResult
from classes.operations.evaluation import LONGEST_SUGGESTION
from classes.rules.evaluation import EFFECT_CRITERIA, GRADES, TEACHING_CRITERIA, Answer
from institutions.models import Teacher


class GradeField(forms.ChoiceField):
    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            choices=list(GRADES.items()),
            widget=forms.RadioSelect,
            error_messages={"required": f"{label}：请选优秀、良好或一般"},
        )


class EvaluationForm(forms.Form):
    """Every place of 表7: five per teacher, four effects, two overall; nothing is chosen beforehand."""

    def __init__(self, teachers: Sequence[Teacher], data: Any = None) -> None:
        super().__init__(data)
        self.teachers = teachers
        for row, teacher in enumerate(teachers):
            for place, title in enumerate(TEACHING_CRITERIA):
                self.fields[f"t{row}_{place}"] = GradeField(f"{teacher.name}：{title}")
        self.fields["teaching_overall"] = GradeField("对教学的总体评价")
        for place, title in enumerate(EFFECT_CRITERIA):
            self.fields[f"e_{place}"] = GradeField(title)
        self.fields["effect_overall"] = GradeField("对培训的总体评价")
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


class CallBackForm(forms.Form):
    result = forms.ChoiceField(label="回访结果", choices=CallResult.choices, widget=forms.RadioSelect)
    note = forms.CharField(label="回访记录", max_length=200, help_text="何时、何人接听、怎么说的")


class ReminderForm(forms.Form):
    note = forms.CharField(label="提醒情况", max_length=160, help_text="何时、怎样提醒，学员怎么说")
