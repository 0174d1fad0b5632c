"""How many working days each step of the office may take. No document prints them; they may be changed. Pure.

They are parameters like all others: dated rows, changed by two people. The documents print only the lead time of
an opening and the two months until payment; everything between is the office's own arrangement.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "本系统办理时限（可调）"


@dataclass(frozen=True, slots=True)
class StepLimit:
    """One step: the parameter that a lifecycle table names in `within`, and its default in working days."""

    key: str
    name: str
    days: int


STEP_LIMITS = (
    StepLimit("qualification_review_days", "资格审核", 3),
    StepLimit("first_review_days", "开班初审", 1),
    StepLimit("second_review_days", "开班复核", 1),
    StepLimit("approval_days", "领导批准", 1),
    StepLimit("filing_days", "备案、确认", 2),
    StepLimit("acceptance_days", "结业验收", 10),
    StepLimit("claim_review_days", "补贴审核（每步）", 5),
    StepLimit("correction_days", "退回后补正", 5),
    StepLimit("parameter_days", "参数启用", 5),
    StepLimit("need_answer_days", "培训需求答复", 5),
    StepLimit("dispute_days", "本人异议核查（每步）", 5),
)
