"""The form in which a new value of a parameter is proposed; the field of the value follows its kind."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings

from foundation.administration.operations.drafting import CHOOSE_BASIS, draft_parameter
from foundation.core.errors import Invalid
from foundation.core.form_fields import DayField
from foundation.policy import catalogue
from foundation.policy.catalogue import ClauseText, ParameterDefinition
from foundation.policy.entry import LONGEST, RATE_HELP, read_entry
from foundation.policy.models import PolicyDocument
from foundation.policy.types import OFFICE_SETTING, Clause

_HELP = {
    "fraction": "按“80%”或“4/5”填写",
    "optional_fraction": "按“80%”或“4/5”填写，不启用则留空",
    "time": "按“08:30”填写",
}
_FIELD_OF = {
    "parameter.clause_missing": "basis",
    "parameter.clause_unknown": "basis",
    "parameter.basis_missing": "paper",
    "parameter.outside_document": "effective_from",
    "parameter.day_taken": "effective_from",
    "parameter.already_proposed": "effective_from",
    "parameter.gap": "effective_from",
}


class ProposeForm(forms.Form):
    """One value from one day on, with what it rests on and the reason for the change."""

    written = forms.CharField(label="新的值")
    effective_from = DayField(
        label="生效日期", help_text="可以早于今天；已批准的班次、已批准的申领仍按批准时的值，不因此改变"
    )
    basis = forms.ChoiceField(label="依据")
    paper = forms.CharField(
        label="局内设定的文号或会议纪要",
        required=False,
        max_length=40,
        help_text="依据选“局内设定”时填写，如“文人社办〔2026〕3号”",
    )
    is_trial = forms.BooleanField(
        label="试用标准", required=False, help_text="只用于演示，正式环境不登记试用标准"
    )
    reason = forms.CharField(label="修改理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, definition: ParameterDefinition, document: PolicyDocument, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._definition, self._document = definition, document
        if not settings.DEMO_ALLOWED:
            del self.fields["is_trial"]
        self.fields["written"] = _value_field(definition)
        self.fields["basis"] = forms.ChoiceField(
            label="依据", choices=_bases(), error_messages={"required": CHOOSE_BASIS}
        )

    def clean_written(self) -> str:
        written = str(self.cleaned_data["written"])
        try:
            read_entry(self._definition, written)
        except Invalid as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        return written

    def clean(self) -> dict[str, Any]:
        """Every refusal that the proposal would meet, beside the field that it is about."""
        given: dict[str, Any] = self.cleaned_data
        if {"written", "effective_from", "basis"} <= given.keys():
            try:
                draft_parameter(
                    self._document,
                    self._definition.key,
                    written=given["written"],
                    effective_from=given["effective_from"],
                    clause=self.clause,
                    is_trial=given.get("is_trial", False),
                )
            except Invalid as refusal:
                error = forms.ValidationError(refusal.message, code=refusal.code)
                self.add_error(_FIELD_OF.get(refusal.code, "written"), error)
        return given

    @property
    def clause(self) -> Clause | None:
        document, _, label = str(self.cleaned_data.get("basis") or "").partition("|")
        if document == OFFICE_SETTING:
            return Clause(OFFICE_SETTING, str(self.cleaned_data.get("paper") or ""))
        return Clause(document, label) if document else None

    @property
    def facts(self) -> dict[str, Any]:
        """What the operation is told."""
        names = ("written", "effective_from", "reason")
        given = {name: self.cleaned_data[name] for name in names}
        return given | {"is_trial": self.cleaned_data.get("is_trial", False), "clause": self.clause}


def _bases() -> list[Any]:
    """Nothing chosen beforehand: printed clauses by document, the recorded readings, the office's own decision."""
    printed = [text for text in catalogue.clauses() if not text.clause.document.startswith("DR-")]
    recorded = [text for text in catalogue.clauses() if text.clause.document.startswith("DR-")]
    numbers = {document.code: document.number for document in catalogue.documents()}
    groups: list[Any] = [("", "请选择"), (OFFICE_SETTING, "局内设定（须写文号或会议纪要）")]
    for code, texts in groupby(printed, key=lambda text: text.clause.document):
        groups.append((numbers.get(code, code), [_option(text, text.text) for text in texts]))
    return [*groups, ("口径登记簿", [_option(text, text.heading) for text in recorded])]


def _option(text: ClauseText, words: str) -> tuple[str, str]:
    name = text.clause.label or text.clause.document
    return f"{text.clause.document}|{text.clause.label}", f"{name}　{' '.join(words.split())[:24]}"


def _value_field(definition: ParameterDefinition) -> forms.Field:
    label = f"新的值（{_unit(definition)}）" if _unit(definition) else "新的值"
    if definition.kind == "flag":
        return forms.ChoiceField(label=label, choices=[("yes", "是"), ("no", "否")])
    if definition.kind == "choice":
        return forms.ChoiceField(label=label, choices=list(definition.choices))
    if definition.kind == "rate":
        area = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(label=label, max_length=LONGEST, help_text=RATE_HELP, widget=area)
    help_text = _HELP.get(definition.kind, "只写数，单位可以不写" if _unit(definition) else "")
    required = definition.kind != "optional_fraction"
    return forms.CharField(label=label, max_length=40, required=required, help_text=help_text)


def _unit(definition: ParameterDefinition) -> str:
    return f"元{definition.unit[1:]}" if definition.unit.startswith("分") else definition.unit
