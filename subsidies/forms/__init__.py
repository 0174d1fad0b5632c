"""The shape of input. No form has a field for a claim's amount, state or stamp: those are not entered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.form_fields import DayField
from foundation.core.money import parse_yuan
from subsidies.enums import INCOME_KINDS, FundEntryKind
from subsidies.models import FundAccount


class SearchForm(forms.Form):
    q = forms.CharField(label="查找", required=False, max_length=40)

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs |= {"class": "input", "placeholder": hint}

    @property
    def text(self) -> str:
        return str(self.cleaned_data["q"]).strip() if self.is_valid() else ""


class ReportForm(forms.Form):
    """《档案验收报告》."""

    report = forms.CharField(
        label="档案验收报告",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写明培训完成情况、档案整理情况、影像和就业证明情况",
    )
    disk_label = forms.CharField(label="影像硬盘编号", max_length=40, required=False)


class ArchiveItemForm(forms.Form):
    is_present = forms.BooleanField(label="已有", required=False)
    pages = forms.CharField(label="页码", max_length=20, required=False)
    upload = forms.FileField(label="扫描件", required=False)


class DeficiencyForm(forms.Form):
    deficiency = forms.CharField(label="不符之处", max_length=200, required=False)


class ArchiveFactsForm(forms.Form):
    """档案登记: the box, and whether the financial papers are in order."""

    box_number = forms.CharField(label="档案盒号", max_length=40)
    finance_is_in_order = forms.BooleanField(label="财务资料规范齐全", required=False)


class ObjectionForm(forms.Form):
    raised_by_name = forms.CharField(label="反映人", max_length=40, help_text="书面实名")
    contact = forms.CharField(label="联系方式", max_length=60, required=False)
    comment = forms.CharField(label="反映内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class PaymentForm(forms.Form):
    """登记拨付. The amount and the payee are the claim's own and are only shown."""

    account = forms.ModelChoiceField(label="拨付账户", queryset=FundAccount.objects.none(), empty_label=None)
    bank_reference = forms.CharField(label="凭证号", max_length=40, help_text="银行或国库回单上的凭证号")
    paid_on = DayField(label="拨付日期")

    def __init__(self, *args: Any, needs_slip: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank_reference"].required = needs_slip
        field = self.fields["account"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = FundAccount.objects.filter(year=clock.today().year).order_by("name")


class StagesForm(forms.Form):
    """分时段结算: the last day of every stage but the last, which ends with the class. All empty: settled at once."""

    first = DayField(label="第一段截至", required=False)
    second = DayField(label="第二段截至", required=False)
    third = DayField(label="第三段截至", required=False)
    basis = forms.CharField(
        label="依据", max_length=160, required=False, help_text="项目协议、批复的名称或文号，分段时必填"
    )

    @property
    def through(self) -> list[date]:
        return [self.cleaned_data[name] for name in ("first", "second", "third") if self.cleaned_data[name]]


class RecoveryForm(forms.Form):
    document = forms.CharField(label="处理文件、缴回凭证", max_length=80)
    comment = forms.CharField(label="追回原因", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class FundAccountForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2024, max_value=2099)
    name = forms.CharField(label="名称", max_length=80, help_text="例如 2026年职业技能培训专账资金")


class IncomeForm(forms.Form):
    """登记到位资金: the one place where money is entered, under the document that brought it."""

    kind = forms.ChoiceField(
        label="来源", choices=[(k.value, k.label) for k in FundEntryKind if k in INCOME_KINDS]
    )
    received = forms.CharField(label="到位资金", max_length=20, help_text="单位元，最多两位小数")
    occurred_on = DayField(label="到账日期")
    document = forms.CharField(label="文号、凭证", max_length=80)
    note = forms.CharField(label="说明", max_length=160, required=False)

    def clean_received(self) -> int:
        try:
            return parse_yuan(str(self.cleaned_data["received"]))
        except Invalid as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
