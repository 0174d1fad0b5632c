"""The value of a parameter as it is typed, and as it is said."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foundation.core.errors import Invalid
from foundation.policy.definitions import RATE_CATEGORIES, definitions
from foundation.policy.entry import read_entry
from foundation.policy.rates import FlatRate, LadderRate, LevelRate, Tier
from foundation.policy.saying import LEVELS, say_value
from foundation.policy.types import Value, read_value
from subsidies.rules.facts import Category

LADDER = "10天内 150\n以后 100\n封顶 5000"


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("pass_threshold", "75%", "75%"),
        ("pass_threshold", "７５％", "75%"),
        ("pass_threshold", "2/3", "2/3"),
        ("min_attendance_rate", "", "不启用"),
        ("open_lead_days", "10", "10 日"),
        ("open_lead_days", "１０日", "10 日"),
        ("staff_rate", "300元", "300.00 元/人"),
        ("staff_rate", "￥1,300.5 元/人", "1,300.50 元/人"),
        ("pass_rule", "no", "否"),
        ("deduction_rounding", "half_up", "四舍五入"),
        ("deduction_rounding", "舍去", "舍去"),
        ("morning_starts", "8：05", "08:05"),
        ("rate.就业技能", "1500", "每人 1,500.00 元"),
        ("rate.取证", "五级 1000\n四级 1500.5", "五级 1,000.00 元，四级 1,500.50 元"),
        ("rate.取证", "初级（五级） 1000；4级 1500", "五级 1,000.00 元，四级 1,500.00 元"),
        ("ladder", LADDER, "前 10 天每天 150.00 元，以后每天 100.00 元，每人最高 5,000.00 元"),
    ],
)
def test_what_is_typed_is_what_is_said(key: str, typed: str, said: str) -> None:
    definition = definitions()[key]

    kind, written = read_entry(definition, typed)

    assert say_value(definition, read_value(kind, written)) == said


@pytest.mark.parametrize(
    ("key", "typed", "fact"),
    [
        ("pass_threshold", "0.8", "not_exact"),
        ("pass_threshold", "8e-1", "not_exact"),
        ("pass_threshold", "33.33333%", "not_exact"),
        ("pass_threshold", "80", "unit_unknown"),
        ("pass_threshold", "80分", "unit_unknown"),
        ("pass_threshold", "120%", "out_of_range"),
        ("pass_threshold", "-5%", "out_of_range"),
        ("pass_threshold", "4/0", "unreadable"),
        ("pass_threshold", "NaN", "unreadable"),
        ("pass_threshold", "", "value_missing"),
        ("open_lead_days", "-1", "out_of_range"),
        ("open_lead_days", "7.5", "not_exact"),
        ("open_lead_days", "1e3", "not_exact"),
        ("open_lead_days", "7个工作日", "unit_unknown"),
        ("open_lead_days", "七", "unreadable"),
        ("open_lead_days", "²", "unreadable"),
        ("min_reviewers", "1", "out_of_range"),
        ("staff_rate", "30000分", "unit_unknown"),
        ("staff_rate", "15元/课时", "unit_unknown"),
        ("staff_rate", "150.005", "not_exact"),
        ("staff_rate", "3e2", "not_exact"),
        ("staff_rate", "Infinity", "unreadable"),
        ("staff_rate", "-300", "out_of_range"),
        ("staff_rate", "1,30", "unreadable"),
        ("staff_rate", "9" * 39, "out_of_range"),
        ("pass_rule", "maybe", "not_a_choice"),
        ("deduction_rounding", "up", "not_a_choice"),
        ("rate.就业技能", "", "value_missing"),
        ("rate.取证", "，；", "value_missing"),
        ("rate.就业技能", "1500分", "unit_unknown"),
        ("rate.就业技能", "1 500", "unreadable"),
        ("rate.就业技能", "五级 1000", "rate_unfit"),
        ("rate.企业职工", LADDER, "rate_unfit"),
        ("rate.取证", LADDER, "rate_unfit"),
        ("rate.取证", "五级 1000\n五级 2000", "unreadable"),
        ("rate.就业技能", "10天内 150\n以后 100", "unreadable"),
        ("ladder", "10天内 150\n5天内 120\n以后 100\n封顶 5000", "unreadable"),
        ("ladder", "1500", "rate_unfit"),
        ("rate.就业技能", "1" * 601, "unreadable"),
    ],
)
def test_what_cannot_be_read_exactly_is_refused_by_name(key: str, typed: str, fact: str) -> None:
    definition = definitions()[key]

    with pytest.raises(Invalid) as refusal:
        read_entry(definition, typed)
    assert refusal.value.code == f"parameter.{fact}"
    assert refusal.value.message.startswith(definition.name)


BY_DAYS = "按天的标准没有读懂。每人定额写一个数，如 1500"


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("pass_threshold", "80分", "不能按“分”填写，请按“80%”或“4/5”填写。"),
        ("pass_threshold", "-5%", "比例须在 0 到 100% 之间"),
        ("pass_threshold", "5/4", "比例须在 0 到 100% 之间"),
        ("pass_threshold", f"{'1' * 20}%", "比例须在 0 到 100% 之间，请按“80%”或“4/5”填写。"),
        ("staff_rate", "三" * 41, f"“{'三' * 40}”不是数，请用阿拉伯数字填写。"),
        ("ladder", "10天内 150元/月\n以后 100\n封顶 5000", "单位“元/月”不对，须按“元”或“元/天”填写"),
        ("ladder", "10天内 150\n以后 100", BY_DAYS),
        ("ladder", "10天内 150\n封顶 5000", BY_DAYS),
        ("ladder", "封顶 5000", BY_DAYS),
        ("ladder", "五千封顶", "“五千封顶”没有读懂。"),
    ],
    ids=[str(place) for place in range(10)],
)
def test_a_refusal_says_what_to_type_instead(key: str, typed: str, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_entry(definitions()[key], typed)
    assert words in refusal.value.message


def test_a_standard_by_days_may_carry_its_unit() -> None:
    with_units = "10天内 150元/天\n以后 100元/天\n封顶 5000元"

    assert read_entry(definitions()["ladder"], with_units) == read_entry(definitions()["ladder"], LADDER)


def test_a_standard_by_levels_is_kept_under_the_codes_that_classes_carry() -> None:
    _, written = read_entry(definitions()["rate.取证"], "五级 1000\n高级技师 3000")

    assert written["per_head_fen"] == {"5": 100_000, "1": 300_000}


def test_every_category_has_a_place_for_its_rate() -> None:
    assert set(RATE_CATEGORIES) == {category.value for category in Category}


KEYS = st.sampled_from(sorted(definitions()))
TYPED = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="0123456789.,eE+-%/元分天内前以后封顶五级每人￥ \n，：０１．％", max_size=40),
)


@settings(max_examples=600, deadline=None)
@given(KEYS, TYPED)
@example("rate.取证", "，")
def test_whatever_is_typed_gives_an_exact_value_or_a_refusal_with_its_code(key: str, typed: str) -> None:
    definition = definitions()[key]
    found = read_or_code(key, typed)

    if isinstance(found, str):
        assert found.startswith("parameter.")
    else:
        value = read_value(*found)
        assert not isinstance(value, float)
        assert read_entry(definition, say_value(definition, value)) == found


def read_or_code(key: str, typed: str) -> tuple[str, Any] | str:
    try:
        return read_entry(definitions()[key], typed)
    except Invalid as refusal:
        return refusal.code


FEN = st.integers(0, 999_999_999)
RATES = {
    "flat": st.builds(FlatRate, FEN),
    "ladder": st.builds(
        lambda days, fen, cap: LadderRate((*map(Tier, sorted(days), fen), Tier(None, fen[0])), cap),
        st.sets(st.integers(1, 999), min_size=1, max_size=4),
        st.lists(FEN, min_size=4, max_size=4),
        FEN,
    ),
    "by_level": st.builds(
        lambda levels: LevelRate(tuple(levels.items())),
        st.dictionaries(st.sampled_from(sorted(LEVELS)), FEN, min_size=1),
    ),
}


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.tuples(st.just("staff_rate"), FEN),
        st.tuples(st.just("max_class_size"), st.integers(0, 999_999)),
        st.tuples(st.just("pass_threshold"), st.builds(Fraction, st.integers(0, 999), st.just(999))),
        st.tuples(st.just("pass_rule"), st.booleans()),
        st.tuples(st.just("ladder"), RATES["ladder"]),
        st.tuples(st.just("rate.取证"), RATES["flat"] | RATES["by_level"]),
    )
)
def test_what_is_said_can_be_typed_again(known: tuple[str, Value]) -> None:
    key, value = known
    definition = definitions()[key]

    assert read_value(*read_entry(definition, say_value(definition, value))) == value
