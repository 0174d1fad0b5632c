"""What everybody in the bureau works from: what waits, what stands out, what is coming."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from reports.queries.desk.reading import SHOWN, Desk
from reports.queries.watch import agenda as next_dates
from reports.queries.watch import alerts as what_stands_out
from subsidies.models import SubsidyClaim
from subsidies.queries.held import with_due

BULK: Mapping[str, tuple[str, str]] = {
    "application": ("报名资格审核、报名办理", "trainees:group_list"),
    "enrolment": ("学员核实、就业核验", "classes:employment_list"),
    "voucher": ("待发电子券", "vouchers:voucher_list"),
}


def todo(desk: Desk) -> dict[str, Any]:
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


def alerts(desk: Desk) -> dict[str, Any]:
    return {"alerts": what_stands_out(desk.actor, desk.office)}


def agenda(desk: Desk) -> dict[str, Any]:
    return {"agenda": next_dates(desk.actor, desk.office)}


def payments(desk: Desk) -> dict[str, Any]:
    """What the finance desk has before it: what may be sent, what was sent."""
    states = ("notice_closed", "sent_to_finance", "payment_failed")
    rows = with_due(SubsidyClaim.objects.visible_to(desk.actor).filter(state__in=states))
    claims = rows.with_names().order_by("pay_by", "number")[:SHOWN]
    total = rows.order_by().aggregate(fen=Sum("due_fen"))["fen"] or 0
    return {"claims": claims, "total_fen": total, "held_fen": desk.fund.held}
