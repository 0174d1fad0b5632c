"""How many more confirmed people (核实人数 below the roster) raise the amount (DR-04)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from subsidies.rules.confirmed import confirm_heads
from subsidies.rules.facts import Trainee
from subsidies.rules.validation import find_faults
from subsidies.rules.what_if.changes import VERIFIED, mark_row, with_rows
from subsidies.rules.what_if.scale import Scale, Weighed
from subsidies.rules.what_if.search import Found, Order, fewest


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could still be confirmed, as he would then be counted."""

    place: int
    row: Trainee
    counted: Weighed | None
    is_head: bool

    @property
    def days(self) -> Fraction:
        return self.counted.one.days if self.counted else Fraction(0)


def smallest_confirmation(scale: Scale, barred: frozenset[str]) -> Found[Candidate] | None:
    """The fewest more confirmed people, of those who are not `barred` (by key)."""
    candidates = list(open_candidates(scale, barred))
    if not candidates:
        return None
    order: Order[Candidate] = Order(
        lambda one: (one.is_head, bool(one.row.passed), bool(one.row.employed)),
        lambda one: (-one.days, one.place),
        holds=_is_ordered(scale, candidates),
    )
    return fewest(
        candidates, order, lambda chosen: scale.amount({one.place: one.row for one in chosen}), scale.now
    )


def open_candidates(scale: Scale, barred: frozenset[str]) -> Iterable[Candidate]:
    """Everybody who is not confirmed, may be, and of whom all is known that a confirmed person must have."""
    for place, trainee in enumerate(scale.case.trainees or ()):
        if trainee.verified or trainee.key in barred:
            continue
        row = mark_row(trainee, VERIFIED)
        if find_faults(with_rows(scale.case, {place: row}), scale.parameters):
            continue
        counted = scale.weigh(place, row)
        if not scale.is_by_row:
            yield Candidate(place, row, counted, _heads(scale, [(place, row)]) > len(scale.people))
        elif counted is not None:
            yield Candidate(place, row, counted, is_head=True)


def _is_ordered(scale: Scale, candidates: list[Candidate]) -> bool:
    """Of 企业职工 besides: each adds his own head, or none; nobody takes the place of another (DR-11)."""
    if not scale.follows_days(one.counted for one in candidates if one.counted):
        return False
    if scale.is_by_row:
        return True
    together = _heads(scale, [(one.place, one.row) for one in candidates])
    return together == len(scale.people) + sum(one.is_head for one in candidates)


def _heads(scale: Scale, rows: list[tuple[int, Trainee]]) -> int:
    return confirm_heads(with_rows(scale.case, dict(rows)), scale.in_force, scale.parameters).verified
