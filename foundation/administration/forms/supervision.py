"""The form in which a third-party supervisor is assigned."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.accounts.enums import OrganisationKind
from foundation.accounts.models import Organisation, User
from foundation.administration.operations.supervision import possible_supervisors
from foundation.core.form_fields import DayField, offer


class SupervisionForm(forms.Form):
    """One third-party supervisor, one institution, from one day to another."""

    user = forms.ModelChoiceField(label="监督员", queryset=User.objects.none(), empty_label="请选择")
    organisation = forms.ModelChoiceField(
        label="培训机构", queryset=Organisation.objects.none(), empty_label="请选择"
    )
    starts_on = DayField(label="起")
    ends_on = DayField(label="止", required=False, help_text="按委托合同填写，长期可不填")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institutions = Organisation.objects.filter(kind=OrganisationKind.INSTITUTION)
        offer(self, "user", possible_supervisors())
        offer(self, "organisation", institutions)
