"""Which month, which quarter, which year."""

from __future__ import annotations

from django import forms

from reports.rules import QUARTERS

FIRST_YEAR = 2024


class MonthForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=2099)
    month = forms.TypedChoiceField(label="月份", coerce=int, choices=[(n, f"{n}月") for n in range(1, 13)])


class QuarterForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=2099)
    quarter = forms.TypedChoiceField(label="季度", coerce=int, choices=list(enumerate(QUARTERS, 1)))


class YearForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=2099)
