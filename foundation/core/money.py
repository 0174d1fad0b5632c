"""Money is integer fen: read from text, written as text, never a binary fraction. Pure, no Django."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from foundation.core.errors import Invalid

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
_TOO_LARGE_FOR_WORDS = 10**12 * FEN_PER_YUAN

_AMOUNT = re.compile(r"(?P<sign>[-−]?)[¥]?(?P<yuan>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fen>\d{1,2}))?元?整?")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero (四舍五入)."""
    size = (abs(value) * 2 + 1) // 2
    return size if value >= 0 else -size


def format_yuan(fen: int) -> str:
    """8280000 → 82,800.00. Unit of the text: yuan, always two decimals."""
    return _with_decimals(fen, 2)


def format_wan(fen: int) -> str:
    """8280000 → 8.28. Unit of the text: 万元, two decimals, half up; for reports, never for a payment."""
    return _with_decimals(half_up(Fraction(fen * 100, FEN_PER_WAN)), 2)


def percent_text(ratio: Fraction, digits: int = 1) -> str:
    """19/25 → 76.0%. Half up. For reading only: a threshold is compared on the fraction (A06)."""
    return _with_decimals(half_up(ratio * 100 * 10**digits), digits) + "%"


def exact_text(value: Fraction) -> str:
    """198/5 stays 198/5, 39/1 becomes 39: a number that a statement may print without rounding it."""
    return str(value)


def parse_yuan(text: str) -> int:
    """Fen of an amount as people type it: 1,234.5 · ￥82,800 · 300元 · full width; at most two decimals."""
    typed = unicodedata.normalize("NFKC", text)
    match = _AMOUNT.fullmatch(re.sub(r"\s", "", typed))
    if match is None:
        raise Invalid(
            "money.unreadable", f"“{text.strip()}”不是金额，请按“82800.00”的样子填写，单位元，最多两位小数"
        )
    fen = int(match["yuan"].replace(",", "")) * FEN_PER_YUAN + int((match["fen"] or "0").ljust(2, "0"))
    return -fen if match["sign"] else fen


def yuan_in_words(fen: int) -> str:
    """The capital form of an amount for vouchers and claim forms: 8280000 → 捌万贰仟捌佰元整.

    整 follows 元 and 角, never 分; a gap of zeros is read once as 零.
    """
    if abs(fen) >= _TOO_LARGE_FOR_WORDS:
        raise ValueError("amount too large to be written out")
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    jiao, cents = divmod(rest, 10)
    words = "负" if fen < 0 else ""
    if yuan or not rest:
        words += _whole_in_words(yuan) + "元"
    if not rest:
        return words + "整"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif yuan:
        words += "零"
    return words + (_DIGITS[cents] + "分" if cents else "整")


def _with_decimals(scaled: int, digits: int) -> str:
    whole, part = divmod(abs(scaled), 10**digits)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole:,}.{part:0{digits}d}" if digits else f"{sign}{whole:,}"


def _whole_in_words(yuan: int) -> str:
    if not yuan:
        return _DIGITS[0]
    words, skipped_zero = "", False
    for index in range(len(_GROUPS) - 1, -1, -1):
        group = yuan // 10 ** (4 * index) % 10_000
        if not group:
            skipped_zero = bool(words)
            continue
        if words and (skipped_zero or group < 1000):
            words += _DIGITS[0]
        words += _group_in_words(group) + _GROUPS[index]
        skipped_zero = False
    return words


def _group_in_words(group: int) -> str:
    words, skipped_zero = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if not digit:
            skipped_zero = bool(words)
            continue
        words += (_DIGITS[0] if skipped_zero else "") + _DIGITS[digit] + _PLACES[place]
        skipped_zero = False
    return words
