"""The form in which a new value of a parameter is proposed; the field of the value follows its kind."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.core.errors import Invalid
from foundation.core.form_fields import DayField, offer_choices
from foundation.policy.catalogue import ParameterDefinition
from foundation.policy.entry import RATE_HELP, read_entry
from foundation.policy.models import PolicyClause, PolicyDocument

_HELP = {
    "fraction": "按“80%”或“4/5”填写",
    "optional_fraction": "按“80%”或“4/5”填写，不启用则留空",
    "rate": RATE_HELP,
    "time": "按“08:30”填写",
}


class ProposeForm(forms.Form):
    """One value from one day on, with its clause and the reason for the change."""

    written = forms.CharField(label="新的值")
    effective_from = DayField(label="生效日期")
    clause_label = forms.ChoiceField(label="依据条款", required=False)
    is_trial = forms.BooleanField(
        label="试用标准", required=False, help_text="只用于演示、测算，不能据以公示和拨付"
    )
    reason = forms.CharField(label="修改理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, definition: ParameterDefinition, document: PolicyDocument, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._definition = definition
        self.fields["written"] = _value_field(definition)
        clauses = PolicyClause.objects.filter(document=document)
        labels = [(clause.label, f"{clause.label} {clause.text[:24]}") for clause in clauses]
        offer_choices(self, "clause_label", [("", "文件未印，由局里确定"), *labels])

    def clean_written(self) -> str:
        written = str(self.cleaned_data["written"])
        try:
            read_entry(self._definition, written)
        except Invalid as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        return written


def _value_field(definition: ParameterDefinition) -> forms.Field:
    label = f"新的值（{_unit(definition)}）" if _unit(definition) else "新的值"
    if definition.kind == "flag":
        return forms.ChoiceField(label=label, choices=[("yes", "是"), ("no", "否")])
    if definition.kind == "choice":
        return forms.ChoiceField(label=label, choices=list(definition.choices))
    if definition.kind == "rate":
        area = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(label=label, max_length=600, help_text=RATE_HELP, widget=area)
    help_text = _HELP.get(definition.kind, "")
    required = definition.kind != "optional_fraction"
    return forms.CharField(label=label, max_length=40, required=required, help_text=help_text)


def _unit(definition: ParameterDefinition) -> str:
    return f"元{definition.unit[1:]}" if definition.unit.startswith("分/") else definition.unit
