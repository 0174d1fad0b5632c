"""The workbench: which panels a role sees, and what each of them shows. A person with two roles sees both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Q, Sum, Value, When
from django.urls import reverse

from classes.enums import EDITABLE_STATES, FINISHED_STATES, ClassState, EnrolmentState
from classes.models import TrainingClass
from classes.queries import EmploymentOverview, day_rates
from classes.queries.employment import employment_summaries
from classes.queries.opening import material_tasks
from foundation.accounts.actor import Actor
from foundation.accounts.enums import LEADERS, Role
from foundation.core import clock
from foundation.core.money import format_wan, percent_text
from foundation.workflow.worklist import Worklist, worklist
from inspections.models import Inspection
from inspections.queries import tasks_of
from reports.queries.case import Dates, NextStep, next_step
from reports.queries.progress import Plan, plan_on
from reports.queries.watch import agenda, alerts
from reports.rules import time_progress
from subsidies.models import Acceptance, SubsidyClaim
from subsidies.queries import FundPosition, fund_position

SHOWN = 6
OWN_CLASSES = 10
BULK: Mapping[str, tuple[str, str]] = {
    "application": ("报名资格审核、报名办理", "trainees:group_list"),
    "enrolment": ("学员核实、就业核验", "classes:employment_list"),
    "voucher": ("待发电子券", "vouchers:voucher_list"),
}


@dataclass(frozen=True)
class Tile:
    """One figure of the strip on top."""

    label: str
    figure: str
    unit: str
    memo: str = ""
    kind: str = ""
    url: str = ""


@dataclass(frozen=True)
class OwnClass:
    """A class of the institution with what is to be done now."""

    training_class: TrainingClass
    step: NextStep


class Desk:
    """What this person's workbench reads, each thing once however many panels show it."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.today = clock.today()

    @cached_property
    def dates(self) -> Dates:
        return Dates.of_today()

    @cached_property
    def work(self) -> Worklist:
        return worklist(self.actor)

    @cached_property
    def plan(self) -> Plan:
        return plan_on(self.today)

    @cached_property
    def fund(self) -> FundPosition:
        return fund_position(self.today.year, self.today)


Reader = Callable[[Desk], dict[str, Any]]


def _todo(desk: Desk) -> dict[str, Any]:
    items = desk.work.items
    due = Counter(item.days_left for item in items if item.days_left is not None)
    return {
        "items": items[:SHOWN],
        "total": len(items),
        "late": desk.work.late,
        "due_today": due[0],
        "bulk": [
            (label, desk.work.counts[key], reverse(view))
            for key, (label, view) in BULK.items()
            if desk.work.counts.get(key)
        ],
    }


def _plan(desk: Desk) -> dict[str, Any]:
    share = time_progress(desk.today)
    rows = [(line, int(share * line.target) if line.target else None) for line in desk.plan.lines]
    total = desk.plan.total
    return {
        "plan": desk.plan,
        "rows": rows,
        "total_mark": int(share * total.target) if total.target else None,
        "time_progress": share,
    }


def _fund(desk: Desk) -> dict[str, Any]:
    fund = desk.fund
    income = fund.carried + fund.allotted + fund.recovered
    rest = income - fund.paid - fund.awaiting - fund.in_notice - fund.in_review
    lines = [
        ("done", "已拨付", fund.paid),
        ("wait", "待拨付", fund.awaiting),
        ("pub", "公示中", fund.in_notice),
        ("late", "审核中", fund.in_review),
        ("", "尚可使用", rest),
    ]
    return {"fund": fund, "income": income, "rest": rest, "lines": lines}


def _alerts(desk: Desk) -> dict[str, Any]:
    return {"alerts": alerts(desk.actor)}


def _agenda(desk: Desk) -> dict[str, Any]:
    return {"agenda": agenda(desk.actor)}


def _kpis(desk: Desk) -> dict[str, Any]:
    return {"tiles": list(_tiles(desk))}


def _tiles(desk: Desk) -> Iterator[Tile]:
    due_today = sum(item.days_left == 0 for item in desk.work.items)
    words = [f"逾期 {desk.work.late} 件"] if desk.work.late else []
    words += [f"今日到期 {due_today} 件"] if due_today else []
    kind = "danger" if desk.work.late else "warn"
    yield Tile(
        "待我办理",
        str(desk.work.total),
        "件",
        "，".join(words),
        kind if words else "",
        reverse("reports:todo"),
    )
    total = desk.plan.total
    of = (
        f"/ {total.target:,} 人次　{percent_text(total.rate)}"
        if total.target and total.rate is not None
        else "人次"
    )
    memo = f"时序进度 {percent_text(time_progress(desk.today))}，另有在培 {total.in_training} 人"
    yield Tile("年度培训（已结业）", f"{total.finished:,}", of, memo)
    fund = desk.fund
    income = fund.carried + fund.allotted
    memo = f"待拨付 {format_wan(fund.awaiting)} 万元，公示中 {format_wan(fund.in_notice)} 万元"
    yield Tile("资金支出", format_wan(fund.paid), f"/ {format_wan(income)} 万元", memo)
    running = TrainingClass.objects.visible_to(desk.actor).in_training()
    present = Count("enrolments", filter=~Q(enrolments__state=EnrolmentState.WITHDRAWN))
    counts = running.aggregate(classes=Count("pk", distinct=True), heads=present)
    yield Tile("在培班次", str(counts["classes"]), "个", f"在班学员 {counts['heads']} 人")


