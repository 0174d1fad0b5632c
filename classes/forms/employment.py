"""How somebody found work, and the papers that prove it (8号 三(三))."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from classes.enums import EmploymentKind, ProofDocument
from classes.operations.employment import EmploymentFacts, facts_problems
from foundation.core.errors import Invalid
from foundation.core.form_fields import DayField
from foundation.core.money import format_yuan, parse_yuan
from foundation.core.national_codes import check_credit_code, check_phone


def _checked(check: Callable[[str], Any], text: str) -> Any:
    """What the check makes of the text; its refusal becomes the message beside the field."""
    try:
        return check(text) if text else text
    except Invalid as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from refusal


class EmploymentForm(forms.Form):
    kind = forms.ChoiceField(label="就业方式", choices=EmploymentKind.choices, widget=forms.RadioSelect)
    employer = forms.CharField(label="就业单位（字号）", max_length=120)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=24, help_text="18 位，见营业执照")
    job = forms.CharField(label="岗位", max_length=60)
    started_on = DayField(label="起始日期")
    monthly_wage = forms.CharField(label="月收入", max_length=20, help_text="单位元，如 3200")
    contract_from = DayField(label="合同起", required=False, help_text="在企业就业的填写")
    contract_to = DayField(label="合同止", required=False)
    own_phone = forms.CharField(
        label="本人电话", max_length=20, required=False, help_text="灵活就业的必须填写"
    )
    employer_phone = forms.CharField(label="单位（法人）电话", max_length=20, required=False)

    def __init__(self, *args: Any, has_own_phone: bool = False, **kwargs: Any) -> None:
        """`has_own_phone`: a number is kept already, sealed; left empty it stays."""
        super().__init__(*args, **kwargs)
        self.has_own_phone = has_own_phone
        if has_own_phone:
            self.fields["own_phone"].help_text = "已登记，不改可不填"

    def clean_credit_code(self) -> str:
        return str(_checked(check_credit_code, self.cleaned_data["credit_code"]))

    def clean_monthly_wage(self) -> int:
        return int(_checked(parse_yuan, self.cleaned_data["monthly_wage"]))

    def clean_own_phone(self) -> str:
        return str(_checked(check_phone, self.cleaned_data["own_phone"]))

    def clean_employer_phone(self) -> str:
        return str(_checked(check_phone, self.cleaned_data["employer_phone"]))

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors:
            for problem in facts_problems(self.facts, has_own_phone=self.has_own_phone):
                self.add_error(None, f"{problem}。")
        return facts

    @property
    def facts(self) -> EmploymentFacts:
        typed = dict(self.cleaned_data)
        return EmploymentFacts(monthly_wage_fen=typed.pop("monthly_wage"), **typed)


def as_typed(facts: Any) -> dict[str, Any]:
    """What the form shows of a stored declaration; the sealed phone number is typed anew."""
    names = (
        "kind",
        "employer",
        "credit_code",
        "job",
        "started_on",
        "contract_from",
        "contract_to",
        "employer_phone",
    )
    wage = format_yuan(facts.monthly_wage_fen)
    return {**{name: getattr(facts, name) for name in names}, "monthly_wage": wage}


class ProofUploadForm(forms.Form):
    document = forms.ChoiceField(label="材料名称", choices=ProofDocument.choices)
    month = forms.DateField(label="月份", required=False, input_formats=["%Y-%m"])
    papers = forms.FileField(label="文件", help_text="PDF 或照片，每个不超过 10 MB")
