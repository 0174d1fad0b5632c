"""Pass and employment counts of an institution: on the line, repeated, suddenly full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from reports.rules.chances import (
    binomial_tail,
    hits_chance,
    last_ones_chance,
    same_count_chance,
    strip_chance,
)
from reports.rules.records import ClassRecord, Finding, Limits, Outcome, Question, Records

Reader = Callable[[ClassRecord], Outcome | None]


def passes_of(record: ClassRecord) -> Outcome | None:
    return record.passes


def employment_of(record: ClassRecord) -> Outcome | None:
    return record.employment


def at_line(read: Reader, what: str, asked: Question) -> Finding | None:
    """Do the counts pile up on the line (`strip` heads from it upwards), with fewer just below it?

    Exact Poisson-binomial tail. Whatever rate each class really has, its count falls on the strip with a chance of
    `strip_chance` at most: no honest school, good or bad, hits the strip more often. Heads; A08, DR-01, F19.
    """
    near = {}
    for record in asked.own:
        found = read(record)
        if found is not None and found.line is not None and found.line + asked.limits.strip <= found.base:
            near[record.key] = (found, found.line)
    if len(near) < asked.limits.classes:
        return None
    more = asked.limits.strip - 1
    distances = {key: found.count - line for key, (found, line) in near.items()}
    on_it = [key for key, distance in distances.items() if 0 <= distance < asked.limits.strip]
    above = f"或最多多 {more} 人" if more else ""
    below = sum(-asked.limits.strip <= distance < 0 for distance in distances.values())
    chances = [strip_chance(f.base, line, line + asked.limits.strip - 1) for f, line in near.values()]
    return Finding(
        hits_chance(chances, len(on_it)) if len(on_it) > below else Fraction(1),
        f"{len(near)} 个班中有 {len(on_it)} 个班的{what}人数刚好够线{above}，"
        f"差 {asked.limits.strip} 人以内没够线的 {below} 个班",
        {key: f"{_said(near[key][0], what)}，够线为 {near[key][1]} 人" for key in on_it},
    )


def same_count(read: Reader, what: str, asked: Question) -> Finding | None:
    """Does class after class (`run` or more) have one and the same count, not all of them?

    After the first class of a run, each further one repeats its count with a chance of `same_count_chance` at most,
    whatever its true rate; a run may begin at any class, so the product is taken as often. Heads.
    """
    found = _outcomes(asked.own, read)
    if len(found) < max(asked.limits.classes, asked.limits.run):
        return None
    best: tuple[Fraction, list[tuple[str, Outcome]]] = (Fraction(1), [])
    for run in _runs(found):
        chance = Fraction(len(found))
        for _, outcome in run[1:]:
            chance *= same_count_chance(outcome.base, outcome.count)
        if len(run) >= asked.limits.run and chance < best[0]:
            best = (chance, run)
    chance, run = best
    count = run[0][1].count if run else 0
    said = f"连续 {len(run)} 个班的{what}人数都是 {count} 人"
    return Finding(chance, said, {key: _said(outcome, what) for key, outcome in run})


def jump_to_full(read: Reader, what: str, asked: Question) -> Finding | None:
    """Are the last classes of the year (`run` or more) all at 100 %, and the earlier ones hardly ever?

    Exact permutation test: with as many full classes, how often would the last ones all be full if their order were
    left to chance? Nothing is assumed of the rates. Classes; F14.
    """
    found = _outcomes(asked.own, read)
    if len(found) < max(asked.limits.classes, asked.limits.run):
        return None
    full = sum(outcome.is_full for _, outcome in found)
    run = []
    for key, outcome in reversed(found):
        if not outcome.is_full:
            break
        run.append((key, outcome))
    earlier = len(found) - len(run)
    chance = last_ones_chance(len(found), full, len(run)) if len(run) >= asked.limits.run else Fraction(1)
    said = f"最近 {len(run)} 个班全部{what}，此前 {earlier} 个班中全部{what}的 {full - len(run)} 个"
    return Finding(chance, said, {key: _said(outcome, what) for key, outcome in reversed(run)})


def mostly_full(read: Reader, what: str, asked: Question) -> Finding | None:
    """Does nearly everybody succeed in nearly every class of this institution, where that is not so elsewhere?

    Exact binomial tail over classes. The chance of a nearly full class is the office's greatest honest share or, if
    that is more, the share among the others (one full and one other class added). Classes; F14.
    """
    limits = asked.limits
    mine, theirs = _outcomes(asked.own, read), _outcomes(asked.others, read)
    if len(mine) < limits.classes:
        return None
    full = {key: _said(each, what) for key, each in mine if is_near_full(each, limits)}
    full_elsewhere = sum(is_near_full(each, limits) for _, each in theirs)
    share = max(limits.full_class, Fraction(full_elsewhere + 1, len(theirs) + 2))
    return Finding(
        binomial_tail(len(mine), share, len(full)),
        f"{len(mine)} 个班中有 {len(full)} 个班几乎人人{what}，其他机构 {len(theirs)} 个班中有 {full_elsewhere} 个",
        full,
    )


def is_near_full(outcome: Outcome, limits: Limits) -> bool:
    return outcome.count >= outcome.base * limits.near_full


def _outcomes(records: Records, read: Reader) -> list[tuple[str, Outcome]]:
    return [(record.key, outcome) for record in records if (outcome := read(record)) is not None]


def _runs(found: Sequence[tuple[str, Outcome]]) -> list[list[tuple[str, Outcome]]]:
    """The classes cut where the count changes."""
    runs: list[list[tuple[str, Outcome]]] = []
    for each in found:
        if runs and runs[-1][0][1].count == each[1].count:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _said(outcome: Outcome, what: str) -> str:
    return f"{outcome.base} 人中{what} {outcome.count} 人"
