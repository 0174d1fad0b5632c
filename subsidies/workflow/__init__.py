"""The tables of this app: acceptance (C6), claim (C7), a line of it that is held back."""

from subsidies.workflow.acceptance import ACCEPTANCE
from subsidies.workflow.claim import CLAIM
from subsidies.workflow.held import HELD_LINE

__all__ = ["ACCEPTANCE", "CLAIM", "HELD_LINE"]
