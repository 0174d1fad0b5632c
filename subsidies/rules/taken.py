"""Which reading of an open question a set of parameters takes (B.1).

A question that was not yet in the register when a claim was calculated has no row in that claim's snapshot. The claim
was then calculated as named here, and is replayed so for ever.
"""

from __future__ import annotations

from collections.abc import Mapping

from foundation.policy.types import Parameters

BEFORE_THE_QUESTION: Mapping[str, str] = {
    "threshold_comparison": "exact",
    "pass_basis": "both_marks",
    "carried_rates": "carry",
    "policy_day": "approval",
    "staged_emp_check": "every_stage_and_settle",
    "staff_unique_key": "code",
    "staff_pass_rule": "approval_form",
    "payee_by_type": "by_type",
    "yearly_limit": "warn",
}


def taken(parameters: Parameters, key: str) -> str:
    """The reading in force of a question whose answer is one of several words."""
    if key in BEFORE_THE_QUESTION and key not in parameters:
        return BEFORE_THE_QUESTION[key]
    return parameters.choice(key)


def is_awaiting(parameters: Parameters, *keys: str) -> bool:
    """Whether one of these values was carried over and the bureau has not confirmed it yet (A12)."""
    return any(key in parameters and parameters[key].pending_confirmation for key in keys)
