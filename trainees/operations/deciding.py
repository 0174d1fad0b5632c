"""认定: of each finding a person of the bureau says whether it stands, and why; a changed verdict is taken note of."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.policy.queries import office_parameters
from trainees.enums import DECIDING_ROLES, ApplicationState, HitDecision, HitKind
from trainees.models import Application, CheckAlert, CrossCheckHit, ListRow
from trainees.rules.catalogue import HINTS

THIS_YEAR = frozenset({HitKind.OTHER_INSTITUTION, HitKind.SAME_OCCUPATION_THIS_YEAR})
DECISIONS = frozenset({HitDecision.ACCEPTED, HitDecision.FALSE_ALARM, HitDecision.BLOCKING})


@transaction.atomic
def decide_hit(
    hit: CrossCheckHit, *, actor: Actor, decision: str, reason: str, correction_letter: str = ""
) -> CrossCheckHit:
    """A person of the bureau says of one finding whether it stands against the applicant, and why.

    误报 of a check that blocks needs the letter by which the department corrects its list; the row is then struck,
    and the next comparison no longer finds it.
    """
    require_role(actor, *DECIDING_ROLES, doing="认定比对结果")
    if not CrossCheckHit.objects.visible_to(actor).filter(pk=hit.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    if decision not in DECISIONS:
        raise Invalid("hit.decision_missing", "请选择“不影响”“误报”或“不符合”。")
    if not reason.strip():
        raise Invalid("hit.reason_missing", "认定须写明理由，如核对了哪些材料。")
    application = Application.objects.select_for_update().get(pk=hit.application_id)
    hit = CrossCheckHit.objects.select_related("application").get(pk=hit.pk)
    _require_open_case(application, hit)
    _require_right_to_wave_through(hit, decision, correction_letter)
    before, hit.decision, hit.decision_reason = hit.decision, decision, reason.strip()
    hit.decided_by_id, hit.decided_at = actor.user_id, clock.now()
    hit.save(update_fields=["decision", "decision_reason", "decided_by", "decided_at"])
    detail: dict[str, Any] = {
        "kind": hit.kind,
        "finding": hit.message,
        "before": before,
        "decision": decision,
    }
    if decision == HitDecision.FALSE_ALARM and correction_letter.strip():
        detail |= {"correction_letter": correction_letter.strip(), "struck_rows": _strike(hit)}
    title = f"认定比对结果：{HitDecision(decision).label}"
    append(Event("application.decide_hit", title, application, reason, detail), actor=actor)
    return hit


@transaction.atomic
def acknowledge_alert(alert: CheckAlert, *, actor: Actor, note: str) -> CheckAlert:
    """The owner of the check has looked at the change, and says what follows from it."""
    require_role(actor, *DECIDING_ROLES, doing="处理比对变化")
    if alert.kind in HINTS:
        raise NotNow("alert.only_informs", "这条只作提示，不需要处理。")
    if not note.strip():
        raise Invalid("alert.note_missing", "请写明处理情况，如已重新认定、已通知机构。")
    changed = (
        CheckAlert.objects.visible_to(actor)
        .unseen()
        .filter(pk=alert.pk)
        .update(seen_at=clock.now(), seen_by=actor.user_id, note=note.strip())
    )
    if changed != 1:
        raise NotNow("alert.already_seen", "这条变化已经有人处理，请刷新页面。")
    alert = CheckAlert.objects.select_related("application__person").get(pk=alert.pk)
    detail = {"kind": alert.kind, "before": alert.before, "after": alert.after}
    append(
        Event("application.acknowledge_alert", "处理比对变化", alert.application, note, detail), actor=actor
    )
    return alert


def _require_open_case(application: Application, hit: CrossCheckHit) -> None:
    if application.state in {ApplicationState.WITHDRAWN, ApplicationState.REJECTED}:
        raise NotNow("hit.application_closed", "这名学员的报名已经办结，不需要再认定。")
    if hit.decision == HitDecision.NOTED:
        raise NotNow("hit.only_informs", "这条只作提示，不需要认定。")
    was_decided_before = hit.decision != HitDecision.OPEN and hit.gone_at is None
    if application.state == ApplicationState.IN_CLASS and was_decided_before:
        raise NotNow("hit.already_in_class", "这名学员已经编入班级，比对结果不能再改；有新情况请按退班办理。")


def _require_right_to_wave_through(hit: CrossCheckHit, decision: str, letter: str) -> None:
    """What blocks is not waived; whether a second training in a year is, says a parameter (A25)."""
    if hit.blocks and decision == HitDecision.ACCEPTED:
        raise NotNow(
            "hit.blocks",
            "本项不得参训，不能认定不影响；名单有误的，由提供部门出函更正后认定误报，否则认定不符合。",
        )
    if hit.blocks and decision == HitDecision.FALSE_ALARM and not letter.strip():
        raise Invalid("hit.letter_missing", "认定误报须填写提供部门更正名单的函号。")
    if (
        decision == HitDecision.ACCEPTED
        and hit.kind in THIS_YEAR
        and office_parameters(clock.today()).choice("yearly_limit") == "block"
    ):
        raise NotNow(
            "hit.once_a_year",
            "现行参数规定同年参加多类培训的不予受理，请认定不符合；确需受理的，先按程序修改政策参数。",
        )


def _strike(hit: CrossCheckHit) -> int:
    """The row that the department has taken back no longer speaks against anybody."""
    if hit.snapshot_id is None or hit.row_number is None:
        return 0
    rows = ListRow.objects.filter(snapshot_id=hit.snapshot_id, row_number=hit.row_number)
    return rows.filter(struck_at__isnull=True).update(struck_at=clock.now())
