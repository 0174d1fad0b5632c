"""The value of a parameter as it is typed, and as it is said."""

from __future__ import annotations

import pytest

from foundation.core.errors import Invalid
from foundation.policy.entry import RATE_CATEGORIES, read_entry, say_value
from foundation.policy.queries import definitions
from foundation.policy.types import read_value
from subsidies.rules.facts import Category


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("pass_threshold", "75%", "75%"),
        ("pass_threshold", "2/3", "2/3"),
        ("min_attendance_rate", "", "不启用"),
        ("open_lead_days", "10", "10 日"),
        ("staff_rate", "300元", "300.00 元/人"),
        ("pass_rule", "no", "否"),
        ("deduction_rounding", "half_up", "四舍五入"),
        ("rate.就业技能", "1500", "每人 1,500.00 元"),
        ("rate.取证", "五级 1000\n四级 1500.5", "五级 1,000.00 元，四级 1,500.50 元"),
        (
            "ladder",
            "10天内 150\n以后 100\n封顶 5000",
            "前 10 天每天 150.00 元，以后每天 100.00 元，每人最高 5,000.00 元",
        ),
    ],
)
def test_what_is_typed_is_what_is_said(key: str, typed: str, said: str) -> None:
    definition = definitions()[key]

    kind, written = read_entry(definition, typed)

    assert say_value(definition, read_value(kind, written)) == said


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("pass_threshold", "0.8"),
        ("pass_threshold", "120%"),
        ("pass_threshold", "4/0"),
        ("pass_threshold", ""),
        ("open_lead_days", "-1"),
        ("open_lead_days", "七"),
        ("pass_rule", "maybe"),
        ("deduction_rounding", "up"),
        ("rate.就业技能", ""),
        ("rate.就业技能", "五级 1000\n五级 2000"),
        ("rate.就业技能", "10天内 150\n以后 100"),
        ("ladder", "10天内 150\n5天内 120\n以后 100\n封顶 5000"),
    ],
)
def test_what_cannot_be_read_exactly_is_refused(key: str, typed: str) -> None:
    with pytest.raises(Invalid):
        read_entry(definitions()[key], typed)


def test_every_category_has_a_place_for_its_rate() -> None:
    assert set(RATE_CATEGORIES) == {category.value for category in Category}