def _own_classes(desk: Desk) -> dict[str, Any]:
    """The institution's classes that are not over, those that it still writes first; three queries."""
    rows = TrainingClass.objects.visible_to(desk.actor).live().exclude(state=ClassState.ARCHIVED).with_names()
    is_mine = Case(When(state__in=EDITABLE_STATES, then=Value(0)), default=Value(1))
    classes = list(rows.order_by(is_mine, "-state_since")[:OWN_CLASSES])
    acceptances = {a.training_class_id: a for a in Acceptance.objects.filter(training_class__in=classes)}
    claims: dict[Any, list[SubsidyClaim]] = {}
    for claim in (
        SubsidyClaim.objects.filter(training_class__in=classes).select_related("notice").order_by("stage")
    ):
        claims.setdefault(claim.training_class_id, []).append(claim)
    own = [
        OwnClass(each, next_step(each, acceptances.get(each.pk), claims.get(each.pk, []), desk.dates))
        for each in classes
    ]
    return {
        "own": own,
        "returned": [each for each in own if each.training_class.state == ClassState.RETURNED],
    }


def _draft(desk: Desk) -> dict[str, Any]:
    """The eight papers of the application that is being prepared."""
    rows = TrainingClass.objects.visible_to(desk.actor).filter(state__in=EDITABLE_STATES).with_names()
    draft = rows.order_by("-created_at").first()
    tasks = material_tasks(draft) if draft else []
    return {"draft": draft, "tasks": tasks, "done": sum(task.tag.kind == "ok" for task in tasks)}


def _claims(desk: Desk) -> dict[str, Any]:
    rows = SubsidyClaim.objects.visible_to(desk.actor).with_names().order_by("-state_since")
    return {"claims": rows[:SHOWN]}


def _employment(desk: Desk) -> dict[str, Any]:
    rows = TrainingClass.objects.visible_to(desk.actor).filter(state__in=FINISHED_STATES).with_names()
    waiting = rows.exclude(state__in=[ClassState.PAID, ClassState.ARCHIVED]).order_by("-ends_on")[:3]
    summaries: Sequence[tuple[TrainingClass, EmploymentOverview]] = employment_summaries(list(waiting))
    return {"employment": [(each, found) for each, found in summaries if found.verified]}


def _attendance(desk: Desk) -> dict[str, Any]:
    running = list(TrainingClass.objects.visible_to(desk.actor).in_training().with_names())
    rates = day_rates([each.pk for each in running], desk.today)
    return {"attendance": [(each, rates.get(each.pk)) for each in running]}


def _inspections(desk: Desk) -> dict[str, Any]:
    return {"tasks": tasks_of(desk.actor)[:SHOWN]}


def _findings(desk: Desk) -> dict[str, Any]:
    rows = Inspection.objects.visible_to(desk.actor).unsettled()
    related = rows.select_related("training_class__occupation", "training_class__institution")
    return {"findings": related.order_by("rectify_by")[:SHOWN]}


def _payments(desk: Desk) -> dict[str, Any]:
    """What the finance desk has before it: what may be sent, what was sent."""
    states = ("notice_closed", "sent_to_finance", "payment_failed")
    rows = SubsidyClaim.objects.visible_to(desk.actor).filter(state__in=states)
    total = rows.aggregate(fen=Sum("total_fen"))["fen"] or 0
    return {"claims": rows.with_names().order_by("pay_by", "number")[:SHOWN], "total_fen": total}


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


KPIS = Panel("kpis", _kpis)
TODO = Panel("todo", _todo)
PLAN = Panel("plan", _plan)
OWN_CLASSES_PANEL = Panel("own_classes", _own_classes)
DRAFT = Panel("draft", _draft)
PAYMENTS = Panel("payments", _payments)
TASKS = Panel("inspections", _inspections)
FINDINGS = Panel("findings", _findings)
ALERTS = Panel("alerts", _alerts, aside=True)
FUND = Panel("fund", _fund, aside=True)
AGENDA = Panel("agenda", _agenda, aside=True)
ATTENDANCE = Panel("attendance", _attendance, aside=True)
CLAIMS = Panel("claims", _claims, aside=True)
EMPLOYMENT = Panel("employment", _employment, aside=True)

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
    Role.CLASS_TEACHER: (OWN_CLASSES_PANEL, TODO, ATTENDANCE, AGENDA),
}


def panels_of(actor: Actor) -> tuple[Panel, ...]:
    """The panels of all roles held, each once, in the order of the roles."""
    found = [panel for role, panels in PANELS.items() if role in actor.roles for panel in panels]
    return tuple(dict.fromkeys(found))


def workbench_of(actor: Actor) -> list[Shown]:
    desk = Desk(actor)
    return [Shown(panel, panel.read(desk)) for panel in panels_of(actor)]
