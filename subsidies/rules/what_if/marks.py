"""Passes and proven employments of a roster: how few more raise the amount (A09), alone and both together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from subsidies.rules.confirmed import is_below_minimum
from subsidies.rules.facts import Trainee
from subsidies.rules.validation import needs_employment, needs_passes
from subsidies.rules.what_if.changes import EMPLOYED, PASSED, mark_row
from subsidies.rules.what_if.scale import Scale
from subsidies.rules.what_if.search import Found, Order, best, choices, fewest, lines_of


@dataclass(frozen=True, slots=True)
class Mark:
    """One person who could still pass, or still be proven employed."""

    name: str
    place: int
    is_head: bool
    passed: bool
    employed: bool
    days: Fraction


def open_marks(scale: Scale) -> dict[str, list[Mark]]:
    """Who has not passed, and who is not proven employed, among those of whom it is asked."""
    asked = {
        PASSED: needs_passes(scale.case, scale.parameters),
        EMPLOYED: needs_employment(scale.case, scale.parameters),
    }
    return {
        name: [_mark(name, place, row, scale) for place, row in _countable(scale) if not getattr(row, name)]
        if is_asked
        else []
        for name, is_asked in asked.items()
    }


def smallest_marks(scale: Scale, marks: list[Mark]) -> Found[Mark] | None:
    """The fewest people with one more mark each that raise the amount; None if none does."""
    is_pass = bool(marks) and marks[0].name == PASSED
    if not marks or not (scale.looks_at_passes if is_pass else scale.limit_now.only_employed):
        return None
    return fewest(
        marks,
        _order(scale),
        lambda chosen: weigh(scale, chosen),
        scale.now,
        lambda number: scale.bound(number, 0) if is_pass else scale.bound(0, number),
    )


def smallest_pair(scale: Scale, passes: list[Mark], proofs: list[Mark]) -> Found[Mark] | None:
    """The fewest passes and proofs together, at least one of each, that raise the amount."""
    bites = scale.looks_at_passes and scale.limit_now.only_employed
    # Where only who passed is paid, a pass moves the employment rate as well.
    if not (bites or scale.only_passed):
        return None
    pass_lines, is_proven = lines_of(passes, _order(scale))
    proof_lines, is_also = lines_of(proofs, _order(scale))
    for number in range(2, len(passes) + len(proofs) + 1):
        ways = [
            (*some, *others)
            for more in range(max(1, number - len(proofs)), min(number, len(passes) + 1))
            if scale.bound(more, number - more) > scale.now
            for some in choices(pass_lines, more)
            for others in choices(proof_lines, number - more)
        ]
        total, chosen = best(ways, lambda marks: weigh(scale, marks)) if ways else (scale.now, ())
        if total > scale.now:
            return Found(chosen, is_proven and is_also)
    return None


def weigh(scale: Scale, marks: Iterable[Mark]) -> int:
    """Fen with these marks given."""
    changed: dict[int, Trainee] = {}
    rows = scale.case.trainees or ()
    for mark in marks:
        changed[mark.place] = mark_row(changed.get(mark.place, rows[mark.place]), mark.name)
    return scale.amount(changed)


def best_first(mark: Mark) -> tuple[Any, ...]:
    """Whoever has the other mark already, then whoever has the most days, then the first of the roster."""
    has_other = mark.employed if mark.name == PASSED else mark.passed
    return not has_other, -mark.days, mark.place


def _order(scale: Scale) -> Order[Mark]:
    return Order(
        lambda mark: (mark.is_head, mark.passed, mark.employed), best_first, holds=scale.follows_days()
    )


def _countable(scale: Scale) -> Iterator[tuple[int, Trainee]]:
    """Confirmed rows; of 企业职工 also those that were drawn before, whose pass counts all the same (DR-11)."""
    for place, row in enumerate(scale.case.trainees or ()):
        if row.verified and not is_below_minimum(row, scale.case, scale.parameters):
            yield place, row


def _mark(name: str, place: int, row: Trainee, scale: Scale) -> Mark:
    person = scale.people.get(place)
    days = person.one.days if person else Fraction(0)
    return Mark(name, place, person is not None, bool(row.passed), bool(row.employed), days)
