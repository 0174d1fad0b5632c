"""企业职工 (20号 三(一); R150; DR-11): the same person, occupation and level once in a calendar year."""

from __future__ import annotations

from foundation.policy.statements import Exclusion
from foundation.policy.types import Clause
from subsidies.rules import clauses
from subsidies.rules.facts import Category, SubsidyCase, Trainee

YearlyKey = tuple[str, str, str, int | None]


def drawn_this_year(case: SubsidyCase) -> dict[int, tuple[Exclusion, Clause]]:
    """The rows (by place in the roster) that were already drawn, before or higher up in this list.

    The year is that of the class end. A row that is not confirmed draws nothing and uses nothing up.
    """
    if case.category is not Category.ENTERPRISE_STAFF:
        return {}
    drawn: set[YearlyKey] = {
        (prior.person, prior.occupation, prior.level, prior.year) for prior in case.prior_claims
    }
    repeated: dict[int, tuple[Exclusion, Clause]] = {}
    for place, trainee in enumerate(case.trainees or ()):
        if not trainee.verified:
            continue
        key = _yearly_key(trainee)
        if key in drawn:
            text = f"{trainee.label} {trainee.occupation} {trainee.level} 级，{key[3]} 年已享受一次"
            repeated[place] = Exclusion(trainee.key, "R_DUP_STAFF_YEAR", text), clauses.ENTERPRISE_STAFF
        drawn.add(key)
    return repeated


def _yearly_key(trainee: Trainee) -> YearlyKey:
    year = trainee.class_end.year if trainee.class_end else None
    return trainee.person, trainee.occupation, trainee.level, year
