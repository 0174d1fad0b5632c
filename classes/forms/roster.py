"""The roster: a workbook, one row of it, one trainee by hand (表1), practice groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from classes.models import RosterRow
from classes.queries.roster_changes import cells_of
from classes.queries.roster_rows import BY_KEY, Retyped, in_words
from classes.queries.roster_sheet import COLUMNS, PHOTO, Checking, RowProblem, check_row, check_rows
from foundation.core.tabular import Column

NOT_TYPED = ("sex", "born", PHOTO)  # from the identity number; the photo is put in on 表1 itself


class RosterFileForm(forms.Form):
    file = forms.FileField(label="名册文件", help_text="xlsx 或 xls，不超过 20 MB，请用下载的模板填写")


class RowForm(forms.Form):
    """Some cells of an uploaded row, typed anew; checked against the whole list."""

    def __init__(self, data: Mapping[str, Any], row: RosterRow) -> None:
        super().__init__(data)
        self.row = row
        for key in [key for key in BY_KEY if key in data]:
            self.fields[key] = forms.CharField(label=BY_KEY[key].title, required=False, strip=True)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        rows = {row.row_number: cells_of(row) for row in self.row.upload.rows.filter(removed_at__isnull=True)}
        rows[self.row.row_number] = cells_of(self.row) | cleaned
        for problem in check_rows(rows, Checking.of_today())[self.row.row_number].problems:
            if problem.level == "error" and problem.column in self.fields:
                self.add_error(problem.column, problem.message)
        return cleaned

    @property
    def retyped(self) -> Retyped:
        """What was refused, to be shown again in its boxes."""
        typed = {key: str(self.data.get(key, "")) for key in self.fields}
        wrong = {key: [str(message) for message in messages] for key, messages in self.errors.items()}
        return Retyped(typed, wrong)


class TraineeForm(forms.Form):
    """登记表（表1）: the columns of the workbook as a form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in COLUMNS:
            if column.key not in NOT_TYPED:
                self.fields[column.key] = _field(column)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for problem in check_row({**cleaned}, Checking.of_today()).problems:
            self._tell(problem)
        return cleaned

    def _tell(self, problem: RowProblem) -> None:
        """What the field itself has not said yet."""
        if problem.level == "error" and problem.column in self.fields and problem.column not in self.errors:
            said = in_words(problem.code, problem.column, problem.message, self.cleaned_data)
            self.add_error(problem.column, said)


def _field(column: Column) -> forms.Field:
    common: dict[str, Any] = {
        "label": column.title,
        "required": column.required,
        "help_text": column.note,
    }
    if column.choices:
        choices = [("", "请选择"), *((choice, choice) for choice in column.choices)]
        return forms.ChoiceField(choices=choices, **common)
    if column.kind == "date":
        return forms.CharField(widget=forms.TextInput(attrs={"type": "date"}), **common)
    if column.kind == "lines":
        common["widget"] = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(max_length=column.max_length, **common)


class GroupsForm(forms.Form):
    """One number per person; the field is named by the application."""

    def __init__(self, data: Mapping[str, Any] | None, people: list[Any]) -> None:
        super().__init__(data)
        for application in people:
            self.fields[str(application.pk)] = forms.IntegerField(
                label=f"{application.position} 号 {application.person.name}",
                min_value=1, max_value=200, required=False, initial=application.practice_group,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input num cw-64"}),
            )  # fmt: skip
