"""信息比对 and 认定: findings are written down, and each is decided by a person with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.policy.queries import office_parameters
from trainees.enums import COMPARING_ROLES, DECIDING_ROLES, ApplicationState, HitDecision, HitKind
from trainees.models import Application, CrossCheckHit
from trainees.queries import find_hits, group_applications

THIS_YEAR = frozenset({HitKind.OTHER_INSTITUTION, HitKind.SAME_OCCUPATION_THIS_YEAR})


@transaction.atomic
def compare_group(group_id: UUID, *, actor: Actor | None = None) -> int:
    """Compare everybody on a roster anew; returns how many findings are open. May run any number of times."""
    actor = actor or Actor.system()
    require_role(actor, *COMPARING_ROLES, Role.SYSTEM, doing="信息比对")
    applications = list(group_applications(group_id).visible_to(actor))
    if not applications:
        raise NotNow("application_group.empty", "这份名册里没有人员，请先录入报名。")
    open_hits = record_findings(applications)
    detail = {"people": len(applications), "open_hits": open_hits}
    title = f"信息比对 {len(applications)} 人"
    append(Event("application_group.compare", title, applications[0], detail=detail), actor=actor)
    return open_hits


@transaction.atomic
def decide_hit(hit: CrossCheckHit, *, actor: Actor, decision: str, reason: str) -> CrossCheckHit:
    """A person of the bureau says of one finding whether it stands against the applicant, and why."""
    require_role(actor, *DECIDING_ROLES, doing="认定比对结果")
    if not CrossCheckHit.objects.visible_to(actor).filter(pk=hit.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    if decision not in {HitDecision.ACCEPTED, HitDecision.BLOCKING}:
        raise Invalid("hit.decision_missing", "请选择“认定不影响”或“认定不符合”。")
    if not reason.strip():
        raise Invalid("hit.reason_missing", "认定须写明理由，如核对了哪些材料。")
    application = Application.objects.select_for_update().get(pk=hit.application_id)
    if application.state in {ApplicationState.WITHDRAWN, ApplicationState.REJECTED}:
        raise NotNow("hit.application_closed", "这名学员的报名已经办结，不需要再认定。")
    if application.state == ApplicationState.IN_CLASS:
        raise NotNow("hit.already_in_class", "这名学员已经编入班级，比对结果不能再改；有新情况请按退班办理。")
    hit = CrossCheckHit.objects.select_related("application").get(pk=hit.pk)
    if decision == HitDecision.ACCEPTED:
        _require_more_than_once_a_year(hit)
    before, hit.decision, hit.decision_reason = hit.decision, decision, reason.strip()
    hit.decided_by_id, hit.decided_at = actor.user_id, clock.now()
    hit.save(update_fields=["decision", "decision_reason", "decided_by", "decided_at"])
    detail = {"kind": hit.kind, "finding": hit.message, "before": before, "decision": decision}
    title = f"认定比对结果：{HitDecision(decision).label}"
    append(Event("application.decide_hit", title, application, reason, detail), actor=actor)
    return hit


def _require_more_than_once_a_year(hit: CrossCheckHit) -> None:
    """Whether a second training in a year can be accepted at all is a parameter; the documents are silent (A25)."""
    if hit.kind in THIS_YEAR and office_parameters(clock.today()).choice("yearly_limit") == "block":
        raise NotNow(
            "hit.once_a_year",
            "现行参数规定同年参加多类培训的不予受理，请认定不符合；确需受理的，先按程序修改政策参数。",
        )


def record_findings(applications: Sequence[Application]) -> int:
    """Write new findings, drop open ones no longer true, keep every decision. Returns the number open."""
    found = {finding.key: finding for finding in find_hits(applications)}
    ids = [application.pk for application in applications]
    known = {
        (h.application_id, h.kind, h.message): h for h in CrossCheckHit.objects.filter(application__in=ids)
    }
    outdated = [h.pk for key, h in known.items() if key not in found and h.decision == HitDecision.OPEN]
    CrossCheckHit.objects.filter(pk__in=outdated, decision=HitDecision.OPEN).delete()
    now = clock.now()
    new = [
        CrossCheckHit(
            application_id=f.application_id, kind=f.kind, message=f.message, source=f.source, found_at=now
        )
        for key, f in found.items()
        if key not in known
    ]
    CrossCheckHit.objects.bulk_create(new, ignore_conflicts=True)
    Application.objects.filter(pk__in=ids).update(compared_at=now)
    return CrossCheckHit.objects.open().filter(application__in=ids).count()
