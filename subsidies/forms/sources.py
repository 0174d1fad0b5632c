"""五源对账: the month of the list, and the explanation of a difference."""

from __future__ import annotations

from datetime import date

from django import forms

MONTHS_BACK = 24


class MonthForm(forms.Form):
    """按月 lists a month; left empty, what is open now."""

    month = forms.ChoiceField(label="月份", required=False)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as the form takes them
        field = self.fields["month"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "未了结的差异"), *_months(today)]

    @property
    def first_day(self) -> date | None:
        """The first of the month asked for."""
        given = self.cleaned_data.get("month", "") if self.is_valid() else ""
        return date.fromisoformat(f"{given}-01") if given else None


def _months(today: date) -> list[tuple[str, str]]:
    """This month and those before it."""
    found = []
    for back in range(MONTHS_BACK):
        year, place = divmod(today.year * 12 + today.month - 1 - back, 12)
        found.append((f"{year}-{place + 1:02d}", f"{year}年{place + 1}月"))
    return found


class ExplanationForm(forms.Form):
    """差异说明."""

    reason = forms.CharField(
        label="差异怎么产生的",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明涉及的人、时间和原因，监督检查小组按此核对",
    )
    proof = forms.FileField(label="证明材料", help_text="照片、扫描件或 PDF，不超过 20 MB")
