"""Two identity numbers of one person: the old form of 15 digits, a digit mistyped, two that changed places. Pure."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from foundation.core.errors import Invalid
from foundation.core.national_codes import check_identity_number, identity_check_digit, normalise_code

_OLD = re.compile(r"\d{15}", re.ASCII)
_CURRENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―._·'’`]")
_LIKE_X = str.maketrans(dict.fromkeys("×✕✖ХΧχх", "X"))  # Cyrillic and Greek capitals look the same
_BEFORE_YEAR = 6  # six digits of region, then the year, of which the old form has the last two digits
_BODY = 17


class NumberRelation(StrEnum):
    """How two numbers stand to each other, the closest first."""

    SAME = "same"
    OLD_FORM = "old_form"
    ONE_DIGIT = "one_digit"
    SWAPPED = "swapped"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


ONE_NUMBER = frozenset({NumberRelation.SAME, NumberRelation.OLD_FORM})
ONE_SLIP = frozenset({NumberRelation.ONE_DIGIT, NumberRelation.SWAPPED})


def current_form(text: str) -> str:
    """The 18-digit form of what was typed, converted from 15 digits if need be; empty where it is no number.

    The check digit of 18 digits is not judged: comparing must see a wrong number, too.
    """
    number = _typed(text)
    if _OLD.fullmatch(number):
        body = f"{number[:_BEFORE_YEAR]}19{number[_BEFORE_YEAR:]}"
        return body + identity_check_digit(body)
    return number if _CURRENT.fullmatch(number) else ""


def offered_number(text: str, *, today: date) -> str:
    """The sound 18 digits that an old number of 15 stands for, to be offered; empty for every other text."""
    if not _OLD.fullmatch(_typed(text)):
        return ""
    try:
        return check_identity_number(current_form(text), today=today).number
    except Invalid:
        return ""


def compare_numbers(one: str, other: str) -> NumberRelation:
    """How the numbers of two entries stand to each other; symmetric."""
    first, second = current_form(one), current_form(other)
    if not first or not second:
        return NumberRelation.UNKNOWN
    if first == second:
        is_old = bool(_OLD.fullmatch(_typed(one))) != bool(_OLD.fullmatch(_typed(other)))
        return NumberRelation.OLD_FORM if is_old else NumberRelation.SAME
    return compare_digits(first[:_BODY], second[:_BODY])


def compare_digits(first: str, second: str) -> NumberRelation:
    """The same of two rows of digits of one length, the check digit left out: it follows from the others."""
    wrong = [place for place, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(wrong) <= 1:
        return NumberRelation.ONE_DIGIT
    if (
        len(wrong) == 2
        and wrong[1] - wrong[0] == 1
        and first[wrong[0]] + first[wrong[1]] == (second[wrong[1]] + second[wrong[0]])
    ):
        return NumberRelation.SWAPPED
    return NumberRelation.DIFFERENT


def _typed(text: str) -> str:
    return _SEPARATORS.sub("", normalise_code(text.translate(_LIKE_X)))
