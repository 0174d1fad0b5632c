"""疑点处理: what is decided, and why."""

from __future__ import annotations

from typing import Any

from django import forms

from inspections.enums import NAMES_AN_INSPECTION, SuspicionOutcome


class SuspicionForm(forms.Form):
    outcome = forms.ChoiceField(label="处理", choices=SuspicionOutcome.choices, widget=forms.RadioSelect)
    inspection_number = forms.CharField(
        label="检查编号",
        max_length=20,
        required=False,
        help_text="安排检查、查实整改的必填，例如 JC-2026-0012；其他处理不填",
    )
    reason = forms.CharField(
        label="理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明看了哪些记录、问了谁、为什么这样处理",
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        names_one = given.get("outcome") in NAMES_AN_INSPECTION
        if names_one and not given.get("inspection_number", "").strip():
            self.add_error("inspection_number", "请填写检查编号；还没有安排的，先在“检查计划”中安排。")
        return given
