"""What one person's workbench reads, each thing once however many panels show it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.policy.queries import office_parameters
from foundation.policy.types import Parameters
from foundation.workflow.worklist import Worklist, worklist
from reports.queries.case import Dates
from reports.queries.progress import Plan, plan_on
from subsidies.queries import FundPosition, fund_position

SHOWN = 6
"""Lines of a list on the workbench; the whole list is a page of its own."""


class Desk:
    """The person, the day, and whatever more than one panel asks for."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.today = clock.today()

    @cached_property
    def dates(self) -> Dates:
        return Dates(self.today, load_calendar(), self.office)

    @cached_property
    def office(self) -> Parameters:
        return office_parameters(self.today)

    @cached_property
    def work(self) -> Worklist:
        return worklist(self.actor)

    @cached_property
    def plan(self) -> Plan:
        return plan_on(self.today, self.office)

    @cached_property
    def fund(self) -> FundPosition:
        return fund_position(self.today.year, self.today)


Reader = Callable[[Desk], dict[str, Any]]
