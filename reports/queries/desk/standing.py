"""How the year stands, for those who answer for it: plan, fund, and the figures on top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from classes.enums import EnrolmentState
from classes.models import TrainingClass
from foundation.core.money import format_wan, percent_text
from reports.queries.desk.reading import Desk
from reports.queries.progress import UNDER_WAY


@dataclass(frozen=True)
class Tile:
    """One figure of the strip on top."""

    label: str
    figure: str
    unit: str
    memo: str = ""
    kind: str = ""
    url: str = ""


def plan(desk: Desk) -> dict[str, Any]:
    share = desk.plan.time_progress
    rows = [(line, int(share * line.target) if line.target else None) for line in desk.plan.lines]
    total = desk.plan.total
    return {
        "plan": desk.plan,
        "rows": rows,
        "total_mark": int(share * total.target) if total.target else None,
        "time_progress": share,
    }


def fund(desk: Desk) -> dict[str, Any]:
    found = desk.fund
    income = found.carried + found.allotted + found.recovered
    rest = income - found.paid - found.awaiting - found.in_notice - found.in_review
    lines = [
        (kind, label, fen, Fraction(fen, income) if income else None)
        for kind, label, fen in (
            ("done", "已拨付", found.paid),
            ("wait", "待拨付", found.awaiting),
            ("pub", "公示中", found.in_notice),
            ("late", "审核中", found.in_review),
            ("rest", "尚可使用", rest),
        )
    ]
    return {"fund": found, "income": income, "rest": rest, "lines": lines}


def kpis(desk: Desk) -> dict[str, Any]:
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
    until = desk.plan.last_day
    memo = (
        f"时序进度 {percent_text(desk.plan.time_progress)}（至{until.month}月{until.day}日），"
        f"另有在培 {total.in_training} 人次"
    )
    yield Tile("年度培训（已结业）", f"{total.finished:,}", of, memo)
    found = desk.fund
    income = found.carried + found.allotted
    memo = f"待拨付 {format_wan(found.awaiting)} 万元，公示中 {format_wan(found.in_notice)} 万元"
    yield Tile("资金支出", format_wan(found.paid), f"/ {format_wan(income)} 万元", memo)
    running = TrainingClass.objects.visible_to(desk.actor).filter(
        state__in=UNDER_WAY, starts_on__lte=desk.today
    )
    present = Count("enrolments", filter=~Q(enrolments__state=EnrolmentState.WITHDRAWN))
    counts = running.aggregate(classes=Count("pk", distinct=True), heads=present)
    yield Tile("在培班次", str(counts["classes"]), "个", f"在培 {counts['heads']} 人次，含中止、待考")
