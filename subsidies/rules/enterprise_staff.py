"""企业职工 (20号 三(一); R150; DR-11; A21, A22): the same person, occupation and level once in a year.

What is the same, and which year, are open questions; the default is 身份证号 + occupation code + level in the calendar
year of the class end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from foundation.core.workdays import add_months
from foundation.policy.statements import Exclusion
from foundation.policy.types import Clause, Parameters
from subsidies.rules import clauses
from subsidies.rules.facts import Category, PriorClaim, SubsidyCase, Trainee
from subsidies.rules.taken import taken

Missing = tuple[str, str, tuple[str, int] | None]
"""(said, name of the entry, its list and row)."""
ROLLING = "rolling"
_MONTHS_OF_A_YEAR = 12
_SAME: dict[str, Callable[[Trainee | PriorClaim], tuple[str, ...]]] = {
    "code": lambda row: (row.person, row.occupation, row.level),
    "with_employer": lambda row: (row.person, row.occupation, row.level, row.employer),
    "by_name": lambda row: (row.person, row.occupation_name, row.level),
}


@dataclass(frozen=True, slots=True)
class _Draw:
    """What was drawn, and the day by which its year is told; of a written record perhaps only the year."""

    what: tuple[str, ...]
    day: date | None
    year: int | None

    def is_again(self, drawn: _Draw, is_rolling: bool) -> bool:
        if self.what != drawn.what:
            return False
        if not is_rolling:
            return self.year == drawn.year
        if self.day is None or drawn.day is None:
            return False
        earlier, later = sorted((self.day, drawn.day))
        return later < add_months(earlier, _MONTHS_OF_A_YEAR)


def drawn_this_year(
    case: SubsidyCase, parameters: Parameters, confirmed: Collection[int]
) -> dict[int, tuple[Exclusion, Clause]]:
    """The rows (by place in the roster) that were already drawn, before or higher up in this list.

    `confirmed` are the places that stand in 核实人数 as far as other rules go. A row that is not confirmed, or is
    itself refused as a repetition, draws nothing and uses nothing up.
    """
    if case.category is not Category.ENTERPRISE_STAFF:
        return {}
    is_rolling = parameters.choice("staff_year_basis") == ROLLING
    drawn = [_prior(prior, parameters) for prior in case.prior_claims]
    repeated: dict[int, tuple[Exclusion, Clause]] = {}
    for place, trainee in enumerate(case.trainees or ()):
        if place not in confirmed:
            continue
        draw = _row(trainee, case, parameters)
        if any(draw.is_again(before, is_rolling) for before in drawn):
            when = "12 个月内" if is_rolling else f"{draw.year} 年"
            text = f"{trainee.label} {trainee.occupation} {trainee.level} 级，{when}已享受一次"
            repeated[place] = Exclusion(trainee.key, "R_DUP_STAFF_YEAR", text), clauses.ENTERPRISE_STAFF
        else:
            drawn.append(draw)
    return repeated


def missing_staff_fields(case: SubsidyCase, parameters: Parameters) -> Iterable[Missing]:
    """What is not known without which "once a year" cannot be judged."""
    basis = parameters.choice("staff_year_basis")
    if basis == "claim" and case.claimed_on is None:
        yield "未填申请日期", "claimed_on", None
    for place, trainee in enumerate(case.trainees or (), start=1):
        for field, name in _needed(basis, taken(parameters, "staff_unique_key")).items():
            if not getattr(trainee, field):
                yield f"{trainee.label} 未填{name}", field, ("trainees", place)
    for place, prior in enumerate(case.prior_claims, start=1):
        if basis == ROLLING and prior.class_end is None:
            yield f"第 {place} 条已付记录未填结业日期", "class_end", ("prior_claims", place)


def _needed(basis: str, key: str) -> dict[str, str]:
    needed = {"occupation": "工种", "level": "等级", "class_end": "结业日期"}
    if key == "with_employer":
        needed["employer"] = "用人单位"
    if key == "by_name":
        needed["occupation_name"] = "工种名称"
    if basis == "class_start":
        needed["class_start"] = "开班日期"
    return needed


def _row(trainee: Trainee, case: SubsidyCase, parameters: Parameters) -> _Draw:
    days = {"class_start": trainee.class_start, "claim": case.claimed_on}
    day = days.get(parameters.choice("staff_year_basis"), trainee.class_end)
    return _Draw(_what(trainee, parameters), day, day.year if day else None)


def _prior(prior: PriorClaim, parameters: Parameters) -> _Draw:
    """Of an earlier draw the day counts where it is known, else the year that was written down."""
    days = {"class_start": prior.class_start, "claim": prior.claimed_on}
    day = days.get(parameters.choice("staff_year_basis"), prior.class_end)
    return _Draw(_what(prior, parameters), day, day.year if day else prior.year)


def _what(row: Trainee | PriorClaim, parameters: Parameters) -> tuple[str, ...]:
    return _SAME[taken(parameters, "staff_unique_key")](row)
