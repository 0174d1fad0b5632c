"""The shape of input about applicants."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.core.errors import Invalid
from foundation.core.form_fields import DayField
from foundation.core.national_codes import check_phone
from trainees.enums import Education, HitDecision, PersonCategory
from trainees.models import Application

DECISIONS = [(d.value, d.label) for d in (HitDecision.ACCEPTED, HitDecision.BLOCKING)]
MARITAL = [("", "未填"), *((s, s) for s in ("未婚", "已婚", "离异", "丧偶"))]
HOUSEHOLD = [("", "未填"), *((s, s) for s in ("农业户口", "非农业户口", "居民户口"))]


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


class RevealForm(forms.Form):
    reason = forms.CharField(label="查看理由", max_length=200)


class NumbersFileForm(forms.Form):
    file = forms.FileField(label="填好编号的表", help_text="xlsx，按本页下载的表填写")


class ApplicationForm(forms.Form):
    """表1 as the institution may correct it; the person himself is not changed here."""

    phone = forms.CharField(label="联系电话", required=False, max_length=20, help_text="不改则留空")
    category = forms.ChoiceField(label="人员分类", choices=PersonCategory.choices)
    is_lifted_from_poverty = forms.BooleanField(label="脱贫劳动力", required=False)
    education = forms.ChoiceField(label="文化程度", choices=Education.choices)
    household_type = forms.ChoiceField(label="户籍性质", choices=HOUSEHOLD, required=False)
    marital_status = forms.ChoiceField(label="婚姻状况", choices=MARITAL, required=False)
    address = forms.CharField(label="家庭住址", required=False, max_length=160, help_text="不改则留空")
    graduation = forms.CharField(label="毕业院校、学历及毕业时间", required=False, max_length=120)
    current_skill = forms.CharField(label="职业技能现状", required=False, max_length=120)
    resume = forms.CharField(label="简历", required=False, max_length=2000, widget=forms.Textarea)
    job_wish = forms.CharField(label="求职意向", required=False, max_length=120)
    promise_signed_on = DayField(label="承诺书签订日期", required=False)
    unemployment_checked_on = DayField(label="就业失业登记查验日期", required=False)

    def clean_phone(self) -> str:
        given = str(self.cleaned_data["phone"])
        try:
            return check_phone(given) if given else ""
        except Invalid as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal

    @classmethod
    def of(cls, application: Application) -> ApplicationForm:
        """Filled with what is there; sealed fields stay empty."""
        shown = {name: getattr(application, name) for name in cls.base_fields}
        return cls(initial={**shown, "phone": "", "address": ""})

    @property
    def facts(self) -> dict[str, Any]:
        """What was filled in; empty sealed fields mean "as it was"."""
        return {k: v for k, v in self.cleaned_data.items() if v or k not in {"phone", "address"}}
