"""Rectification: the notice, the institution's reply, the re-check."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.core import clock
from foundation.core.form_fields import DayField
from inspections.enums import Severity


class RectificationForm(forms.Form):
    """下发整改通知: how serious, what to mend, by when."""

    severity = forms.ChoiceField(
        label="问题程度",
        choices=Severity.choices,
        widget=forms.RadioSelect,
        help_text="严重问题未销号前，本班不能申领补贴。",
    )
    comment = forms.CharField(
        label="问题和整改要求", max_length=2000, widget=forms.Textarea, help_text="逐条写明，机构可见。"
    )
    rectify_by = DayField(label="整改期限")

    def clean_rectify_by(self) -> Any:
        return _ahead(self.cleaned_data["rectify_by"])


class RejectForm(forms.Form):
    """整改不合格: what is still wrong, and a new date if one is given."""

    comment = forms.CharField(
        label="不合格的理由", max_length=2000, widget=forms.Textarea, help_text="机构可见。"
    )
    rectify_by = DayField(label="新的整改期限", required=False, help_text="不填则按原期限。")

    def clean_rectify_by(self) -> Any:
        day = self.cleaned_data["rectify_by"]
        return _ahead(day) if day else None


class ReplyForm(forms.Form):
    """回复整改: what was mended; papers and photographs come beside it."""

    comment = forms.CharField(
        label="整改情况", max_length=2000, widget=forms.Textarea, help_text="逐条说明。"
    )
    paper_1 = forms.FileField(label="附件一", required=False, help_text="照片或 PDF，每个不超过 10 MB。")
    paper_2 = forms.FileField(label="附件二", required=False)
    paper_3 = forms.FileField(label="附件三", required=False)

    def papers(self) -> list[Any]:
        names = ("paper_1", "paper_2", "paper_3")
        return [self.cleaned_data[name] for name in names if self.cleaned_data[name]]


def _ahead(day: Any) -> Any:
    if day <= clock.today():
        raise forms.ValidationError("整改期限应在今天以后。")
    return day
