"""核实人数 (DR-04, DR-10, DR-11): who is confirmed by inspection and acceptance, and who leaves that number.

From here on a claim is counted alike whether it came as numbers or as a roster.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from foundation.policy.rates import LadderRate
from foundation.policy.statements import Exclusion, Line, Warning
from foundation.policy.types import Clause, Parameters
from subsidies.rules import clauses
from subsidies.rules.enterprise_staff import drawn_this_year
from subsidies.rules.facts import Category, SubsidyCase, Trainee
from subsidies.rules.figures import decimal, percent
from subsidies.rules.ladder import attended_days, exceeds_approved_days, valid_days
from subsidies.rules.rates import RateInForce
from subsidies.rules.yearly_limit import other_kind_warnings, refused_for_other_kinds

Removal = tuple[Exclusion, Clause]


@dataclass(frozen=True, slots=True)
class Attendee:
    """A confirmed person with the days that are paid and the place in the roster."""

    trainee: Trainee
    days: Fraction
    place: int

    @property
    def key(self) -> str:
        return self.trainee.key


@dataclass(frozen=True, slots=True)
class Confirmed:
    """核实人数 and what is counted over it; `people` is None where only numbers were given.

    `passed` is the number that the pass rate is taken of: it keeps the pass of a 企业职工 row that
    was refused as a repetition (DR-11: no two sanctions for one fact).
    """

    verified: int
    passed: int | None
    employed: int | None
    people: tuple[Attendee, ...] | None = None
    excluded: tuple[Exclusion, ...] = ()
    lines: tuple[Line, ...] = ()
    warnings: tuple[Warning, ...] = ()


def confirm_heads(case: SubsidyCase, in_force: RateInForce, parameters: Parameters) -> Confirmed:
    """The confirmed heads of this claim, before any rate is looked at."""
    if case.trainees is None:
        return _from_counts(case)
    return _from_roster(case.trainees, case, in_force, parameters)


def count_employed(people: tuple[Attendee, ...]) -> int:
    return sum(1 for one in people if one.trainee.employed)


def _from_counts(case: SubsidyCase) -> Confirmed:
    """Numbers as given; passes above 核实 are clipped, since a pass of nobody confirmed counts nothing."""
    verified, passed = case.counts.verified or 0, case.counts.passed
    warnings: list[Warning] = []
    if passed is not None and passed > verified:
        warnings.append(
            Warning("W_PASSED_GT_VERIFIED", f"合格 {passed} 人多于核实 {verified} 人，按核实人数计")
        )
        passed = verified
    return Confirmed(
        verified=verified,
        passed=passed,
        employed=case.counts.employed,
        lines=(_verified_line(case, verified),),
        warnings=(*warnings, *_nothing_verified(verified)),
    )


@dataclass(frozen=True, slots=True)
class _Sifted:
    """A roster, row by row: who is in 核实人数, who left it and why, and the passes that count."""

    people: tuple[Attendee, ...]
    removals: tuple[Removal, ...]
    passes: tuple[bool | None, ...]


def _from_roster(
    trainees: tuple[Trainee, ...], case: SubsidyCase, in_force: RateInForce, parameters: Parameters
) -> Confirmed:
    sifted = _sift(trainees, case, parameters)
    people, removals = sifted.people, sifted.removals
    unconfirmed = () if case.category is Category.ENTERPRISE_STAFF else _unconfirmed(trainees)
    return Confirmed(
        verified=len(people),
        passed=None if None in sifted.passes else sum(1 for passed in sifted.passes if passed),
        employed=count_employed(people),
        people=people,
        excluded=tuple(exclusion for exclusion, _ in removals),
        lines=(
            *(Line(gone.code, "核实人数", gone.reason, clause) for gone, clause in removals),
            _verified_line(case, len(people), unconfirmed),
        ),
        warnings=(
            *_days_capped(people, case, in_force, parameters),
            *_nothing_verified(sum(1 for trainee in trainees if trainee.verified)),
            *other_kind_warnings(case, parameters),
        ),
    )


def _sift(trainees: tuple[Trainee, ...], case: SubsidyCase, parameters: Parameters) -> _Sifted:
    """In a class, who was never confirmed does not enter at all; of 企业职工 every row is answered for."""
    left_out = {place: _left_out(trainee, case, parameters) for place, trainee in enumerate(trainees)}
    refused = refused_for_other_kinds(case, parameters)
    confirmed = {place for place, gone in left_out.items() if gone is None} - refused.keys()
    repeated = refused | drawn_this_year(case, parameters, confirmed)
    removals: list[Removal] = []
    people: list[Attendee] = []
    passes: list[bool | None] = []
    for place, trainee in enumerate(trainees):
        if not trainee.verified and case.category is not Category.ENTERPRISE_STAFF:
            continue
        gone = left_out[place]
        if gone is None:
            passes.append(trainee.passed)
            gone = repeated.get(place)
        if gone is None:
            people.append(Attendee(trainee, valid_days(trainee, case, parameters), place))
        else:
            removals.append(gone)
    return _Sifted(tuple(people), tuple(removals), tuple(passes))


def _left_out(trainee: Trainee, case: SubsidyCase, parameters: Parameters) -> Removal | None:
    """Why a row is not in 核实人数: not confirmed, or below a minimum attendance (DR-10)."""
    if not trainee.verified:
        return Exclusion(trainee.key, "R_NOT_VERIFIED", f"{trainee.label} 未核实"), clauses.ENTERPRISE_STAFF
    if not is_below_minimum(trainee, case, parameters):
        return None
    days, minimum = attended_days(trainee, case, parameters), parameters.fraction("min_attendance_rate")
    text = f"{trainee.label} 有效 {decimal(days)} 天，低于培训天数的 {percent(minimum)}"
    return Exclusion(trainee.key, "R_BELOW_MIN_ATTENDANCE", text), clauses.MINIMUM_ATTENDANCE


def is_below_minimum(trainee: Trainee, case: SubsidyCase, parameters: Parameters) -> bool:
    """Whether a minimum attendance is set and this person's days do not come up to it (DR-10)."""
    minimum = parameters.optional_fraction("min_attendance_rate")
    if minimum is None or not case.training_days or trainee.attended_days is None:
        return False
    return attended_days(trainee, case, parameters) < minimum * case.training_days


