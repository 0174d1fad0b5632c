"""The fewest further half-days of one person that raise the amount, and those that bring somebody back (DR-10)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from foundation.policy.rates import LadderRate
from subsidies.rules.confirmed import is_below_minimum
from subsidies.rules.facts import Trainee
from subsidies.rules.what_if.changes import Lengthened, with_half_days
from subsidies.rules.what_if.scale import Scale, Weighed, amount_of


@dataclass(frozen=True, slots=True)
class MoreDays:
    """So many half-days more of the person at this place."""

    place: int
    half_days: int


def smallest_attendance(scale: Scale) -> MoreDays | None:
    """The fewest half-days of one confirmed person; where several need as few, whoever gains most."""
    rows = scale.case.trainees or ()
    return _fewest(
        scale, {place: _room(rows[place], scale) for place in scale.people if _matters(scale, place)}
    )


def smallest_return(scale: Scale) -> MoreDays | None:
    """The fewest half-days that bring one person back into 核实人数 and raise the amount."""
    below = {
        place: _room(row, scale)
        for place, row in enumerate(scale.case.trainees or ())
        if row.verified and is_below_minimum(row, scale.case, scale.parameters)
    }
    return _fewest(scale, below)


def smallest_lengthening(scale: Scale) -> int | None:
    """The fewest half-days by which the whole class would have to be longer, where its days are what is paid."""
    rate, case = scale.in_force.rate, scale.case
    by_class = case.trainees is None or scale.parameters.choice("day_basis") == "class"
    if not by_class or not isinstance(rate, LadderRate) or case.training_days is None:
        return None
    longest = max(floor((_dearest_day(rate) - case.training_days) * 2) + 1, 0)

    def raises(half_days: int) -> bool:
        return amount_of(Lengthened(half_days).apply(case), scale.parameters) > scale.now

    if case.trainees is not None and scale.parameters.optional_fraction("min_attendance_rate") is not None:
        return next((number for number in range(1, longest + 1) if raises(number)), None)
    number = bisect_left(range(1, longest + 1), True, key=raises) + 1
    return number if number <= longest else None


def full_attendance(scale: Scale) -> dict[int, int]:
    """The half-days that each confirmed person is short of the approved days, by place."""
    rows = scale.case.trainees or ()
    missing = {place: _room(rows[place], scale) for place in scale.people if scale.case.training_days}
    return {place: half_days for place, half_days in missing.items() if half_days}


def _fewest(scale: Scale, rooms: dict[int, int]) -> MoreDays | None:
    for half_days in range(1, max(rooms.values(), default=0) + 1):
        tried = [(scale.amount({place: row}), -place) for place, row in _longer(scale, rooms, half_days)]
        total, place = max(tried, default=(scale.now, 0))
        if total > scale.now:
            return MoreDays(-place, half_days)
    return None


def _longer(scale: Scale, rooms: dict[int, int], half_days: int) -> Iterator[tuple[int, Trainee]]:
    rows = scale.case.trainees or ()
    for place, room in rooms.items():
        if room >= half_days:
            yield place, with_half_days(rows[place], half_days)


def _room(row: Trainee, scale: Scale) -> int:
    """Half-days up to the approved days; where there are none, up to one more than anybody has."""
    if row.attended_days is None:
        return 0
    most = scale.case.training_days
    if most is None:
        most = max(one.attended_days or Fraction(0) for one in scale.case.trainees or ()) + 1
    return max(ceil((most - row.attended_days) * 2), 0)


def _matters(scale: Scale, place: int) -> bool:
    """Whether this person's days can change anything: he may be paid, and earns or ranks more with more days."""
    now, row = scale.people[place], now_row(scale, place)
    if not _may_be_paid(scale, now):
        return False
    full = scale.weigh(place, with_half_days(row, _room(row, scale)))
    return full is not None and (full.fen != now.fen or (full.rank != now.rank and not scale.is_alike))


def now_row(scale: Scale, place: int) -> Trainee:
    return (scale.case.trainees or ())[place]


def _may_be_paid(scale: Scale, one: Weighed) -> bool:
    is_left_out = scale.limit_now.only_employed and not one.employed
    return not is_left_out and (one.passed or not scale.only_passed)


def _dearest_day(ladder: LadderRate) -> Fraction:
    """From this day on one more day brings nothing more."""
    begun = max((tier.upto_day or 0 for tier in ladder.tiers), default=0)
    last = ladder.tiers[-1].fen_per_day
    return Fraction(begun + (ceil(Fraction(ladder.cap_fen, last)) if last else 0))
