"""Simulated years of a county: honest ones, and ones in which one institution helped its figures. Nothing is stored.

Every class has a true rate of its own; whoever passes or finds work does so independently of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate
from math import ceil, comb
from random import Random

from foundation.policy.catalogue import default_parameters
from reports.rules.records import ClassRecord, Limits, Outcome, Paper, Records, Sheets

LIMITS = Limits.of(default_parameters("2026-8"))
INSTITUTIONS = ("启航", "汇能", "金英")
SUSPECT = INSTITUTIONS[0]
SIZES = (20, 30, 40, 50)
ORDINARY = tuple(range(70, 101, 2))
HARDEST = (81,)
"""Per cent. At 81 the honest counts lie on the line of 80 % as often as they ever can."""
QUESTIONS, PASS_MARK = 20, 6000

Help = Callable[[ClassRecord, int, Random], ClassRecord]


@cache
def _shares(heads: int, rate: int) -> list[float]:
    p = rate / 100
    return list(accumulate(comb(heads, k) * p**k * (1 - p) ** (heads - k) for k in range(heads + 1)))


def binomial(random: Random, heads: int, rate: int) -> int:
    return random.choices(range(heads + 1), cum_weights=_shares(heads, rate))[0]


def outcome(base: int, count: int) -> Outcome:
    return Outcome(base, count, ceil(base * 80 / 100))


@cache
def _papers(subject: str, heads: int) -> list[Paper]:
    """Two hundred papers of twenty questions of five points each: as coarse as a paper may be."""
    random = Random(heads)
    return [
        Paper(
            subject,
            PASS_MARK,
            Counter(500 * binomial(random, QUESTIONS, rate) for _ in range(heads)),
        )
        for rate in (random.choice(range(66, 96, 2)) for _ in range(200))
    ]


def honest_class(random: Random, institution: str, number: int, rates: Sequence[int]) -> ClassRecord:
    heads = random.choice(SIZES)
    is_even, is_same = random.random() < LIMITS.even_class, random.random() < LIMITS.even_class
    return ClassRecord(
        key=f"{institution}{number}",
        institution=institution,
        passes=outcome(heads, binomial(random, heads, random.choice(rates))),
        employment=outcome(heads, binomial(random, heads, random.choice(rates))),
        papers=tuple(random.choice(_papers(subject, heads)) for subject in ("理论成绩", "实操成绩")),
        sheets=Sheets(20, heads * 20, 0 if is_even else 9, is_even, 20 if is_same else 1),
    )


def honest_year(random: Random, rates: Sequence[int] = ORDINARY, classes: int = 8) -> list[ClassRecord]:
    return [honest_class(random, name, number, rates) for name in INSTITUTIONS for number in range(classes)]


def helped_year(random: Random, helping: Help, classes: int = 14) -> list[ClassRecord]:
    """An honest year of classes that pass 84 to 92 per cent, but for what the first institution did to its own."""
    year = honest_year(random, range(84, 93), classes)
    mine = [record for record in year if record.institution == SUSPECT]
    rest: Records = [record for record in year if record.institution != SUSPECT]
    return [*(helping(record, place, random) for place, record in enumerate(mine)), *rest]


def lifted(found: Outcome | None, random: Random) -> Outcome:
    """Seven of ten really succeed; a class that would miss the line is written up to it, or to one head more."""
    assert found is not None
    assert found.line is not None
    honest = binomial(random, found.base, 70)
    return replace(found, count=max(honest, found.line + random.randint(0, 1)))


def all_marked(paper: Paper, mark: int, share: int) -> Paper:
    """`share` per cent of the heads have this mark, the others what they had."""
    given = paper.heads * share // 100
    others = sorted(Counter(paper.marks).elements())[given:]
    return replace(paper, marks=Counter({mark: given}) + Counter(others))
