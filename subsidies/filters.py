"""What restricts a list. What is not legible restricts nothing."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.accounts.actor import Actor
from foundation.core.form_fields import offer, offer_choices
from institutions.enums import TrainingCategory
from institutions.models import Institution
from subsidies.enums import ForecastBasis
from subsidies.queries.forecast import ForecastFilter, quarter_label, quarters


class ForecastFilterForm(forms.Form):
    institution = forms.ModelChoiceField(
        label="机构", queryset=Institution.objects.none(), required=False, empty_label="全部机构"
    )
    category = forms.ChoiceField(
        label="类别", choices=[("", "全部类别"), *TrainingCategory.choices], required=False
    )
    quarter = forms.ChoiceField(label="结束季度", required=False)
    basis = forms.ChoiceField(label="口径", choices=[("", "全部"), *ForecastBasis.choices], required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ((f"{year}-{number}", quarter_label(year, number)) for year, number in quarters(actor))
        offer_choices(self, "quarter", [("", "全部季度"), *known])
        if actor.is_institution:
            del self.fields["institution"]
            return
        offer(self, "institution", Institution.objects.visible_to(actor).order_by("name"))

    @property
    def wanted(self) -> ForecastFilter:
        self.is_valid()
        found = self.cleaned_data
        institution, quarter = found.get("institution"), found.get("quarter", "")
        year, _, number = quarter.partition("-")
        return ForecastFilter(
            institution_id=institution.pk if institution else None,
            category=found.get("category", ""),
            basis=found.get("basis", ""),
            quarter=(int(year), int(number)) if number else None,
        )
