"""同年参加多类培训 (A25): a person who has drawn for another kind of training in the year of this class.

The documents are silent: by default it is shown to whoever signs, and nobody loses anything by it.
"""

from __future__ import annotations

from foundation.policy.statements import Exclusion, Warning
from foundation.policy.types import Clause, Parameters
from subsidies.rules.facts import SubsidyCase, Trainee
from subsidies.rules.taken import taken


def refused_for_other_kinds(case: SubsidyCase, parameters: Parameters) -> dict[int, tuple[Exclusion, Clause]]:
    """The rows (by place in the roster) that leave 核实人数 because the year's training was drawn already."""
    if taken(parameters, "yearly_limit") != "block":
        return {}
    clause = parameters["yearly_limit"].clause
    return {
        place: (Exclusion(row.key, "R_OTHER_KIND_THIS_YEAR", _text(row)), clause)
        for place, row in enumerate(case.trainees or ())
        if row.verified and row.other_kinds
    }


def other_kind_warnings(case: SubsidyCase, parameters: Parameters) -> tuple[Warning, ...]:
    """Whom the reviewers should look at."""
    if taken(parameters, "yearly_limit") != "warn":
        return ()
    found = [_text(row) for row in case.trainees or () if row.verified and row.other_kinds]
    return (Warning("W_OTHER_KIND_THIS_YEAR", "；".join(found)),) if found else ()


def _text(row: Trainee) -> str:
    return f"{row.label} 本年度已享受{'、'.join(row.other_kinds)}补贴"
