"""疑点处理: 监督检查小组 decides about what looks too much alike, and says why (D.4; F6)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role, signed_in
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid
from inspections.enums import NAMES_AN_INSPECTION, SuspicionOutcome
from inspections.models import Inspection, SuspicionDecision
from inspections.queries.suspicions import opened


@transaction.atomic
def decide_suspicion(
    sealed: str, *, actor: Actor, outcome: str, reason: str, inspection_number: str = ""
) -> SuspicionDecision:
    """Decide about what the page has shown (`sealed`), with the reason and, where one follows, the inspection."""
    require_role(actor, Role.INSPECTOR, Role.INSPECTION_HEAD, doing="处理数据疑点")
    suspicion = opened(sealed)
    if outcome not in SuspicionOutcome.values:
        raise Invalid("suspicion.outcome_missing", "请选择处理方式。")
    if not reason.strip():
        raise Invalid("suspicion.reason_missing", "请写明看了哪些记录、为什么这样处理。")
    decision = SuspicionDecision(
        fingerprint=suspicion.fingerprint,
        year=suspicion.year,
        title=suspicion.title,
        about_id=suspicion.institution_id,
        said=suspicion.said,
        evidence=[list(each) for each in suspicion.evidence],
        outcome=outcome,
        reason=reason.strip(),
        inspection=_inspection(UUID(suspicion.institution_id), outcome, inspection_number, actor),
        decided_by_id=signed_in(actor),
    )
    decision.save()
    detail = {"said": decision.said, "institution": str(decision.about_id), "evidence": decision.evidence}
    title = f"处理数据疑点：{decision.title}，{decision.get_outcome_display()}"
    append(Event("suspicion.decide", title, decision, comment=decision.reason, detail=detail), actor=actor)
    return decision


def _inspection(institution_id: UUID, outcome: str, number: str, actor: Actor) -> Inspection | None:
    """The inspection that follows, of this very institution; a finding is one whose notice is issued."""
    if outcome not in NAMES_AN_INSPECTION:
        return None
    rows = Inspection.objects.visible_to(actor).filter(training_class__institution_id=institution_id)
    found = rows.filter(number=number.strip().upper()).first()
    if found is None:
        raise Invalid(
            "suspicion.inspection_unknown", "请填写本机构一次检查的编号；还没有安排的，先在“检查计划”中安排。"
        )
    if outcome == SuspicionOutcome.FINDING and not found.severity:
        raise Invalid(
            "suspicion.notice_not_issued", f"检查 {found.number} 还没有下发整改通知，下发后才能按“查实”处理。"
        )
    return found
