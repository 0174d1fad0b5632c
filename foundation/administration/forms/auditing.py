"""The conditions under which the record is read."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.audit.models import Result
from foundation.core.form_fields import DayField


class EntryFilter(forms.Form):
    """Who, on what, which step, with which result, between which days."""

    person = forms.CharField(label="人员", required=False, max_length=40, help_text="姓名或用户名")
    number = forms.CharField(
        label="编号", required=False, max_length=40, help_text="班次、申领单、检查、券的编号"
    )
    verb = forms.CharField(
        label="事项", required=False, max_length=40, help_text="如：退回补正、查看完整证件号"
    )
    result = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *Result.choices])
    first = DayField(label="起", required=False)
    last = DayField(label="止", required=False)

    def conditions(self) -> dict[str, Any]:
        """What was asked for; a condition that cannot be read is left out, and stands beside its field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", "截止日期不能早于起始日期。")
        return given
