"""Form fields in the office's ways of writing: a day, and text that is not only blanks."""

from __future__ import annotations

from typing import Any

from django import forms

DAY_FORMATS = ("%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d")


class DayField(forms.DateField):
    """A day with the browser's picker; 2026-06-18, 20260618 and 2026年6月18日 are understood."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DAY_FORMATS)
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {"invalid": "请填写日期，如 2026-06-18。"})
        super().__init__(**kwargs)
