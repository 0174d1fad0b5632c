"""The value of a parameter as the office says it, with its unit. Pure."""

from __future__ import annotations

from fractions import Fraction

from foundation.core.money import format_yuan
from foundation.policy.catalogue import ParameterDefinition
from foundation.policy.rates import FlatRate, LevelRate, Rate
from foundation.policy.types import Value

NOT_USED = "不启用"
LEVELS = {"5": "五级", "4": "四级", "3": "三级", "2": "二级", "1": "一级"}
_OTHER_NAMES = {"初级": "5", "中级": "4", "高级": "3", "技师": "2", "高级技师": "1"}


def level_of(name: str) -> str | None:
    """The code under which classes and certificates carry a level: 五级, 5级, 初级, 初级(五级) → 5."""
    for code, said in LEVELS.items():
        if name in {said, f"{code}级"}:
            return code
    title, _, bracket = name.partition("(")
    code_of_title = _OTHER_NAMES.get(title)
    return code_of_title if not bracket or bracket == f"{LEVELS.get(code_of_title or '', '')})" else None


def say_value(definition: ParameterDefinition, value: Value) -> str:
    """What holds, as the pages and messages say it."""
    if value is None:
        return NOT_USED
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int) and definition.unit.startswith("分/"):
        return f"{format_yuan(value)} 元{definition.unit[1:]}"
    if isinstance(value, int):
        return f"{value} {definition.unit}".rstrip()
    if isinstance(value, Fraction):
        percent = value * 100
        return f"{percent}%" if percent.denominator == 1 else str(value)
    if isinstance(value, str):
        return dict(definition.choices).get(value, value)
    return say_rate(value)


def say_rate(rate: Rate) -> str:
    """前10天每人每天 150.00 元，以后每天 100.00 元，每人最高 5,000.00 元."""
    if isinstance(rate, FlatRate):
        return f"每人 {format_yuan(rate.per_head_fen)} 元"
    if isinstance(rate, LevelRate):
        return "，".join(f"{LEVELS.get(level, level)} {format_yuan(fen)} 元" for level, fen in rate.levels)
    steps = [
        f"{f'前 {tier.upto_day} 天' if tier.upto_day else '以后'}每天 {format_yuan(tier.fen_per_day)} 元"
        for tier in rate.tiers
    ]
    return f"{'，'.join(steps)}，每人最高 {format_yuan(rate.cap_fen)} 元"
