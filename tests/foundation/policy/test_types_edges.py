"""The pure words of policy where they refuse: a value of another kind, a rate that is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from fractions import Fraction

import pytest

from foundation.core.errors import Invalid
from foundation.policy.definitions import definitions
from foundation.policy.entry import read_entry
from foundation.policy.rates import FlatRate, LevelRate, RateMalformed, rate_from_dict
from foundation.policy.types import (
    Clause,
    ParameterMistyped,
    Parameters,
    ParameterValue,
    Value,
    snapshot_digest,
)


def row(key: str, value: Value) -> ParameterValue:
    return ParameterValue(key, value, Clause("2026-8", "四(二)"), False, date(2025, 1, 1))


EQUAL = {"upto_day": 5, "fen_per_day": 1}
KINDS = Parameters(
    [
        row("yes", True), row("five", 5), row("half", Fraction(1, 2)), row("word", "ceil"), row("nothing", None),
        row("hour", "08:30"), row("ladder", "ceil"), row("rate.创业", "ceil"), row("rate.农民工", FlatRate(1)),
    ]
)  # fmt: skip


def test_recorded_reading_is_called_as_the_register_calls_it() -> None:
    assert Clause("DR-14").spoken() == "口径 DR-14"
    assert Clause("2026-8", "四(二)").spoken() == "文人社字〔2026〕8号 四(二)"


@pytest.mark.parametrize(
    ("ask", "wanted"),
    [
        (lambda: KINDS.fraction("yes"), "yes: fraction"),
        (lambda: KINDS.fraction("word"), "word: fraction"),
        (lambda: KINDS.whole("yes"), "yes: whole"),
        (lambda: KINDS.whole("half"), "half: whole"),
        (lambda: KINDS.flag("five"), "five: flag"),
        (lambda: KINDS.choice("nothing"), "nothing: choice"),
        (lambda: KINDS.time_of_day("word"), "word: time"),
        (lambda: KINDS.ladder(), "ladder: ladder"),
        (lambda: KINDS.rate("创业"), "rate.创业: rate"),
    ],
)
def test_value_of_another_kind_is_refused_by_key_and_kind(ask: Callable[[], object], wanted: str) -> None:
    with pytest.raises(ParameterMistyped) as refusal:
        ask()

    assert (str(refusal.value), refusal.value.key) == (wanted, wanted.split(":")[0])


def test_values_are_read_in_their_kind() -> None:
    assert KINDS.time_of_day("hour") == time(8, 30)
    assert KINDS.rate("农民工") == FlatRate(1)
    assert (KINDS.fraction("five"), KINDS.whole("five")) == (Fraction(5), 5)


def test_parameters_of_today_complete_those_of_a_class_and_replace_none() -> None:
    older, newer = Parameters([row("five", 4)]), Parameters([row("five", 5), row("six", 6)])

    completed = older.completed_by(newer)

    assert (completed.whole("five"), completed.whole("six"), len(completed)) == (4, 6, 2)


def test_digest_tells_parameters_apart_and_hangs_on_no_order() -> None:
    one, other = row("one", 1), row("two", 2)

    assert Parameters([one, other]).digest() == Parameters([other, one]).digest()
    assert Parameters([one]).digest() != Parameters([row("one", 2)]).digest()
    assert snapshot_digest({"a": "合格", "b": 1}) == snapshot_digest({"b": 1, "a": "合格"})
    assert snapshot_digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize("table", [None, [1], {}, {4: 80_000}])
def test_rate_by_levels_needs_a_table_of_levels(table: object) -> None:
    with pytest.raises(RateMalformed, match="per_head_fen 应按等级列出金额"):
        rate_from_dict({"type": "by_level", "per_head_fen": table})

    assert rate_from_dict({"type": "by_level", "per_head_fen": {"4": 1}}) == LevelRate((("4", 1),))


@pytest.mark.parametrize("raw", [{}, {"type": "hourly"}, {"type": ["flat"]}])
def test_rate_of_no_known_type_is_refused(raw: dict[str, object]) -> None:
    with pytest.raises(RateMalformed, match="flat、ladder 或 by_level"):
        rate_from_dict(raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ([], "补贴标准应为对象"),
        ({"type": "hourly"}, "补贴标准的 type 应为 flat、ladder 或 by_level"),
        ({"type": "flat", "per_head_fen": -1}, "per_head_fen 应为非负整数(分)"),
        ({"type": "flat", "per_head_fen": True}, "per_head_fen 应为非负整数(分)"),
        ({"type": "flat", "per_head_fen": 1.0}, "per_head_fen 应为非负整数(分)"),
        ({"type": "by_level"}, "per_head_fen 应按等级列出金额(分)"),
        ({"type": "by_level", "per_head_fen": {"4": "x"}}, "per_head_fen.4 应为非负整数(分)"),
        ({"type": "ladder", "cap_fen": 1}, "tiers 应列出至少一个阶梯"),
        ({"type": "ladder", "tiers": [], "cap_fen": 1}, "tiers 应列出至少一个阶梯"),
        ({"type": "ladder", "tiers": {"a": 1}, "cap_fen": 1}, "tiers 应列出至少一个阶梯"),
        ({"type": "ladder", "tiers": [5], "cap_fen": 1}, "tiers 的每一级应为对象"),
        ({"type": "ladder", "tiers": [{"upto_day": -1, "fen_per_day": 1}]}, "upto_day 应为非负整数(分)"),
        ({"type": "ladder", "tiers": [{"upto_day": None}]}, "fen_per_day 应为非负整数(分)"),
        ({"type": "ladder", "tiers": [{"fen_per_day": 1}]}, "cap_fen 应为非负整数(分)"),
        (
            {"type": "ladder", "tiers": [EQUAL, EQUAL, {"fen_per_day": 1}], "cap_fen": 1},
            "tiers 的截止天数应逐级增大，最后一级不设截止",
        ),
        (
            {"type": "ladder", "tiers": [EQUAL], "cap_fen": 1},
            "tiers 的截止天数应逐级增大，最后一级不设截止",
        ),
    ],
)
def test_what_is_no_rate_is_refused_with_what_it_should_be(raw: object, said: str) -> None:
    with pytest.raises(RateMalformed) as refusal:
        rate_from_dict(raw)

    assert str(refusal.value) == said


def test_percentage_of_too_many_digits_is_out_of_range() -> None:
    with pytest.raises(Invalid) as refusal:
        read_entry(definitions()["pass_threshold"], "10000%")

    assert refusal.value.code == "parameter.out_of_range"
