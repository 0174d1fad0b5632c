"""The value of a parameter as people write it. Pure; what is typed is read exactly or refused by name.

Whatever `saying.say_value` says can be typed again and is the same value. Full-width digits and signs are read as
their plain ones; an exponent, a decimal fraction where a ratio is wanted, a third decimal of a yuan, a foreign unit
are each refused with a code of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from foundation.core.errors import Invalid
from foundation.core.money import parse_yuan
from foundation.policy.catalogue import ParameterDefinition
from foundation.policy.definitions import BY_LEVEL
from foundation.policy.rates import FlatRate, LadderRate, LevelRate, Rate, Tier
from foundation.policy.saying import NOT_USED, level_of

RATE_HELP = "每人定额写一个数，如 1500；按等级每行写“五级 1000”；按天每行写“10天内 150”“以后 100”“封顶 5000”。单位：元"
LONGEST = 600  # signs of the longest value that can be meant

_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}  # full width to plain
_NUMBER = re.compile(
    r"(?P<number>[+-]?[0-9][0-9,]*(?:\.[0-9]*)?)(?P<power>[eE][+-]?[0-9]+)?\s*(?P<unit>[^0-9]*)"
)
_GROUPED = re.compile(r"[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+")
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?) ?%")
_RATIO = re.compile(r"([0-9]{1,7})/([0-9]{1,7})")
_HOUR = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_STEP = re.compile(
    r"(?P<name>.*?)(?P<amount>[¥￥]?[+-]?[0-9][0-9,]*(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?\s*[^0-9]*)"
)
_FIRST_DAYS = re.compile(r"前? ?([0-9]{1,3}) ?天内? ?(?:每天)?")
_REST = frozenset({"以后", "以后每天"})
_CAP = frozenset({"封顶", "每人最高"})


def read_entry(definition: ParameterDefinition, text: str) -> tuple[str, Any]:
    """What was typed as (kind, written) of a stored parameter; Invalid with one of the codes below.

    `parameter.value_missing`, `.unreadable`, `.not_exact`, `.unit_unknown`, `.out_of_range`, `.not_a_choice`,
    `.rate_unfit`.
    """
    if len(text) > LONGEST:
        raise _refused("unreadable", definition, f"一次最多写 {LONGEST} 个字，请只写值。")
    typed = _plain(text)
    if definition.kind == "optional_fraction" and typed in {"", NOT_USED}:
        return "none", None
    if not typed:
        raise _refused("value_missing", definition, "还没有填写，请填写新的值。")
    return _READERS[definition.kind](definition, text if definition.kind == "rate" else typed)


def _plain(text: str) -> str:
    return text.translate(_PLAIN).strip()


def _flag(definition: ParameterDefinition, typed: str) -> tuple[str, Any]:
    if typed not in {"yes", "no", "是", "否"}:
        raise _refused("not_a_choice", definition, f"没有“{typed[:40]}”这个选项，请选“是”或“否”。")
    return "flag", typed in {"yes", "是"}


def _choice(definition: ParameterDefinition, typed: str) -> tuple[str, Any]:
    found = next((value for value, words in definition.choices if typed in {value, _plain(words)}), None)
    if found is None:
        offered = "、".join(f"“{words}”" for _, words in definition.choices)
        raise _refused("not_a_choice", definition, f"没有“{typed[:40]}”这个选项，可选：{offered}。")
    return "choice", found


def _time(definition: ParameterDefinition, typed: str) -> tuple[str, Any]:
    hour = _HOUR.fullmatch(typed)
    if hour is None:
        raise _refused("unreadable", definition, f"“{typed[:40]}”不是钟点，请按“08:30”填写。")
    return "choice", f"{int(hour[1]):02}:{hour[2]}"


def _whole(definition: ParameterDefinition, typed: str) -> tuple[str, Any]:
    if definition.unit.startswith("分/"):
        return "whole", _fen(definition, typed, {"元", f"元{definition.unit[1:]}"})
    number = _exact_number(definition, typed, {definition.unit}, decimals=0)
    low, high = definition.bounds or (0, 999_999)
    if not low <= int(number) <= high:
        raise _refused("out_of_range", definition, f"须在 {low} 到 {high} 之间。")
    return "whole", int(number)


def _ratio(definition: ParameterDefinition, typed: str) -> tuple[str, Any]:
    percent, ratio = _PERCENT.fullmatch(typed), _RATIO.fullmatch(typed)
    if percent:
        found = Fraction(percent[1]) / 100
    elif ratio and int(ratio[2]):
        found = Fraction(int(ratio[1]), int(ratio[2]))
    else:
        raise _not_a_ratio(definition, typed)
    if not 0 <= found <= 1:
        raise _refused("out_of_range", definition, "比例须在 0 到 100% 之间。")
    return "fraction", str(found)


def _not_a_ratio(definition: ParameterDefinition, typed: str) -> Invalid:
    shown, wanted = typed[:40], "请按“80%”或“4/5”填写。"
    number = _NUMBER.fullmatch(typed)
    if number is None:
        return _refused("unreadable", definition, f"“{shown}”不是比例，{wanted}")
    if number["number"].startswith("-"):
        return _refused("out_of_range", definition, f"比例须在 0 到 100% 之间，{wanted}")
    if number["unit"] not in {"", "%"}:
        return _refused("unit_unknown", definition, f"不能按“{number['unit'][:10]}”填写，{wanted}")
    if number["power"] or "." in number["number"]:
        return _refused(
            "not_exact",
            definition,
            f"“{shown}”是小数或科学计数，比例不写小数（百分数最多四位小数），{wanted}",
        )
    if number["unit"]:
        return _refused("out_of_range", definition, f"比例须在 0 到 100% 之间，{wanted}")
    return _refused("unit_unknown", definition, f"“{shown}”没有写百分号，{wanted}")


def _rate(definition: ParameterDefinition, text: str) -> tuple[str, Any]:
    steps = [_step(definition, _plain(line)) for line in re.split(r"[\n\r，；;]", text) if _plain(line)]
    if not steps:
        raise _refused("value_missing", definition, f"没有写金额。{RATE_HELP}")
    names = [name for name, _ in steps]
    if len(steps) == 1 and names[0] in {"", "每人"}:
        rate: Rate = FlatRate(steps[0][1])
    elif any(_FIRST_DAYS.fullmatch(name) or name in _REST | _CAP for name in names):
        rate = _ladder(definition, steps)
    else:
        rate = _levels(definition, steps)
    _require_fitting(definition, rate)
    return "rate", rate.as_dict()


def _step(definition: ParameterDefinition, line: str) -> tuple[str, int]:
    found = _STEP.fullmatch(line)
    if found is None:
        raise _refused("unreadable", definition, f"“{line[:40]}”没有读懂。{RATE_HELP}")
    name = found["name"].strip()
    return name, _fen(definition, found["amount"].lstrip("¥￥"), {"元", "元/人" if not name else "元/天"})


def _ladder(definition: ParameterDefinition, steps: list[tuple[str, int]]) -> LadderRate:
    *first, (rest, rest_fen), (cap, cap_fen) = steps if len(steps) > 1 else [*steps, ("", 0)]
    days = [(_FIRST_DAYS.fullmatch(name), fen) for name, fen in first]
    bounds = [int(match[1]) for match, _ in days if match]
    rises = bounds == sorted(set(bounds)) and all(bounds)
    if rest not in _REST or cap not in _CAP or len(bounds) != len(days) or not rises:
        raise _refused("unreadable", definition, f"按天的标准没有读懂。{RATE_HELP}")
    tiers = [Tier(bound, fen) for bound, (_, fen) in zip(bounds, days, strict=True)]
    return LadderRate((*tiers, Tier(None, rest_fen)), cap_fen)


def _levels(definition: ParameterDefinition, steps: list[tuple[str, int]]) -> LevelRate:
    levels = [(level_of(name), fen) for name, fen in steps]
    unknown = [name for (name, _), (level, _) in zip(steps, levels, strict=True) if level is None]
    if unknown:
        raise _refused("unreadable", definition, f"“{unknown[0][:20]}”不是等级。{RATE_HELP}")
    known = [(level, fen) for level, fen in levels if level is not None]
    if len(dict(known)) != len(known):
        raise _refused("unreadable", definition, "同一个等级写了两次，请核对。")
    return LevelRate(tuple(known))


def _require_fitting(definition: ParameterDefinition, rate: Rate) -> None:
    """A standard by levels belongs to certificates, one by days to classes."""
    if definition.key == "ladder":
        fits, wanted = isinstance(rate, LadderRate), "须按天填写，如“10天内 150”“以后 100”“封顶 5000”"
    elif definition.key == f"rate.{BY_LEVEL}":
        fits, wanted = isinstance(rate, FlatRate | LevelRate), "按证书发放，须按每人定额或按等级填写"
    elif definition.key == "rate.企业职工":
        fits, wanted = isinstance(rate, FlatRate), "须按每人定额填写"
    else:
        fits, wanted = isinstance(rate, FlatRate | LadderRate), "须按每人定额或按天填写，不分等级"
    if not fits:
        raise _refused("rate_unfit", definition, f"{wanted}。")


def _fen(definition: ParameterDefinition, typed: str, units: set[str]) -> int:
    return parse_yuan(_exact_number(definition, typed.lstrip("¥￥"), units, decimals=2))


def _exact_number(definition: ParameterDefinition, typed: str, units: set[str], *, decimals: int) -> str:
    """The digits of a number of at most seven places, without groups; its unit must be one of `units` or left out."""
    found, shown = _NUMBER.fullmatch(typed.strip()), typed.strip()[:40]
    if found is None:
        raise _refused("unreadable", definition, f"“{shown}”不是数，请用阿拉伯数字填写。")
    whole, _, rest = found["number"].lstrip("+-").partition(".")
    unit = found["unit"].strip().replace(" ", "")
    if unit and unit not in units:
        wanted = "或".join(f"“{each}”" for each in sorted(units) if each) or "数"
        raise _refused("unit_unknown", definition, f"单位“{unit[:10]}”不对，须按{wanted}填写，单位可以不写。")
    if found["power"] or len(rest) > decimals or (not rest and "." in found["number"]):
        wanted = f"最多 {decimals} 位小数" if decimals else "须是整数"
        raise _refused("not_exact", definition, f"“{shown}”不是确切的数：{wanted}，不用科学计数。")
    if not _GROUPED.fullmatch(whole):
        raise _refused("unreadable", definition, f"“{shown}”的分节号不对，请改正。")
    digits = whole.replace(",", "")
    if found["number"].startswith("-") or len(digits.lstrip("0")) > 7:
        raise _refused("out_of_range", definition, f"“{shown}”太大或是负数，请核对。")
    return f"{digits}.{rest}" if rest else digits


def _refused(fact: str, definition: ParameterDefinition, message: str) -> Invalid:
    return Invalid(f"parameter.{fact}", f"{definition.name}：{message}")


_READERS: dict[str, Callable[[ParameterDefinition, str], tuple[str, Any]]] = {
    "flag": _flag,
    "choice": _choice,
    "time": _time,
    "whole": _whole,
    "fraction": _ratio,
    "optional_fraction": _ratio,
    "rate": _rate,
}