def _days_capped(
    people: tuple[Attendee, ...], case: SubsidyCase, in_force: RateInForce, parameters: Parameters
) -> tuple[Warning, ...]:
    if not isinstance(in_force.rate, LadderRate):
        return ()
    over = [one.trainee.label for one in people if exceeds_approved_days(one.trainee, case, parameters)]
    if not over:
        return ()
    text = f"{'、'.join(over)} 签到天数超过审批培训天数，超出部分不付"
    return (Warning("W_DAYS_CAPPED", text),)


def _nothing_verified(verified: int) -> tuple[Warning, ...]:
    """Said where nobody was confirmed. Who was, and left 核实 by another rule, is named with the reason instead."""
    return () if verified else (Warning("W_NOTHING_VERIFIED", "核实人数为 0，没有可付人员"),)


def _unconfirmed(trainees: tuple[Trainee, ...]) -> tuple[Trainee, ...]:
    return tuple(trainee for trainee in trainees if not trainee.verified)


def _verified_line(case: SubsidyCase, verified: int, unconfirmed: tuple[Trainee, ...] = ()) -> Line:
    left_out = f"；未核实：{'、'.join(one.label for one in unconfirmed)}" if unconfirmed else ""
    approved = f"审批 {case.approved} 人，" if case.approved is not None else ""
    return Line(
        code="S_VERIFIED",
        title="核实人数",
        formula=f"{approved}核实 {verified} 人",
        detail=f"由监督检查、结业验收两组确认{left_out}",
        clause=clauses.VERIFIED_HEADS,
        result_text=f"{verified} 人",
        heads=verified,
    )
