"""The workbench: which panels a role sees. A person with two roles sees both.

What the panels read stands in the modules beside this one, by who works from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation.accounts.actor import Actor
from foundation.accounts.enums import LEADERS, Role
from reports.queries.desk import inspection, institution, office, standing
from reports.queries.desk.reading import Desk, Reader


@dataclass(frozen=True)
class Panel:
    """One panel: its template under `reports/panels/`, what it reads, and whether it stands on the right."""

    key: str
    read: Reader
    aside: bool = False

    @property
    def template(self) -> str:
        return f"reports/panels/{self.key}.html"


@dataclass(frozen=True)
class Shown:
    panel: Panel
    facts: Mapping[str, Any]


KPIS = Panel("kpis", standing.kpis)
TODO = Panel("todo", office.todo)
PLAN = Panel("plan", standing.plan)
OWN_CLASSES_PANEL = Panel("own_classes", institution.own_classes)
DRAFT = Panel("draft", institution.draft)
PAYMENTS = Panel("payments", office.payments)
TASKS = Panel("inspections", inspection.inspections)
FINDINGS = Panel("findings", inspection.findings)
ALERTS = Panel("alerts", office.alerts, aside=True)
FUND = Panel("fund", standing.fund, aside=True)
AGENDA = Panel("agenda", office.agenda, aside=True)
ATTENDANCE = Panel("attendance", institution.attendance, aside=True)
CLAIMS = Panel("claims", institution.claims, aside=True)
EMPLOYMENT = Panel("employment", institution.employment, aside=True)

OFFICE = (KPIS, TODO, PLAN, ALERTS, FUND, AGENDA)
LEADING = (TODO, PLAN, FUND, ALERTS, AGENDA)
INSPECTION = (TASKS, TODO, FINDINGS, ALERTS, AGENDA)
READING = (KPIS, PLAN, ALERTS, FUND, AGENDA)

PANELS: Mapping[str, tuple[Panel, ...]] = {
    Role.TRAINING_OFFICER: OFFICE,
    Role.TRAINING_HEAD: OFFICE,
    Role.QUALIFICATION_OFFICER: (TODO, PLAN, AGENDA),
    Role.INSPECTOR: INSPECTION,
    Role.INSPECTION_HEAD: INSPECTION,
    Role.REGISTRY_OFFICER: (TODO, PLAN, AGENDA),
    **{role: LEADING for role in sorted(LEADERS)},
    Role.FINANCE_OFFICER: (TODO, PAYMENTS, PLAN, FUND, ALERTS, AGENDA),
    Role.COUNTY_FINANCE: (TODO, PAYMENTS, FUND, AGENDA),
    Role.AUDITOR: READING,
    Role.THIRD_PARTY_SUPERVISOR: (TASKS, FINDINGS, AGENDA),
    Role.INSTITUTION_MANAGER: (OWN_CLASSES_PANEL, DRAFT, TODO, ATTENDANCE, CLAIMS, EMPLOYMENT, ALERTS),
    Role.CLASS_TEACHER: (TODO, OWN_CLASSES_PANEL, ATTENDANCE, AGENDA),
    Role.SECURITY_ADMINISTRATOR: (TODO,),
}


def panels_of(actor: Actor) -> tuple[Panel, ...]:
    """The panels of all roles held, each once, in the order of the roles."""
    found = [panel for role, panels in PANELS.items() if role in actor.roles for panel in panels]
    return tuple(dict.fromkeys(found))


def workbench_of(actor: Actor) -> list[Shown]:
    desk = Desk(actor)
    return [Shown(panel, panel.read(desk)) for panel in panels_of(actor)]
