"""Figures as they stand on the sheet. A percentage is cut, never rounded up: 79.99 % must not read 80 %."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def yuan(fen: int) -> str:
    """Fen as yuan with two places: 1500.00."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def grouped_yuan(fen: int) -> str:
    """Fen as yuan for reading: 1,500 or 82,800.50."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}" + (f".{rest:02d}" if rest else "")


def decimal(value: Fraction | int) -> str:
    """An exact decimal where it ends within four places (9.5), otherwise the fraction itself (56/15)."""
    if value.denominator == 1:
        return str(value.numerator)
    scaled = Fraction(value) * 10_000
    if scaled.denominator != 1:
        return str(value)
    sign = "-" if scaled < 0 else ""
    whole, rest = divmod(abs(scaled.numerator), 10_000)
    return f"{sign}{whole}" + (f".{rest:04d}".rstrip("0") if rest else "")


def percent(ratio: Fraction) -> str:
    """76%, 79.5%, 79.59…%; the dots say that more digits follow."""
    scaled = ratio * 10_000
    text = decimal(Fraction(floor(scaled), 100))
    return f"{text}%" if scaled.denominator == 1 else f"{text}…%"


def points(ratio: Fraction) -> str:
    """A difference of two percentages: 4 个百分点."""
    return f"{percent(ratio).removesuffix('%')} 个百分点"


def reached(rate: Fraction, threshold: Fraction) -> str:
    """达到; said otherwise where only the rounded percentage comes up to the threshold (A06)."""
    return "达到" if rate >= threshold else "四舍五入到整数后达到"
