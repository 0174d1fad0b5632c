"""The fields of a trial, for every kind of subsidy at once; which of them are shown, the form decides."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

from foundation.core.errors import Invalid
from foundation.core.form_fields import DayField
from foundation.core.money import parse_yuan
from foundation.core.skill_levels import SkillLevel
from subsidies.forms.quote_cells import READERS, RowColumn
from subsidies.rules.facts import Category

BY_COUNTS, BY_ROWS = "counts", "rows"
READING = "reading_"
NOT_ASKED = ("", "不计入试算")
YES_NO = [NOT_ASKED, ("yes", "是"), ("no", "否")]
ACCEPTANCE = [NOT_ASKED, ("passed", "验收合格"), ("pending", "待验收"), ("failed", "验收不合格")]
STANDING = [NOT_ASKED, ("active", "在约"), ("suspended", "本年度暂停"), ("cancelled", "已取消资格")]
RATES = {"": "按现行标准", "flat": "每人定额", "ladder": "按天计算", "by_level": "按等级定额"}
LEVELS = [level for level in SkillLevel if level is not SkillLevel.NONE]
GATE_FLAGS = ("class_finished_before_suspension", "city_report_filed")


class FigureField(forms.Field):
    """A number as it is typed: what it may be, the rules judge. A whole one is read, anything else stays text."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "maxlength": 20}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> int | str | None:
        typed = unicodedata.normalize("NFKC", value or "").replace(",", "").strip()
        found = READERS["number"](RowColumn("", ""), typed)
        return found if found != "" else None


class YuanField(FigureField):
    """An amount in yuan; fen."""

    def to_python(self, value: Any) -> int | None:
        if not value or not str(value).strip():
            return None
        try:
            return parse_yuan(str(value))
        except Invalid as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal


class QuoteFields(forms.Form):
    """Facts of the class, gates, and a rate for the trial alone. What is missing, the rules say."""

    category = forms.ChoiceField(label="培训类别", choices=[(each.value, each.value) for each in Category])
    policy = forms.ChoiceField(label="适用文件", required=False)
    approved_on = DayField(label="开班批准日", required=False)
    ends_on = DayField(label="班级结业日", required=False)
    claimed_on = DayField(label="补贴申请日", required=False)
    by = forms.ChoiceField(
        label="填写方式",
        choices=[(BY_COUNTS, "只填人数"), (BY_ROWS, "逐人填写")],
        widget=forms.RadioSelect,
        required=False,
    )
    approved_count = FigureField(label="开班审批表人数")
    verified_count = FigureField(label="核实人数")
    passed_count = FigureField(label="合格人数")
    employed_count = FigureField(label="就业人数")
    training_days = FigureField(label="培训天数（可填半天）")
    part = FigureField(label="第几段（不分段不填）")
    final_stage = forms.BooleanField(label="最后一段，按各段清算", required=False)
    whole_class = forms.BooleanField(label="名册中的天数是全班各段合计", required=False)
    acceptance = forms.ChoiceField(label="档案验收", choices=ACCEPTANCE, required=False)
    institution_status = forms.ChoiceField(label="培训机构", choices=STANDING, required=False)
    class_finished_before_suspension = forms.ChoiceField(
        label="本班在暂停前已结束", choices=YES_NO, required=False
    )
    city_report_filed = forms.ChoiceField(label="开班前已向市级报备", choices=YES_NO, required=False)
    reviewers = FigureField(label="审查签字人数")
    notice_working_days = FigureField(label="已公示工作日")
    rate_kind = forms.ChoiceField(label="补贴标准", required=False)
    flat_yuan = YuanField(label="每人（元）")
    ladder_days = FigureField(label="前几天")
    ladder_first = YuanField(label="前段每天（元）")
    ladder_then = YuanField(label="以后每天（元）")
    ladder_cap = YuanField(label="每人最高（元）")
    pasted = forms.CharField(
        label="从表格粘贴",
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    upload = forms.FileField(label="上传名册表", required=False)
    training_class = forms.UUIDField(required=False, widget=forms.HiddenInput)
