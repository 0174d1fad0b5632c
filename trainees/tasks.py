"""Background work of the applicants: comparing a roster anew, marking wishes that wait too long."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.jobs.handlers import JobContext, Outcome, handles
from foundation.jobs.schedule import daily
from trainees.operations import compare_group, mark_overdue_needs


@handles("trainees.compare")
def compare(context: JobContext) -> Outcome:
    """Payload: group_id. Runs set-based in one transaction, so it is either done or not."""
    group_id = UUID(context.payload["group_id"])
    context.progress(0, 1, "正在比对")
    open_hits = compare_group(group_id)
    context.progress(1, 1)
    url = reverse("trainees:group_detail", args=[group_id])
    return Outcome(f"比对完成，{open_hits} 条需认定" if open_hits else "比对完成，没有需认定的情况", url=url)


@daily("trainees.mark_overdue_needs")
def mark_needs() -> int:
    """Wishes that were not answered in time."""
    return mark_overdue_needs(actor=Actor.system())
