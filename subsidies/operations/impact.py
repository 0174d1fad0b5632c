"""影响测算 (N23): made when a value is proposed, asked for before it is put into force, kept with it from then on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.models import User
from foundation.accounts.queries import actor_of
from foundation.administration.operations.parameters import MAY_ACTIVATE, MAY_PROPOSE
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import NotNow
from foundation.jobs.handlers import Progress, unheard
from foundation.jobs.models import Job
from foundation.jobs.operations import enqueue
from foundation.policy.impact import Assessment
from foundation.policy.models import ParameterRow, ParameterState
from subsidies.enums import ImpactKind
from subsidies.models import ImpactLine, ParameterImpact
from subsidies.operations.forecast import begin_recompute
from subsidies.queries.impact import (
    governing_without,
    impact_of,
    lines_digest,
    proposal_of,
    summary_of,
    weigh,
    why_stale,
)

KIND = "subsidies.assess_parameter"
MAY_ASSESS = MAY_PROPOSE | MAY_ACTIVATE
BATCH = 1_000


@transaction.atomic
def order_assessment(row: ParameterRow, *, actor: Actor) -> Job:
    """Whoever proposes or puts into force wants the impact anew, for instance because another value was activated."""
    require_role(actor, *MAY_ASSESS, doing="测算影响")
    if row.state != ParameterState.PROPOSED:
        raise NotNow("impact.parameter_decided", "这条提议已经办理，影响测算不再更新。")
    return _begin(row, actor)


def _begin(row: ParameterRow, actor: Actor) -> Job:
    title = f"影响测算：{row}"[:120]
    return enqueue(KIND, actor=actor, title=title, payload={"parameter": str(row.pk)}, dedupe_key=str(row.pk))


def assess_parameter(row: ParameterRow, *, actor: Actor, progress: Progress = unheard) -> ParameterImpact:
    """Weigh the proposal against every class and claim; what differs is listed, the rest is counted."""
    counts = dict.fromkeys(ImpactKind, 0)
    affected: list[ImpactLine] = []
    base = governing_without(row)
    for each in weigh(row, progress):
        counts[each.kind] += 1
        if each.differs:
            affected.append(each.as_line())
    with transaction.atomic():
        _require_open(row)
        impact, _ = ParameterImpact.objects.update_or_create(
            parameter=row,
            defaults={
                "proposal": proposal_of(row),
                "base_digest": base.digest,
                "pending_classes": counts[ImpactKind.PENDING],
                "pinned_classes": counts[ImpactKind.PINNED],
                "past_claims": counts[ImpactKind.CLAIMED],
                "digest": "",
                "computed_at": clock.now(),
            },
        )
        _replace(impact, affected)
        detail = {"affected": len(affected), "classes": sum(counts.values()), "digest": impact.digest}
        append(Event("impact.assessed", f"影响测算 {row}"[:120], row, detail=detail), actor=actor)
    return impact


def _require_open(row: ParameterRow) -> None:
    """Nobody decides the proposal while its assessment is exchanged."""
    if not ParameterRow.objects.select_for_update().filter(pk=row.pk, state=ParameterState.PROPOSED).exists():
        raise NotNow("impact.parameter_decided", "这条提议已经办理，影响测算不再更新。")


def _replace(impact: ParameterImpact, lines: Sequence[ImpactLine]) -> None:
    ImpactLine.objects.filter(impact=impact).delete()
    for line in lines:
        line.impact = impact
    ImpactLine.objects.bulk_create(lines, batch_size=BATCH)
    impact.digest = lines_digest(impact)
    impact.save(update_fields=["digest"])


class ImpactAssessor:
    """What the parameters are told at start-up (foundation.policy.impact)."""

    def proposed(self, row: ParameterRow) -> None:
        proposer = User.objects.filter(pk=row.proposed_by_id).first() if row.proposed_by_id else None
        _begin(row, actor_of(proposer) if proposer else Actor.system())

    def assessment_of(self, row: ParameterRow) -> Assessment:
        found = impact_of(row)
        url = reverse("subsidies:impact_detail", args=[row.pk])
        if found is None:
            return Assessment(False, "影响测算还没有完成", url)
        stale = why_stale(found, row)
        if stale:
            return Assessment(False, f"测算以后{stale}，影响测算须重新生成", url)
        return Assessment(True, summary_of(found), url)

    def activated(self, row: ParameterRow) -> None:
        ParameterImpact.objects.filter(parameter=row, frozen_at=None).update(frozen_at=clock.now())
        begin_recompute(actor=Actor.system())
