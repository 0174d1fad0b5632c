"""The conditions above the lists of vouchers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from foundation.accounts.actor import Actor
from foundation.core.form_fields import offer
from institutions.models import Institution
from vouchers.enums import VoucherKind
from vouchers.models import Voucher
from vouchers.rules import is_valid_number, normalise_number


class VoucherFilter(forms.Form):
    """券号 or name, kind, institution, class. A number with a wrong check character is said to be wrong."""

    q = forms.CharField(label="券号、姓名、班次", required=False, max_length=60)
    kind = forms.ChoiceField(label="券种", required=False, choices=[("", "全部"), *VoucherKind.choices])
    institution = forms.ModelChoiceField(
        label="机构", required=False, queryset=Institution.objects.none(), empty_label="全部"
    )
    training_class = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        offer(self, "institution", Institution.objects.visible_to(actor).order_by("name"))
        if actor.is_institution:
            del self.fields["institution"]

    def clean_q(self) -> str:
        text = str(self.cleaned_data["q"]).strip()
        number = normalise_number(text)
        if number and not is_valid_number(number):
            raise forms.ValidationError("券号有误（校验位不符），请对照原券核对。")
        return number or text

    def narrow(self, vouchers: QuerySet[Voucher]) -> QuerySet[Voucher]:
        """The rows that meet the conditions; none while a condition is wrong."""
        if not self.is_valid():
            return vouchers.none()
        given = self.cleaned_data
        if given["q"]:
            vouchers = vouchers.filter(
                Q(number=given["q"])
                | Q(person__name__startswith=given["q"])
                | Q(training_class__number__iexact=given["q"])
                | Q(application__group_title__contains=given["q"])
            )
        if given["kind"]:
            vouchers = vouchers.filter(kind=given["kind"])
        if given.get("institution"):
            vouchers = vouchers.filter(application__institution_id=given["institution"].pk)
        if given["training_class"]:
            vouchers = vouchers.filter(
                Q(training_class_id=given["training_class"])
                | Q(application__group_id=given["training_class"])
            )
        return vouchers
