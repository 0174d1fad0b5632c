"""Background work of the applicants: comparing rosters, reading and destroying lists, marking wishes that wait."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.accounts.queries import actor_of
from foundation.jobs.handlers import JobContext, Outcome, handles
from foundation.jobs.schedule import daily
from trainees.operations import (
    compare_group,
    destroy_due_lists,
    mark_overdue_needs,
    read_waiting_list,
    recheck_under_way,
)
from trainees.operations.lists import READ, RECHECK


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


@handles(READ)
def read_list(context: JobContext) -> Outcome:
    """Payload: snapshot_id. One transaction; run again, it finds the list read."""
    user = User.objects.select_related("organisation").get(pk=str(context.created_by_id))
    snapshot_id = UUID(context.payload["snapshot_id"])
    snapshot = read_waiting_list(snapshot_id, actor=actor_of(user), progress=context.progress)
    done = f"已导入 {snapshot.row_count} 行" if snapshot.imported_at else "没有导入，名单有问题"
    return Outcome(done, url=snapshot.get_absolute_url())


@handles(RECHECK)
def recheck(context: JobContext) -> Outcome:
    """Every roster under way, one transaction each; what a second run finds is what the first one left."""
    rosters = recheck_under_way(progress=context.progress)
    return Outcome(f"已重新比对 {rosters} 份名册", url=reverse("trainees:alert_list"))


@daily("trainees.destroy_lists")
def destroy_lists() -> int:
    """Lists whose term is over."""
    return destroy_due_lists()
