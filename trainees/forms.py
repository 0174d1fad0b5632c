"""The shape of input about applicants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from foundation.accounts.models import Organisation
from foundation.core import clock
from foundation.core.drawn import picture_in
from foundation.core.errors import Invalid
from foundation.core.form_fields import DayField, offer, offer_choices
from foundation.core.national_codes import check_identity_number, check_phone
from trainees.enums import Education, HitDecision
from trainees.models import Application, DuplicateCase, Person
from trainees.operations import ListFacts, check_first_day, check_mobile, other_record
from trainees.queries import categories_offered, receiving_institutions
from trainees.queries.supplied import HitFilter
from trainees.rules import offered_number
from trainees.rules.catalogue import CHECKS, MOMENT_CHOICES, Severity
from trainees.rules.lists import LIST_CHOICES

DECISIONS = [
    (d.value, d.label) for d in (HitDecision.ACCEPTED, HitDecision.FALSE_ALARM, HitDecision.BLOCKING)
]
MARITAL = [("", "未填"), *((s, s) for s in ("未婚", "已婚", "离异", "丧偶"))]
HOUSEHOLD = [("", "未填"), *((s, s) for s in ("农业户口", "非农业户口", "居民户口"))]


def _checked(check: Callable[[], Any], text: str) -> str:
    """The text as it was typed, if `check` has nothing against it; its refusal as the field's fault."""
    try:
        check()
    except Invalid as refusal:
        raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
    return text


def _sound_number(text: str) -> str:
    """The same for an identity number; who typed an old one is offered its 18 digits and puts them in himself."""
    today = clock.today()
    try:
        return _checked(lambda: check_identity_number(text, today=today), text)
    except forms.ValidationError as refusal:
        offered = offered_number(text, today=today)
        if not offered:
            raise
        message = f"{refusal.message}；换算后为 {offered}，与身份证一致的请照此改填"
        raise forms.ValidationError(message, code=refusal.code) from refusal


class SearchForm(forms.Form):
    """One box above a list."""

    q = forms.CharField(label="查找", required=False, max_length=40)

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs |= {"class": "input", "placeholder": hint}

    @property
    def text(self) -> str:
        return str(self.cleaned_data["q"]).strip() if self.is_valid() else ""


