"""Checking the whole record and taking extracts of it away; both leave their own trace."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.audit.models import ChainCheck, ChainHead
from foundation.audit.operations import Event, append, note_reading
from foundation.audit.queries import verify_chain
from foundation.core import clock
from foundation.jobs.handlers import Progress
from foundation.jobs.models import Job
from foundation.jobs.operations import enqueue
from foundation.workflow.messages import tell

CHECK_KIND = "audit.check_chain"
CHECK_TITLE = "校验留痕链"
AUDIT_READERS = (Role.AUDITOR, Role.AUDIT_ADMINISTRATOR)
EXPORTS_PER_HOUR = 20


@transaction.atomic
def order_check(*, actor: Actor) -> Job:
    """Somebody who reads the record wants it checked now; one check at a time."""
    require_role(actor, *AUDIT_READERS, doing="校验留痕链")
    return _enqueue(actor)


def order_daily_check() -> int:
    """1 when today's check was put on the work list, 0 when there is one already."""
    today = clock.today()
    done = ChainCheck.objects.first()
    if done is not None and clock.local(done.checked_at).date() >= today:
        return 0
    if Job.objects.filter(kind=CHECK_KIND, created_at__date=today).exists():
        return 0
    _enqueue(Actor.system())
    return 1


def _enqueue(actor: Actor) -> Job:
    return enqueue(CHECK_KIND, actor=actor, title=CHECK_TITLE, payload={}, dedupe_key=CHECK_KIND)


def check_chain(job_id: UUID, *, actor: Actor, progress: Progress) -> ChainCheck:
    """Verify the chain and write down what was found; a break is told to everybody who reads the record."""
    total = ChainHead.objects.get(pk=1).seq
    found = verify_chain(lambda seq: progress(min(seq, total), total, f"已校验到第 {seq} 条"))
    first = f"第 {found.breaks[0].seq} 条，{found.breaks[0].message}" if found.breaks else ""
    with transaction.atomic():
        check, is_new = ChainCheck.objects.get_or_create(
            job_id=job_id,
            defaults={
                "checked_by_name": actor.name,
                "entries": found.entries,
                "head_seq": found.head_seq,
                "head_mac": found.head_mac,
                "is_whole": found.is_whole,
                "first_break": first[:200],
            },
        )
        if is_new:
            detail = {"entries": found.entries, "head_seq": found.head_seq, "is_whole": found.is_whole}
            append(Event("audit.checked", CHECK_TITLE, comment=first, detail=detail), actor=actor)
            _tell_of_break(check)
    return check


def note_export(rows: int, conditions: dict[str, Any], *, actor: Actor, reason: str = "") -> None:
    """An extract of the record is taken away: who, how many lines, by which conditions."""
    require_role(actor, *AUDIT_READERS, doing="导出留痕")
    event = Event("audit.export", f"导出留痕 {rows} 条", comment=reason, detail={"rows": rows, **conditions})
    note_reading(event, actor=actor, per_hour=EXPORTS_PER_HOUR)


def _tell_of_break(check: ChainCheck) -> None:
    if not check.is_whole:
        readers: set[UUID | None] = set(holders_of(*AUDIT_READERS).values_list("pk", flat=True))
        tell(readers, title=f"留痕链校验发现断点：{check.first_break}", url="/audit/")
