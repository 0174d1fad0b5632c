"""How figures, dates and protected numbers are written on a page. `{% load ui %}` brings these along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from fractions import Fraction

from django import template

from foundation.core import clock, money, national_codes
from foundation.core.display import TimelineEntry

register = template.Library()

_WEEKDAYS = "一二三四五六日"


def _day(value: date | datetime | None) -> date | None:
    """The business day of an instant; a plain day stays as it is."""
    return clock.local(value).date() if isinstance(value, datetime) else value


@register.filter
def yuan(fen: int | None) -> str:
    """8280000 → 82,800.00. Nothing for no amount."""
    return "" if fen is None else money.format_yuan(fen)


@register.filter
def yuan_short(fen: int | None) -> str:
    """230000 → 2,300; 15050 → 150.50. For rates in running text."""
    return yuan(fen).removesuffix(".00")


@register.filter
def wan(fen: int | None) -> str:
    """8280000 → 8.28 (万元)."""
    return "" if fen is None else money.format_wan(fen)


@register.filter
def fen(amount: int | None) -> str:
    """The bare integer as stored, with thousands; for replay and audit pages."""
    return "" if amount is None else f"{amount:,}"


@register.filter
def thousands(number: int | None) -> str:
    """2520 → 2,520."""
    return "" if number is None else f"{number:,}"


@register.filter
def percent(ratio: Fraction | None) -> str:
    """Fraction(19, 25) → 76.0%. For the eye only, never compared."""
    return "" if ratio is None else money.percent_text(ratio)


@register.filter
def share(ratio: Fraction | None) -> str:
    """Fraction(4, 5) → 80%: a mark as the documents print it; with a decimal only where it has one."""
    if ratio is None:
        return ""
    return money.percent_text(ratio, 0 if (ratio * 100).denominator == 1 else 1)


@register.filter
def masked_id(number: str | None) -> str:
    return national_codes.mask_identity_number(number) if number else ""


@register.filter
def masked_name(name: str | None) -> str:
    return national_codes.mask_name(name) if name else ""


@register.filter
def masked_phone(number: str | None) -> str:
    return national_codes.mask_phone(number) if number else ""


@register.filter
def md(value: date | datetime | None) -> str:
    """6月18日, for running text."""
    day = _day(value)
    return f"{day.month}月{day.day}日" if day else ""


@register.filter
def ymd(value: date | datetime | None) -> str:
    """2026-06-18, for tables."""
    day = _day(value)
    return day.isoformat() if day else ""


@register.filter
def cdate(value: date | datetime | None) -> str:
    """2026年6月18日, for official text."""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    """星期四."""
    day = _day(value)
    return f"星期{_WEEKDAYS[day.weekday()]}" if day else ""


@register.filter
def hm(value: datetime | time | None) -> str:
    """16:20 on the office wall; a bare time of day is taken as it is."""
    if value is None:
        return ""
    return f"{clock.local(value) if isinstance(value, datetime) else value:%H:%M}"


@register.filter
def mdhm(value: datetime | None) -> str:
    """6月17日 16:20."""
    return f"{md(value)} {hm(value)}" if value else ""


@register.filter
def ymdhm(value: datetime | None) -> str:
    """2026-06-17 16:20."""
    return f"{ymd(value)} {hm(value)}" if value else ""


@register.filter
def last_return(timeline: Iterable[TimelineEntry]) -> TimelineEntry | None:
    """The newest 退回 of a record, so that its page can say at the top what is to be mended."""
    return next((entry for entry in timeline if entry.kind == "back"), None)
