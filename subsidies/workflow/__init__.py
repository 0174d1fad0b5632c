"""The tables of this app: acceptance (C6), claim (C7), a line of it that is held back, 差异说明 (N5)."""

from subsidies.workflow.acceptance import ACCEPTANCE
from subsidies.workflow.claim import CLAIM
from subsidies.workflow.held import HELD_LINE
from subsidies.workflow.sources import DIFFERENCE

__all__ = ["ACCEPTANCE", "CLAIM", "DIFFERENCE", "HELD_LINE"]
