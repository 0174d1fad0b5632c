"""The conditions above the lists of vouchers."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from foundation.accounts.actor import Actor
from foundation.core import clock, signing
from foundation.core.crypto import SealBrokenError
from foundation.core.errors import Invalid
from foundation.core.form_fields import DayField, offer, offer_choices
from institutions.enums import SkillLevel
from institutions.models import Institution, Occupation
from trainees.enums import PersonCategory
from vouchers.enums import VoucherAccount, VoucherKind
from vouchers.models import Voucher, VoucherScheme
from vouchers.rules.numbers import is_valid_number, normalise_number
from vouchers.rules.passes import PURPOSE, read_pass

SIGNED_PARTS = 3
LONGEST_TYPED, LONGEST_SCANNED = 60, 600
FIRST_YEAR, LAST_YEAR = 2024, 2099
LARGEST_SCHEME = 100_000
ACCOUNTS = [("", ""), *VoucherAccount.choices]


class VoucherFilter(forms.Form):
    """What every page about vouchers can be narrowed by, so that a figure and the list behind it agree.

    A number with a wrong check character is said to be wrong; a scanned QR code counts as its number. `came_to` and
    `left` are set by the figures of the ledger, `training_class` by the pages of a class.
    """

    columns = {
        "kind": "kind",
        "year": "year",
        "occupation": "occupation_code",
        "category": "application__category",
        "institution": "application__institution",
        "scheme": "scheme",
        "made_from": "created_at__date__gte",
        "made_to": "created_at__date__lte",
        "came_to": "postings__target",
        "left": "postings__source",
    }

    q = forms.CharField(label="券号、姓名、班次", required=False, max_length=LONGEST_SCANNED)
    kind = forms.ChoiceField(label="券种", required=False, choices=[("", "全部"), *VoucherKind.choices])
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    occupation = forms.ChoiceField(label="工种", required=False)
    category = forms.ChoiceField(
        label="人员分类", required=False, choices=[("", "全部"), *PersonCategory.choices]
    )
    institution = forms.ModelChoiceField(
        label="机构", required=False, queryset=Institution.objects.none(), empty_label="全部"
    )
    scheme = forms.ModelChoiceField(
        label="发券方案", required=False, queryset=VoucherScheme.objects.none(), empty_label="全部"
    )
    made_from = DayField(label="制出自", required=False)
    made_to = DayField(label="至", required=False)
    training_class = forms.UUIDField(label="班次", required=False, widget=forms.HiddenInput)
    came_to = forms.ChoiceField(label="曾转入", required=False, choices=ACCOUNTS, widget=forms.HiddenInput)
    left = forms.ChoiceField(label="曾转出", required=False, choices=ACCOUNTS, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        offer(self, "institution", Institution.objects.visible_to(actor).order_by("name"))
        offer(self, "scheme", VoucherScheme.objects.visible_to(actor))
        mine = Voucher.objects.visible_to(actor).order_by()
        made = set(mine.values_list("year", "occupation_code", "occupation_name").distinct())
        years = sorted({str(year) for year, _, _ in made}, reverse=True)
        trades = sorted({(code, name) for _, code, name in made}, key=itemgetter(1))
        offer_choices(self, "year", [("", "全部"), *((year, f"{year} 年") for year in years)])
        offer_choices(self, "occupation", [("", "全部"), *trades])
        if actor.is_institution:
            del self.fields["institution"], self.fields["scheme"]

    def clean_q(self) -> str:
        text = str(self.cleaned_data["q"]).strip()
        if text.count(".") == SIGNED_PARTS - 1 and len(text) > LONGEST_TYPED:
            return _scanned(text)
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
        if given["training_class"]:
            vouchers = vouchers.filter(
                Q(training_class_id=given["training_class"])
                | Q(application__group_id=given["training_class"])
            )
        return vouchers.filter(**self._plain_conditions())

    @property
    def of_account(self) -> str:
        """Which figure of the ledger the list stands behind, in words; empty for the usual list."""
        if not self.is_valid():
            return ""
        came_to, left = self.cleaned_data["came_to"], self.cleaned_data["left"]
        if came_to:
            return f"只列曾转入“{VoucherAccount(came_to).label}”的券"
        return f"只列曾从“{VoucherAccount(left).label}”转出的券" if left else ""

    def _plain_conditions(self) -> dict[str, Any]:
        """Column → value, of the fields that were filled in."""
        found = {path: self.cleaned_data.get(name) for name, path in self.columns.items()}
        return {path: value for path, value in found.items() if value}


class SchemeForm(forms.Form):
    """发券方案. What is left empty does not restrict."""

    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="券种", choices=VoucherKind.choices)
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    occupation = forms.ModelChoiceField(
        label="工种",
        required=False,
        queryset=Occupation.objects.order_by("code"),
        empty_label="不限",
    )
    level = forms.ChoiceField(label="等级", required=False, choices=[("", "不限"), *SkillLevel.choices])
    institution = forms.ModelChoiceField(
        label="机构", required=False, queryset=Institution.objects.order_by("name"), empty_label="不限"
    )
    valid_to = DayField(label="有效期至")
    quantity = forms.IntegerField(label="数量（张）", min_value=1, max_value=LARGEST_SCHEME)
    fund_source = forms.CharField(label="资金来源", required=False, max_length=60)
    groups = forms.MultipleChoiceField(
        label="人员分类",
        required=False,
        choices=PersonCategory.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选即不限",
    )

    def facts(self) -> dict[str, Any]:
        """As `set_up_scheme` takes them."""
        given = dict(self.cleaned_data)
        occupation = given.pop("occupation")
        if occupation:
            given |= {"occupation_code": occupation.code, "occupation_name": occupation.name}
        return given


class SchemeChoice(forms.Form):
    """Under which scheme a list is issued; none is 按标准."""

    scheme = forms.ModelChoiceField(
        label="发券方案",
        required=False,
        queryset=VoucherScheme.objects.none(),
        empty_label="按标准（不限额）",
    )

    def __init__(self, data: Any, *, kind: str) -> None:
        super().__init__(data)
        usable = VoucherScheme.objects.open().filter(kind=kind, valid_to__gte=clock.today())
        offer(self, "scheme", usable)

    def chosen(self) -> VoucherScheme | None:
        """The scheme; a refusal where the form names one that cannot be used."""
        if not self.is_valid():
            raise Invalid("scheme.not_usable", "这个发券方案不存在、已停发或已到期，请重新选择。")
        scheme: VoucherScheme | None = self.cleaned_data["scheme"]
        return scheme


class VoidForm(forms.Form):
    """The ticked vouchers of a roster and the one reason for all of them."""

    vouchers = forms.MultipleChoiceField(
        label="要作废的券", error_messages={"required": "请勾选要作废的券。"}
    )
    comment = forms.CharField(
        label="作废原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="每张券的经办记录都写明这一原因，机构可见",
    )

    def __init__(self, data: Any, *, vouchers: list[Voucher]) -> None:
        self._by_key = {str(voucher.pk): voucher for voucher in vouchers}
        super().__init__(data, initial={"vouchers": list(self._by_key)})
        offer_choices(self, "vouchers", [(key, voucher.number) for key, voucher in self._by_key.items()])

    @property
    def ticked(self) -> list[str]:
        """What is ticked on the page: all to begin with, then as it was sent."""
        return list(self["vouchers"].value() or [])

    def chosen(self) -> list[Voucher]:
        return [self._by_key[key] for key in self.cleaned_data["vouchers"]]


def _scanned(text: str) -> str:
    """The number that a scanned QR code carries."""
    try:
        return read_pass(signing.verified(text, purpose=PURPOSE)).number
    except (SealBrokenError, ValueError) as error:
        raise forms.ValidationError("二维码签名不符，不是本系统制发的券。") from error
