"""还差多少、改用其他口径: what the same claim would come to if a little more were proven, or read otherwise.

Both 80 % rules are cliffs (A09); the officer sees how far the claim stands from them before he signs.
Every figure here comes from `calculate_subsidy` itself; nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from foundation.policy.catalogue import definitions
from foundation.policy.statements import Heads, Statement
from foundation.policy.types import Parameters
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.facts import SubsidyCase, Trainee

OPEN_READINGS = (
    "dual_rule_mode",
    "deduction_rounding",
    "payable_requires_pass",
    "shortfall_mode",
    "emp_base",
    "day_basis",
    "care_below_80",
)


@dataclass(frozen=True, slots=True)
class Gain:
    """So many more passes and proofs of employment, and what would be paid then; amounts in fen."""

    more_passed: int
    more_employed: int
    payable_heads: Heads
    total_fen: int
    gain_fen: int


@dataclass(frozen=True, slots=True)
class OtherReading:
    """What another value of one open reading would come to; `difference_fen` is against this claim."""

    key: str
    value: str | bool
    words: str
    payable_heads: Heads
    total_fen: int
    difference_fen: int


def smallest_gains(case: SubsidyCase, parameters: Parameters) -> tuple[Gain, ...]:
    """The smallest changes that raise the amount: one head more, each threshold reached, both reached."""
    now = calculate_subsidy(case, parameters)
    if now.status != "ok" or now.total_fen is None:
        return ()
    gains: dict[int, Gain] = {}
    for passed, employed in _steps(case, parameters):
        then = calculate_subsidy(_with_more(case, passed, employed), parameters)
        gain = _gain(now, then, passed, employed)
        if gain is not None and gain.total_fen not in gains:
            gains[gain.total_fen] = gain
    return tuple(gains.values())


def other_readings(case: SubsidyCase, parameters: Parameters) -> tuple[OtherReading, ...]:
    """Every other value of the open readings, recalculated; in the order of the register."""
    now = calculate_subsidy(case, parameters)
    if now.status != "ok" or now.total_fen is None:
        return ()
    found: list[OtherReading] = []
    for key, value, words in _alternatives(parameters):
        then = calculate_subsidy(case, parameters.with_overrides({key: value}))
        if then.status == "ok" and then.total_fen is not None and then.payable_heads is not None:
            difference = then.total_fen - now.total_fen
            found.append(OtherReading(key, value, words, then.payable_heads, then.total_fen, difference))
    return tuple(found)


def _gain(now: Statement, then: Statement, passed: int, employed: int) -> Gain | None:
    if then.status != "ok" or then.total_fen is None or then.payable_heads is None:
        return None
    difference = then.total_fen - (now.total_fen or 0)
    if difference <= 0:
        return None
    return Gain(passed, employed, then.payable_heads, then.total_fen, difference)


def _steps(case: SubsidyCase, parameters: Parameters) -> list[tuple[int, int]]:
    """(more passed, more employed), smallest first."""
    to_pass = _missing(_passed(case), case.approved or 0, parameters.fraction("pass_threshold"))
    to_work = _missing(_employed(case), _verified(case), parameters.fraction("emp_threshold"))
    steps = {(0, 1), (0, to_work), (1, 0), (to_pass, 0), (to_pass, to_work)} - {(0, 0)}
    return sorted(steps, key=lambda step: (step[0] + step[1], step))


def _missing(reached: int | None, base: int, threshold: Fraction) -> int:
    return 0 if reached is None else max(ceil(threshold * base) - reached, 0)


def _alternatives(parameters: Parameters) -> Iterable[tuple[str, str | bool, str]]:
    for definition in definitions():
        if definition.key not in OPEN_READINGS or definition.key not in parameters:
            continue
        current = parameters[definition.key].value
        if isinstance(current, bool):
            yield definition.key, not current, f"{definition.name}：{'否' if current else '是'}"
        for value, words in definition.choices:
            if value != current:
                yield definition.key, value, f"{definition.name}：{words}"


def _passed(case: SubsidyCase) -> int | None:
    return case.counts.passed if case.trainees is None else _count(case.trainees, lambda row: row.passed)


def _employed(case: SubsidyCase) -> int | None:
    return case.counts.employed if case.trainees is None else _count(case.trainees, lambda row: row.employed)


def _verified(case: SubsidyCase) -> int:
    if case.trainees is None:
        return case.counts.verified or 0
    return sum(1 for trainee in case.trainees if trainee.verified)


def _count(trainees: tuple[Trainee, ...], mark: Callable[[Trainee], bool | None]) -> int:
    return sum(1 for trainee in trainees if trainee.verified and mark(trainee))


def _with_more(case: SubsidyCase, passed: int, employed: int) -> SubsidyCase:
    """The case with so many more; in a roster they are the first who are not marked yet."""
    if case.trainees is not None:
        rows = _first_marked(case.trainees, passed, lambda row: row.passed, _passes)
        rows = _first_marked(rows, employed, lambda row: row.employed, _works)
        return replace(case, trainees=rows)
    counts = case.counts
    if counts.passed is not None:
        counts = replace(counts, passed=counts.passed + passed)
    if counts.employed is not None:
        counts = replace(counts, employed=counts.employed + employed)
    return replace(case, counts=counts)


def _first_marked(
    trainees: tuple[Trainee, ...],
    more: int,
    mark: Callable[[Trainee], bool | None],
    marked: Callable[[Trainee], Trainee],
) -> tuple[Trainee, ...]:
    waiting = [place for place, row in enumerate(trainees) if row.verified and mark(row) is False]
    chosen = set(waiting[:more])
    return tuple(marked(row) if place in chosen else row for place, row in enumerate(trainees))


def _passes(trainee: Trainee) -> Trainee:
    return replace(trainee, passed=True)


def _works(trainee: Trainee) -> Trainee:
    return replace(trainee, employed=True)
