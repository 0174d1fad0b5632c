"""The shape of input about institutions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.form_fields import DayField
from foundation.core.national_codes import check_credit_code, check_phone
from institutions.enums import SkillLevel
from institutions.models import Institution, Occupation


class SearchForm(forms.Form):
    q = forms.CharField(label="查找", required=False, max_length=40)

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs |= {"class": "input", "placeholder": hint}

    @property
    def text(self) -> str:
        return str(self.cleaned_data["q"]).strip() if self.is_valid() else ""


def checked(check: Callable[[str], str], given: str) -> str:
    """The value in its normal form, or the refusal as the field's error."""
    try:
        return check(given) if given else ""
    except Invalid as refusal:
        raise forms.ValidationError(refusal.message, code=refusal.code) from refusal


class ProfileForm(forms.Form):
    """What an institution says about itself (机构备案)."""

    legal_representative = forms.CharField(label="法人", max_length=40)
    contact_name = forms.CharField(label="联系人", max_length=40)
    contact_phone = forms.CharField(label="联系电话", max_length=20)
    address = forms.CharField(label="地址", max_length=160)
    licence_number = forms.CharField(label="办学许可证（营业执照）号", max_length=60)
    promise_signed_on = DayField(label="承诺书签订日期", required=False)
    platform_entered_on = DayField(label="省公共就业服务平台录入日期", required=False)

    def clean_contact_phone(self) -> str:
        return checked(check_phone, str(self.cleaned_data["contact_phone"]))


class AccountForm(forms.Form):
    bank_name = forms.CharField(label="开户行", max_length=80)
    bank_account_name = forms.CharField(label="户名", max_length=120, help_text="应与机构名称一致")
    bank_account = forms.RegexField(
        label="账号",
        regex=r"^[0-9 -]{8,40}$",
        error_messages={"invalid": "账号应为 8 位以上数字，请对照开户证明改正。"},
    )


class FirstProfileForm(ProfileForm, AccountForm):
    """While in 登记 the account is part of the profile."""


class NewInstitutionForm(ProfileForm):
    name = forms.CharField(label="机构名称", max_length=120)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=40, help_text="18 位")

    field_order = ("name", "credit_code")

    def clean_credit_code(self) -> str:
        return checked(check_credit_code, str(self.cleaned_data["credit_code"]))


class AccountChangeForm(AccountForm):
    reason = forms.CharField(label="变更理由", max_length=200)


class PeriodForm(forms.Form):
    """A period; both days count."""

    first, last = "valid_from", "valid_to"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get(self.first), cleaned.get(self.last)
        if starts and ends and ends < starts:
            self.add_error(self.last, "止期不能早于起期。")
        return cleaned


class SelectionForm(PeriodForm):
    first, last = "service_from", "service_to"

    selection_document = forms.CharField(label="磋商结果文件", max_length=120, help_text="文件名称、文号")
    service_from = DayField(label="服务期起")
    service_to = DayField(label="服务期止", help_text="服务期限二年")


class ContractForm(PeriodForm):
    number = forms.CharField(label="合同编号", max_length=40)
    signed_on = DayField(label="签订日期")
    valid_from = DayField(label="合同期起")
    valid_to = DayField(label="合同期止", help_text="合同一年一订")


class PermissionForm(PeriodForm):
    occupation = forms.ModelChoiceField(label="职业（工种）", queryset=Occupation.objects.none())
    level = forms.ChoiceField(label="等级", choices=SkillLevel.choices)
    document = forms.CharField(label="批准文件", max_length=120)
    valid_from = DayField(label="许可期起")
    valid_to = DayField(label="许可期止")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        occupation = self.fields["occupation"]
        if isinstance(occupation, forms.ModelChoiceField):
            occupation.queryset = Occupation.objects.filter(is_published=True)


