"""差异说明: the institution explains a difference of 五源对账 with a proof, 监督检查小组 judges it (N5)."""

from __future__ import annotations

from typing import Any

from django.core.files import File
from django.db import transaction

from classes.models import PlannedSession, TrainingClass
from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role, signed_in
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.files import take_in
from foundation.core.models import FileKind
from foundation.workflow.engine import performs
from foundation.workflow.messages import tell
from subsidies.enums import DifferenceVerb
from subsidies.models import DifferenceExplanation
from subsidies.queries.sources import RECONCILED, Standing, standing_at
from subsidies.workflow import DIFFERENCE

PROOFS = (FileKind.PDF, FileKind.JPG, FileKind.PNG)
LARGEST_PROOF = 20 * 1024 * 1024


@transaction.atomic
def explain_difference(
    session: PlannedSession, *, actor: Actor, code: str, reason: str, proof: File[bytes]
) -> DifferenceExplanation:
    """The institution says how a difference came about and proves it; judged by somebody else."""
    require_role(actor, Role.INSTITUTION_MANAGER, doing="说明对账差异")
    standing = _to_be_explained(_locked(session, actor), code)
    if not reason.strip():
        raise Invalid("difference.reason_missing", "请写明差异是怎么产生的，例如谁、何时、因何离开或晚到。")
    explanation = DifferenceExplanation.objects.create(
        session=session,
        code=standing.difference.code,
        evidence=standing.difference.evidence,
        reason=reason.strip(),
        proof=take_in(proof, allowed=PROOFS, max_size=LARGEST_PROOF, by_id=actor.user_id),
        created_by_id=signed_in(actor),
    )
    detail = {"difference": explanation.evidence, "proof": explanation.proof.sha256}
    append(
        Event("difference.explain", "说明对账差异", explanation, comment=reason, detail=detail), actor=actor
    )
    examiners = holders_of(Role.INSPECTOR, Role.INSPECTION_HEAD).values_list("pk", flat=True)
    tell(set(examiners), title=f"{explanation}：说明待认定", url=explanation.get_absolute_url())
    return explanation


def _locked(session: PlannedSession, actor: Actor) -> PlannedSession:
    """Its class locked, so that a second tab waits for the first."""
    if not PlannedSession.objects.visible_to(actor).filter(pk=session.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    training_class = TrainingClass.objects.select_for_update().get(pk=session.training_class_id)
    if training_class.state not in RECONCILED:
        label = training_class.state_tag.label
        raise NotNow("difference.class_is_settled", f"本班现为“{label}”，验收以前才能说明对账差异。")
    return session


def _to_be_explained(session: PlannedSession, code: str) -> Standing:
    standing = standing_at(session, code)
    if standing is None:
        raise NotNow("difference.gone", f"{session}已没有这项差异，请刷新页面查看。")
    if not standing.difference.may_be_explained:
        raise Invalid("difference.to_be_mended", f"{standing.difference.said}；这项差异不能以说明代替。")
    if standing.explanation is not None and not standing.may_be_explained:
        raise NotNow("difference.already_explained", "这项差异已有说明，请等监督检查小组认定。")
    return standing


@performs(DIFFERENCE, DifferenceVerb.ACCEPT)
def accept_explanation(record: DifferenceExplanation, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """监督检查小组 has looked at the proof: the difference is explained and stops nothing any more."""
    return {"difference": record.evidence}


@performs(DIFFERENCE, DifferenceVerb.REJECT)
def reject_explanation(record: DifferenceExplanation, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The explanation does not hold: the difference stays open, and may be explained anew."""
    return {"difference": record.evidence}
