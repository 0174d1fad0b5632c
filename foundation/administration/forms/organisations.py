"""The form in which a 网点, 财政局 or third party is entered."""

from __future__ import annotations

from django import forms

from foundation.administration.operations.organisations import KINDS


class OrganisationForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=[(kind.value, kind.label) for kind in KINDS])
    name = forms.CharField(label="全称", max_length=120, help_text="如 南庄镇就业社保服务站")
    short_name = forms.CharField(label="简称", max_length=40, required=False)