class VenueForm(PeriodForm):
    first, last = "fire_safety_on", "fire_safety_valid_to"

    name = forms.CharField(label="场地名称", max_length=60)
    address = forms.CharField(
        label="地址",
        max_length=160,
        help_text="同一地址按同一处场地查时间冲突；同址不同楼层、房间的，请写明楼层、房间",
    )
    theory_area = forms.DecimalField(label="理论教室面积（㎡）", min_value=0, max_digits=8, decimal_places=1)
    practice_area = forms.DecimalField(
        label="实操场地面积（㎡）",
        min_value=0,
        max_digits=8,
        decimal_places=1,
        help_text="理论、实操分开，合计 300 ㎡以上",
    )
    fire_safety_on = DayField(label="消防检查合格日期", required=False)
    fire_safety_valid_to = DayField(
        label="消防检查有效期至",
        required=False,
        help_text="按检查文书填写；文书没有写明的不填，按局内设定推算",
    )
    cameras = forms.IntegerField(label="摄像头数量", min_value=0, max_value=999)
    latitude = forms.DecimalField(label="纬度", required=False, max_digits=9, decimal_places=6)
    longitude = forms.DecimalField(label="经度", required=False, max_digits=9, decimal_places=6)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get(self.last) and not cleaned.get(self.first):
            self.add_error(self.first, "填了有效期，也须填写检查合格日期。")
        return cleaned


class TeacherForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    certificate = forms.CharField(label="资格证书", max_length=120, required=False, help_text="名称和编号")
    certificate_valid_to = DayField(label="证书有效期至", required=False)
    can_teach_theory = forms.BooleanField(label="可授理论课", required=False, initial=True)
    can_teach_practice = forms.BooleanField(label="可授实操课", required=False, initial=True)
    is_class_head = forms.BooleanField(label="可任班主任", required=False)

    def clean_phone(self) -> str:
        return checked(check_phone, str(self.cleaned_data["phone"]))


class CamerasForm(forms.Form):
    accepted_on = DayField(label="监控设备验收日期")
    comment = forms.CharField(label="验收情况", required=False, max_length=200)

    def clean_accepted_on(self) -> Any:
        if self.cleaned_data["accepted_on"] > clock.today():
            raise forms.ValidationError("验收日期不能晚于今天。")
        return self.cleaned_data["accepted_on"]


class OccupationForm(forms.Form):
    code = forms.CharField(label="职业编码", max_length=20)
    edition = forms.CharField(label="大典版本", max_length=10, initial="2022")
    name = forms.CharField(label="职业（工种）", max_length=60)


class FilingForm(forms.Form):
    """What a new filing of an evaluation body says."""

    filing_number = forms.CharField(
        label="备案号", max_length=40, help_text="须经人社部门备案（20号 八(三)）"
    )
    valid_to = DayField(label="有效期至", required=False, help_text="没有期限的不填")
    occupations = forms.ModelMultipleChoiceField(
        label="可评价的工种",
        queryset=Occupation.objects.filter(is_published=True),
        widget=forms.CheckboxSelectMultiple,
    )


class EvaluationBodyForm(FilingForm):
    name = forms.CharField(label="评价机构名称", max_length=120)
    filed_on = DayField(label="备案日期")
    is_of_the_city = forms.TypedChoiceField(
        label="属地",
        choices=(("city", "本市评价机构"), ("other", "第三方（市外）评价机构")),
        coerce=lambda value: value == "city",
        widget=forms.RadioSelect,
    )
    field_order = ("name", "filing_number", "filed_on", "valid_to", "is_of_the_city", "occupations")


def filled_from(form: type[forms.Form], record: object) -> dict[str, Any]:
    """Initial values of a form from a record with the same names; sealed values stay empty."""
    names = [name for name in form.base_fields if name != "bank_account"]
    return {name: getattr(record, name) for name in names if hasattr(record, name)}


def profile_form_class(institution: Institution) -> type[ProfileForm]:
    return FirstProfileForm if institution.account_is_in_profile else ProfileForm
