"""What is asked about acceptance, claims, notices and money, by theme. `reports` imports from here."""

from subsidies.queries import invariants
from subsidies.queries.acceptance import acceptance_of
from subsidies.queries.calculation import replay
from subsidies.queries.claim import claims_of
from subsidies.queries.fund import FundPosition, PaidRow, fund_position, paid_rows
from subsidies.queries.notice import notice_page, public_notices, working_days_left

__all__ = [
    "FundPosition",
    "PaidRow",
    "acceptance_of",
    "claims_of",
    "fund_position",
    "invariants",
    "notice_page",
    "paid_rows",
    "public_notices",
    "replay",
    "working_days_left",
]
