"""The editor of 课程计划 (表5): one form per half-day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from classes.enums import BasicCourse, Half, TeachingMode
from classes.models import PlannedSession, TrainingClass
from classes.operations import PlanRow
from foundation.core.form_fields import DayField, offer, whole_number
from institutions.models import Teacher
from institutions.queries import active_teachers

CLOCK_FORMATS = ("%H:%M", "%H%M", "%H:%M:%S")
FIELDS = (
    "date", "half", "starts_at", "ends_at", "content", "mode", "lessons", "teacher", "basic_courses",
)  # fmt: skip


def _clock(label: str) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"class": "num"})
    return forms.TimeField(
        label=label,
        input_formats=CLOCK_FORMATS,
        widget=widget,
        error_messages={"invalid": "请填写时间，如 8:00。"},
    )


class SessionForm(forms.Form):
    """One half-day."""

    date = DayField(label="日期")
    half = forms.ChoiceField(label="时段", choices=Half.choices)
    starts_at = _clock("起")
    ends_at = _clock("止")
    content = forms.CharField(label="课程内容", max_length=160, required=False)
    mode = forms.ChoiceField(label="理论/实操", choices=TeachingMode.choices)
    lessons = forms.IntegerField(
        label="学时",
        min_value=1,
        max_value=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    teacher = forms.ModelChoiceField(label="授课教师", queryset=Teacher.objects.none())
    basic_courses = forms.MultipleChoiceField(
        label="含基本课程", choices=BasicCourse.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, teachers: Sequence[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "teacher", Teacher.objects.all()).choices = [("", "请选择"), *teachers]
        for bound in self.visible_fields():
            if not isinstance(bound.field.widget, forms.CheckboxSelectMultiple):
                kind = "form-select" if isinstance(bound.field.widget, forms.Select) else "input"
                given = bound.field.widget.attrs.get("class", "")
                bound.field.widget.attrs["class"] = f"{kind} {given}".strip()
                bound.field.widget.attrs["aria-label"] = str(bound.label)

    def row(self) -> PlanRow:
        found = self.cleaned_data
        facts = {name: found[name] for name in FIELDS if name != "basic_courses"}
        return PlanRow(**facts, basic_courses=tuple(found["basic_courses"]))


class PlanFormSet:
    """All half-days of a plan. Rows may be copied, added and removed before anything is saved."""

    def __init__(self, training_class: TrainingClass, data: Mapping[str, Any] | None = None) -> None:
        staff = active_teachers(training_class.institution_id).order_by("name")
        self.teachers = [(teacher.pk, teacher.name) for teacher in staff]
        self.data = data
        self.forms = self._bound() if data is not None else self._of(training_class)

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])

    def rows(self) -> list[PlanRow]:
        return [form.row() for form in self.forms]

    def rearranged(self, act: str, place: int) -> list[SessionForm]:
        """The rows as typed, with one copied, removed or added; nothing is checked yet."""
        typed = [{name: form[name].value() for name in FIELDS} for form in self.forms]
        if act == "copy" and place < len(typed):
            typed.insert(place + 1, dict(typed[place]))
        elif act == "remove" and place < len(typed):
            del typed[place]
        elif act == "add":
            typed.append(dict(typed[-1]) if typed else {})
        return [self._unbound(number, values) for number, values in enumerate(typed)]

    def _bound(self) -> list[SessionForm]:
        data = self.data or {}
        count = min(whole_number(str(data.get("count"))) or 0, 400)
        return [SessionForm(data, prefix=f"s{n}", teachers=self.teachers) for n in range(count)]

    def _of(self, training_class: TrainingClass) -> list[SessionForm]:
        sessions = PlannedSession.objects.filter(training_class=training_class).order_by("date", "half")
        return [
            self._unbound(number, {name: getattr(session, name) for name in FIELDS})
            for number, session in enumerate(sessions)
        ]

    def _unbound(self, number: int, values: Mapping[str, Any]) -> SessionForm:
        return SessionForm(initial=values, prefix=f"s{number}", teachers=self.teachers)


class GenerateForm(forms.Form):
    workdays_only = forms.TypedChoiceField(
        label="排课日", choices=[("no", "逐日（含周末）"), ("yes", "只排工作日")],
        coerce=lambda chosen: chosen == "yes", widget=forms.RadioSelect, initial="no",
    )  # fmt: skip
