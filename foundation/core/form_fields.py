"""Form fields in the office's ways of writing: a day, a whole number, and text that is not only blanks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models

_MOST_DIGITS = 19
DAY_FORMATS = ("%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d")


class DayField(forms.DateField):
    """A day with the browser's picker; 2026-06-18, 20260618 and 2026年6月18日 are understood."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DAY_FORMATS)
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {"invalid": "请填写日期，如 2026-06-18。"})
        super().__init__(**kwargs)


def whole_number(text: str) -> int | None:
    """A number that a program sends; None for anything else. One too long to be ours is cut and so far too large."""
    if not (text.isascii() and text.isdecimal()):
        return None
    return int(text.lstrip("0")[:_MOST_DIGITS] or "0")


def offer_choices(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Let the field `name` offer just these (value, words); TypeError as in `offer`."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{type(form).__name__}.{name} does not choose among values")
    field.choices = list(choices)


def offer(form: forms.BaseForm, name: str, rows: models.QuerySet[Any]) -> forms.ModelChoiceField[Any]:
    """Let the field `name` offer just these records; the field, for what else is to be set on it.

    TypeError when it is no field of that kind: a mistake of the program, seen when the form is first opened.
    """
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{type(form).__name__}.{name} does not choose among records")
    field.queryset = rows
    return field
