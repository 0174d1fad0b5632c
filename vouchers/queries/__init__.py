"""What is asked about vouchers, by theme. The upper apps import from here."""

from vouchers.queries import invariants, merging
from vouchers.queries.following import (
    claim_vouchers,
    class_vouchers,
    has_taken_exam,
    open_vouchers,
    redeemable,
    redeemed_before,
    written_off_heads,
)
from vouchers.queries.funnel import (
    FunnelFigures,
    FunnelStep,
    funnel,
    funnel_figures,
)
from vouchers.queries.issuing import (
    EvaluationLine,
    IssueLine,
    IssuePlan,
    awaits_evaluation_vouchers,
    evaluation_plan,
    issue_plan,
    training_year,
    unsettled_reason,
)
from vouchers.queries.ledger import (
    LedgerSheet,
    ledger_balances,
    ledger_sheets,
    postings_of,
)
from vouchers.queries.lists import (
    issued_list,
    siblings_of,
    state_counts,
    vouchers_for_list,
)
from vouchers.queries.loop import (
    LoopLine,
    loop_line,
    loop_vouchers,
    still_open,
)
from vouchers.queries.passes import pass_keys, signed_pass

__all__ = [
    "EvaluationLine",
    "FunnelFigures",
    "FunnelStep",
    "IssueLine",
    "IssuePlan",
    "LedgerSheet",
    "LoopLine",
    "awaits_evaluation_vouchers",
    "claim_vouchers",
    "class_vouchers",
    "evaluation_plan",
    "funnel",
    "funnel_figures",
    "has_taken_exam",
    "invariants",
    "issue_plan",
    "issued_list",
    "ledger_balances",
    "ledger_sheets",
    "loop_line",
    "loop_vouchers",
    "merging",
    "open_vouchers",
    "pass_keys",
    "postings_of",
    "redeemable",
    "redeemed_before",
    "siblings_of",
    "signed_pass",
    "state_counts",
    "still_open",
    "training_year",
    "unsettled_reason",
    "vouchers_for_list",
    "written_off_heads",
]
