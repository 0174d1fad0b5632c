"""A trial's own parameters and rate (试算): what would come out under another reading, or at another rate.

A parameter is named as in the register and read in its kind; an unknown name or value is a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from foundation.policy.catalogue import ParameterDefinition, definitions
from foundation.policy.rates import FlatRate, LadderRate, Rate, RateMalformed, rate_from_dict
from foundation.policy.statements import Line
from foundation.policy.types import Parameters, ParameterValue, Value
from subsidies.rules import clauses
from subsidies.rules.facts import Category
from subsidies.rules.rates import rate_in_force
from subsidies.rules.reader import LARGEST_COUNT, LARGEST_FEN, exact_number
from subsidies.rules.validation import fault

_TRIAL = date(2024, 1, 1)
_SWITCHES = {"on": True, "off": False}


def with_params(parameters: Parameters, raw: object, faults: list[Line]) -> Parameters:
    """The parameters with the trial's switches; an unknown name or value is a fault."""
    if raw is None:
        return parameters
    if not isinstance(raw, Mapping):
        faults.append(fault("E_INPUT_MALFORMED", "params 应为对象", field="params"))
        return parameters
    known = {definition.key: definition for definition in definitions()}
    overrides: dict[str, Value] = {}
    for key, written in raw.items():
        if not isinstance(key, str) or key not in known or key not in parameters:
            faults.append(fault("E_PARAMETER_UNKNOWN", "params 中有未登记的参数", field="params"))
            continue
        try:
            overrides[key] = _parameter(known[key], written)
        except ValueError as misfit:
            faults.append(fault("E_PARAMETER_MALFORMED", f"参数 {key} {misfit}", field="params"))
    return parameters.with_overrides(overrides)


def _parameter(definition: ParameterDefinition, written: object) -> Value:
    """A written parameter in its kind; raises ValueError saying what it should be."""
    match definition.kind:
        case "flag":
            return _flag(written)
        case "choice":
            return _choice(written, dict(definition.choices))
        case "whole":
            return _whole(written)
        case "rate":
            return _bounded(rate_from_dict(written))
        case "optional_fraction" if written is None or written == "none":
            return None
    return _ratio(written)


def _flag(written: object) -> bool:
    switched = _SWITCHES.get(written) if isinstance(written, str) else written
    if not isinstance(switched, bool):
        raise ValueError("应为 true 或 false")
    return switched


def _choice(written: object, choices: Mapping[str, str]) -> str:
    if not isinstance(written, str) or written not in choices:
        raise ValueError(f"应为 {'、'.join(choices)} 之一")
    return written


def _whole(written: object) -> int:
    if isinstance(written, bool) or not isinstance(written, int):
        raise ValueError("应为非负整数")
    if not 0 <= written <= LARGEST_COUNT:
        raise ValueError("应为非负整数")
    return written


def _ratio(written: object) -> Fraction:
    ratio = exact_number(written)
    if ratio is None or not 0 < ratio <= 1:
        raise ValueError("应为大于 0、不大于 1 的分数，例如 4/5")
    return ratio


def with_rate(parameters: Parameters, raw: object, category: Category, faults: list[Line]) -> Parameters:
    """A trial rate (DR-14). One that equals the rate in force keeps the clause of the rate in force."""
    if raw is None:
        return parameters
    try:
        rate = _bounded(rate_from_dict(raw))
    except RateMalformed as misfit:
        faults.append(fault("E_RATE_MALFORMED", f"{misfit}", clauses.RATE, field="rate"))
        return parameters
    in_force = rate_in_force(category, parameters)
    if in_force is not None and in_force.rate == rate:
        return parameters
    key = f"rate.{category.value}"
    return parameters.with_values([ParameterValue(key, rate, clauses.RATE, False, _TRIAL)])


def _bounded(rate: Rate) -> Rate:
    """No rate in this county reaches a thousandth of the bound; more is a slip of the pen."""
    if isinstance(rate, FlatRate):
        fens = [rate.per_head_fen]
    elif isinstance(rate, LadderRate):
        fens = [rate.cap_fen, *(tier.fen_per_day for tier in rate.tiers)]
        fens += [tier.upto_day or 0 for tier in rate.tiers]
    else:
        fens = [fen for _, fen in rate.levels]
    if any(fen > LARGEST_FEN for fen in fens):
        raise RateMalformed("补贴标准数值过大，请核对")
    return rate