class HitDecisionForm(forms.Form):
    decision = forms.ChoiceField(label="认定", choices=DECISIONS, widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=200)
    correction_letter = forms.CharField(
        label="更正名单的函号", required=False, max_length=60, help_text="“不得参训”的认定误报时必填"
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


class AlertForm(forms.Form):
    note = forms.CharField(label="处理情况", max_length=200)


class ListUploadForm(forms.Form):
    """Where a list comes from, and the workbook."""

    kind = forms.ChoiceField(label="名单", choices=LIST_CHOICES)
    supplier = forms.CharField(
        label="提供单位", required=False, max_length=60, help_text="不填按名单的主管部门"
    )
    letter_number = forms.CharField(label="来函文号", max_length=60)
    as_of = DayField(label="数据截至")
    keep_until = DayField(label="保存到", required=False, help_text="不填按本局规定的最长期限，到期自动销毁")
    skips_faulty = forms.BooleanField(
        label="有问题的行不导入，其余照常导入", required=False, help_text="不选时，有一行有问题就整份退回"
    )
    file = forms.FileField(label="名单文件", help_text="xlsx 或 xls，不超过 20 MB，请用下载的模板填写")

    @property
    def facts(self) -> ListFacts:
        return ListFacts(**{name: value for name, value in self.cleaned_data.items() if name != "file"})


class HitFilterForm(forms.Form):
    kind = forms.ChoiceField(
        label="核查项目",
        required=False,
        choices=[("", "全部"), *((c.kind, f"{c.number} {c.title}") for c in CHECKS.values())],
    )
    severity = forms.ChoiceField(
        label="轻重", required=False, choices=[("", "全部"), *((s.value, s.label) for s in Severity)]
    )
    moment = forms.ChoiceField(label="发现环节", required=False, choices=[("", "全部"), *MOMENT_CHOICES])

    @property
    def wanted(self) -> HitFilter:
        return HitFilter(**self.cleaned_data) if self.is_valid() else HitFilter()


class RevealForm(forms.Form):
    reason = forms.CharField(label="查看理由", max_length=200)


class KeptForm(forms.Form):
    """Which of two records stays, and why they are one person."""

    kept = forms.ChoiceField(label="保留的档案（证件号正确的一份）", widget=forms.RadioSelect)
    comment = forms.CharField(label="核对情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, case: DuplicateCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kept"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; the stubs know only Field
        field.choices = [(str(p.pk), f"{p.name} {p.identity_masked}") for p in case.pair]

    @property
    def chosen(self) -> UUID:
        return UUID(self.cleaned_data["kept"])


class ReportForm(forms.Form):
    """A second record of a person, named by its whole number; one that nobody has is said beside the box."""

    identity_number = forms.CharField(label="另一份档案的身份证号", max_length=24)
    reason = forms.CharField(label="依据", max_length=200)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_identity_number(self) -> str:
        given = str(self.cleaned_data["identity_number"])
        return _checked(lambda: other_record(self.person, given), given)


class NumbersFileForm(forms.Form):
    file = forms.FileField(label="填好编号的表", help_text="xlsx，按本页下载的表填写")


class ApplicationForm(forms.Form):
    """表1 as the institution may correct it; the person himself is not changed here."""

    phone = forms.CharField(label="联系电话", required=False, max_length=20, help_text="不改则留空")
    category = forms.ChoiceField(label="人员分类", choices=[])
    is_lifted_from_poverty = forms.BooleanField(label="脱贫劳动力", required=False)
    education = forms.ChoiceField(label="文化程度", choices=Education.choices)
    household_type = forms.ChoiceField(label="户籍性质", choices=HOUSEHOLD, required=False)
    marital_status = forms.ChoiceField(label="婚姻状况", choices=MARITAL, required=False)
    address = forms.CharField(label="家庭住址", required=False, max_length=160, help_text="不改则留空")
    graduation = forms.CharField(label="毕业院校、学历及毕业时间", required=False, max_length=120)
    current_skill = forms.CharField(label="职业技能现状", required=False, max_length=120)
    resume = forms.CharField(label="简历", required=False, max_length=2000, widget=forms.Textarea)
    job_wish = forms.CharField(label="求职意向", required=False, max_length=120)
    planned_from = DayField(label="参加培训起", required=False)
    planned_to = DayField(label="参加培训止", required=False)
    training_address = forms.CharField(label="培训地址", required=False, max_length=160)
    promise_signed_on = DayField(label="承诺书签订日期", required=False)
    unemployment_checked_on = DayField(label="就业失业登记查验日期", required=False)
    photo = forms.FileField(label="照片", required=False, help_text="JPG 或 PNG，5 MB 以内；不换则不选")

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = clock.local(application.created_at).date()
        offer_choices(self, "category", categories_offered(day))

    def clean_phone(self) -> str:
        given = str(self.cleaned_data["phone"])
        return _checked(lambda: check_phone(given), given) if given else ""

    @classmethod
    def of(cls, application: Application) -> ApplicationForm:
        """Filled with what is there; sealed fields stay empty."""
        shown = {name: getattr(application, name) for name in cls.base_fields if name != "photo"}
        return cls(initial={**shown, "phone": "", "address": ""}, application=application)

    @property
    def facts(self) -> dict[str, Any]:
        """What was filled in; empty sealed fields mean "as it was"."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "photo"}
        return {k: v for k, v in given.items() if v or k not in {"phone", "address"}}


class IdentityForm(forms.Form):
    """Who says that he is who, and which telephone gets the code."""

    identity_number = forms.CharField(
        label="身份证号", max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        help_text="填报名时登记的手机号",
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "numeric", "autocomplete": "tel"}),
    )

    def clean_identity_number(self) -> str:
        return _sound_number(str(self.cleaned_data["identity_number"]))

    def clean_phone(self) -> str:
        given = str(self.cleaned_data["phone"])
        return _checked(lambda: check_mobile(given), given)


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        max_length=12,
        help_text="短信里的 6 位数字",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class DisputeForm(forms.Form):
    content = forms.CharField(
        label="哪里不对",
        max_length=500,
        help_text="几个字也可以，例如：我没有参加过这个班",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WishForm(forms.Form):
    """What 表1 asks of the person himself; number and telephone are those of his visit."""

    name = forms.CharField(label="姓名", max_length=40)
    category = forms.ChoiceField(label="人员分类", choices=[])
    education = forms.ChoiceField(label="文化程度", choices=[("", "请选择"), *Education.choices])
    village = forms.CharField(label="村（社区）", max_length=60)
    address = forms.CharField(label="家庭住址", required=False, max_length=160)
    household_type = forms.ChoiceField(label="户籍性质", choices=HOUSEHOLD, required=False)
    marital_status = forms.ChoiceField(label="婚姻状况", choices=MARITAL, required=False)
    graduation = forms.CharField(label="毕业院校、学历及毕业时间", required=False, max_length=120)
    current_skill = forms.CharField(label="现在会什么手艺", required=False, max_length=120)
    resume = forms.CharField(
        label="做过哪些工作", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    job_wish = forms.CharField(label="学完想做什么工作", required=False, max_length=120)
    wish = forms.CharField(label="其他要求", required=False, max_length=200, help_text="如希望的时间、地点")
    signature = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "category", [("", "请选择"), *categories])

    def clean_signature(self) -> str:
        text = str(self.cleaned_data["signature"])
        if not picture_in(text):
            raise forms.ValidationError("请在方框内手写签名，表示同意承诺书。", code="signature.missing")
        return text


class NeedForm(forms.Form):
    """A wish as the clerk of a service point writes it down."""

    name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="联系电话", max_length=20)
    identity_number = forms.CharField(
        label="身份证号", required=False, max_length=24, help_text="带了身份证就填，机构可直接转为报名"
    )
    village = forms.CharField(label="村（社区）", max_length=60)
    occupation_name = forms.CharField(label="想学什么", max_length=60, help_text="如养老护理、电工、月嫂")
    category = forms.ChoiceField(label="人员分类", choices=[], required=False)
    education = forms.ChoiceField(
        label="文化程度", choices=[("", "未填"), *Education.choices], required=False
    )
    wish = forms.CharField(label="具体要求", required=False, max_length=200, help_text="如希望的时间、地点")

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "category", [("", "未填"), *categories])

    def clean_phone(self) -> str:
        given = str(self.cleaned_data["phone"])
        return _checked(lambda: check_phone(given), given)

    def clean_identity_number(self) -> str:
        given = str(self.cleaned_data["identity_number"])
        return _sound_number(given) if given else ""


class RoutingForm(forms.Form):
    institution = forms.ModelChoiceField(
        label="转交给", queryset=Organisation.objects.none(), empty_label="请选择培训机构"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "institution", receiving_institutions())


class PledgeForm(forms.Form):
    text = forms.CharField(label="承诺书正文", max_length=4000, widget=forms.Textarea(attrs={"rows": 12}))
    effective_from = DayField(label="自哪天起使用")

    def clean_effective_from(self) -> date:
        day: date = self.cleaned_data["effective_from"]
        _checked(lambda: check_first_day(day), f"{day}")
        return day


class PaperPledgeForm(forms.Form):
    """纸质签字: the day, and the scan where there is one."""

    signed_on = DayField(label="签订日期")
    scan = forms.FileField(label="扫描件", required=False, help_text="PDF、JPG 或 PNG")
