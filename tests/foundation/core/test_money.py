from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.core.errors import Invalid
from foundation.core.money import (
    exact_text,
    format_wan,
    format_yuan,
    half_up,
    parse_yuan,
    percent_text,
    yuan_in_words,
)


@pytest.mark.parametrize(
    ("fen", "text"), [(8_280_000, "82,800.00"), (5, "0.05"), (0, "0.00"), (-123_456, "-1,234.56")]
)
def test_yuan_is_printed_with_thousands_and_two_decimals(fen: int, text: str) -> None:
    assert format_yuan(fen) == text


@pytest.mark.parametrize(
    ("fen", "text"), [(8_280_000, "8.28"), (8_285_000, "8.29"), (8_284_999, "8.28"), (-8_285_000, "-8.29")]
)
def test_wan_is_rounded_half_up(fen: int, text: str) -> None:
    assert format_wan(fen) == text


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (8_280_000, "捌万贰仟捌佰元整"),
        (0, "零元整"),
        (1, "壹分"),
        (50, "伍角整"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (10_000_000_100, "壹亿零壹元整"),
        (1_005_000_000, "壹仟零伍万元整"),
        (1_000_050_000, "壹仟万零伍佰元整"),
        (-150_000, "负壹仟伍佰元整"),
    ],
)
def test_amount_is_written_in_capitals(fen: int, words: str) -> None:
    assert yuan_in_words(fen) == words


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.5", 123_450),
        ("１２３４．５０", 123_450),
        ("82800元", 8_280_000),
        ("￥82,800.00", 8_280_000),
        (" 300 ", 30_000),
        ("-5000", -500_000),
    ],
)
def test_amount_is_read_as_people_type_it(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize("text", ["", "一百", "1.234", "1,23", "1e3", "nan", "5.", "1 234.5.6", "8.28万"])
def test_amount_that_could_be_misread_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_yuan(text)
    assert refusal.value.code == "money.unreadable"


@given(st.integers(-(10**14), 10**14))
def test_printed_amount_reads_back_to_the_same_fen(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_two_amounts_never_share_their_words(one: int, other: int) -> None:
    assert (yuan_in_words(one) == yuan_in_words(other)) == (one == other)


def test_amount_beyond_the_words_is_an_error() -> None:
    with pytest.raises(ValueError, match="too large"):
        yuan_in_words(10**14)


def test_ratios_are_shown_rounded_or_exact() -> None:
    assert percent_text(Fraction(19, 25)) == "76.0%"
    assert percent_text(Fraction(39, 50), 2) == "78.00%"
    assert percent_text(Fraction(1, 8), 0) == "13%"
    assert (exact_text(Fraction(198, 5)), exact_text(Fraction(39))) == ("198/5", "39")


def test_half_goes_away_from_zero() -> None:
    assert [half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3, 4)] == [-2, -1, 1, 2, 2]
