"""The value of a parameter as people write and read it. Pure; what is typed is read exactly or refused."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from foundation.core.errors import Invalid
from foundation.core.money import format_yuan, parse_yuan
from foundation.policy.catalogue import Document, ParameterDefinition, Target, documents, targets
from foundation.policy.rates import FlatRate, LadderRate, LevelRate, Rate, Tier
from foundation.policy.types import Value

RATE_CATEGORIES = ("就业技能", "订单式", "项目制", "护工订单", "企业职工", "创业", "农民工", "取证")
RATE_HELP = "每人定额写一个数，如 1500；按等级每行写“五级 1000”；按天每行写“10天内 150”“以后 100”“封顶 5000”。单位：元"

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)[%％]")
_RATIO = re.compile(r"(\d{1,6})/(\d{1,6})")
_FIRST_DAYS = re.compile(r"(?:前)?(\d{1,3})天内?")
_HOUR = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


PRINTED = {
    **dict.fromkeys(("订单式", "项目制", "护工订单"), "未另设时执行文件的按天标准"),
    "企业职工": "未另设时执行文件的每人标准",
}


def rate_definitions() -> tuple[ParameterDefinition, ...]:
    """A subsidy standard for each category; which of them are set is the bureau's decision (DR-14)."""
    return tuple(
        ParameterDefinition(
            f"rate.{name}", f"{name}补贴标准", "元", "rate", "rate", (), PRINTED.get(name, ""), ()
        )
        for name in RATE_CATEGORIES
    )


def target_definitions() -> tuple[ParameterDefinition, ...]:
    """The yearly plan for each kind of training: figures are handed down each year and may be absent (R207, R209)."""
    years = sorted({year for document in documents() for year in _years(document)})
    return tuple(
        ParameterDefinition(target_key(year, t), f"{year}年计划：{t.name}", "人", "whole", "plan", (), "", ())
        for year in years
        for t in targets()
    )


def target_key(year: int, target: Target) -> str:
    """`target.2024.care_order`."""
    return f"target.{year}.{target.key}"


def _years(document: Document) -> range:
    return range(document.in_force_from.year, document.in_force_to.year + 1)


def read_entry(definition: ParameterDefinition, text: str) -> tuple[str, Any]:
    """What was typed as (kind, written) of a stored parameter; Invalid `parameter.unreadable`."""
    typed = text.strip()
    match definition.kind:
        case "flag" if typed in {"yes", "no"}:
            return "flag", typed == "yes"
        case "choice" if typed in dict(definition.choices):
            return "choice", typed
        case "time" if hour := _HOUR.fullmatch(typed):
            return "choice", f"{int(hour[1]):02}:{hour[2]}"
        case "whole":
            return "whole", _whole(definition, typed)
        case "optional_fraction" if not typed:
            return "none", None
        case "fraction" | "optional_fraction":
            return "fraction", str(_ratio(typed))
        case "rate":
            return "rate", _rate(typed).as_dict()
    raise _not_a_value(definition, typed)


def say_value(definition: ParameterDefinition, value: Value) -> str:
    """The value as the office says it, with its unit."""
    if value is None:
        return "不启用"
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
        return "，".join(f"{level} {format_yuan(fen)} 元" for level, fen in rate.levels)
    steps = [
        f"{f'前 {tier.upto_day} 天' if tier.upto_day else '以后'}每天 {format_yuan(tier.fen_per_day)} 元"
        for tier in rate.tiers
    ]
    return f"{'，'.join(steps)}，每人最高 {format_yuan(rate.cap_fen)} 元"


def _whole(definition: ParameterDefinition, typed: str) -> int:
    if definition.unit.startswith("分/"):
        return parse_yuan(typed)
    if not typed.isdecimal() or len(typed) > 6:
        raise _not_a_value(definition, typed)
    number = int(typed)
    low, high = definition.bounds or (number, number)
    if not low <= number <= high:
        raise _unreadable(f"{definition.name}须在 {low} 到 {high} 之间。")
    return number


def _ratio(typed: str) -> Fraction:
    percent, ratio = _PERCENT.fullmatch(typed), _RATIO.fullmatch(typed)
    if percent:
        found = Fraction(percent[1]) / 100
    elif ratio and int(ratio[2]):
        found = Fraction(int(ratio[1]), int(ratio[2]))
    else:
        raise _unreadable(f"“{typed[:40]}”不是比例，请按“80%”或“4/5”填写。")
    if not 0 <= found <= 1:
        raise _unreadable("比例须在 0 到 100% 之间。")
    return found


def _rate(typed: str) -> Rate:
    lines = [line.split() for line in typed.splitlines() if line.strip()]
    if len(lines) == 1 and len(lines[0]) == 1:
        return FlatRate(parse_yuan(lines[0][0]))
    if not lines or any(len(line) != 2 for line in lines):
        raise _unreadable(f"补贴标准没有读懂。{RATE_HELP}")
    entries = [(name, parse_yuan(amount)) for name, amount in lines]
    if any(_FIRST_DAYS.fullmatch(name) for name, _ in entries):
        return _ladder(entries)
    if len({name for name, _ in entries}) != len(entries):
        raise _unreadable("同一个等级写了两次，请核对。")
    return LevelRate(tuple(entries))


def _ladder(entries: list[tuple[str, int]]) -> LadderRate:
    *tiers, (rest, rest_fen), (cap, cap_fen) = entries if len(entries) > 2 else [*entries, ("", 0), ("", 0)]
    days = [(_FIRST_DAYS.fullmatch(name), fen) for name, fen in tiers]
    bounds = [int(match[1]) for match, _ in days if match]
    if rest != "以后" or cap != "封顶" or len(bounds) != len(days) or bounds != sorted(set(bounds)):
        raise _unreadable(f"按天的标准没有读懂。{RATE_HELP}")
    steps = [Tier(bound, fen) for bound, (_, fen) in zip(bounds, days, strict=True)]
    return LadderRate((*steps, Tier(None, rest_fen)), cap_fen)


def _not_a_value(definition: ParameterDefinition, typed: str) -> Invalid:
    return _unreadable(f"“{typed[:40]}”不是{definition.name}可用的值，请重新填写。")


def _unreadable(message: str) -> Invalid:
    return Invalid("parameter.unreadable", message)
