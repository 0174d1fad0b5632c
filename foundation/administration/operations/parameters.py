"""A parameter changes by two people: one proposes, another puts it into force (ADR 0002)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.administration.operations.drafting import already_proposed, draft_parameter
from foundation.administration.workflow import ACTIVATING
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.reasons import Reason
from foundation.policy import impact
from foundation.policy.definitions import definitions
from foundation.policy.models import ParameterRow, ParameterState, PolicyDocument
from foundation.policy.types import Clause
from foundation.workflow.messages import tell

MAY_PROPOSE = frozenset({Role.TRAINING_OFFICER, Role.TRAINING_HEAD, Role.SYSTEM_ADMINISTRATOR})
MAY_ACTIVATE = frozenset(ACTIVATING)


@transaction.atomic
def propose_parameter(
    *,
    actor: Actor,
    document: PolicyDocument,
    key: str,
    written: str,
    effective_from: date,
    clause: Clause | None,
    reason: str,
    is_trial: bool = False,
) -> ParameterRow:
    """Somebody of the training office proposes a value from a day on; nothing changes until another agrees.

    `clause` is what the value rests on: a printed clause, a recorded reading, or `OFFICE_SETTING` with the number of
    the paper in which the bureau decided it.
    """
    _require_proposer(actor)
    _require_reason(reason, "请写明修改理由和依据的文件。")
    proposed = _proposed(
        draft_parameter(
            document,
            key,
            written=written,
            effective_from=effective_from,
            clause=clause,
            is_trial=is_trial,
        ),
        actor,
        reason,
    )
    if impact.is_assessed(definitions()[key].group):
        impact.announce_proposal(proposed)
    return proposed


@transaction.atomic
def propose_confirmation(row: ParameterRow, *, actor: Actor, reason: str) -> ParameterRow:
    """沿用确认: somebody proposes that a value in force goes on as it stands, for instance one carried over (A12)."""
    _require_proposer(actor)
    _require_reason(reason, "请写明确认沿用的依据，如会议纪要、文号。")
    if row.state != ParameterState.ACTIVE:
        raise NotNow("parameter.not_in_force", "只有已启用的值可以确认沿用，请刷新页面查看。")
    same = ParameterRow(
        document_id=row.document_id,
        key=row.key,
        kind=row.kind,
        written=row.written,
        clause_document=row.clause_document,
        clause_label=row.clause_label,
        effective_from=row.effective_from,
        is_trial=row.is_trial,
        confirms=row,
    )
    return _proposed(same, actor, reason)


def _proposed(row: ParameterRow, actor: Actor, reason: str) -> ParameterRow:
    row.reason = reason.strip()
    row.proposed_by_id, row.proposed_by_name, row.proposed_at = actor.user_id, actor.name, clock.now()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise already_proposed(_name(row), row.effective_from) from error
    verb = "提出沿用确认" if row.confirms_id else "提出参数"
    append(Event("parameter.proposed", f"{verb} {_name(row)}", row, reason, _detail(row)), actor=actor)
    seconds: set[UUID | None] = set(holders_of(*MAY_ACTIVATE).values_list("pk", flat=True))
    tell(seconds - {actor.user_id}, title=f"待启用：{row}", body=row.reason, url=row.get_absolute_url())
    return row


@transaction.atomic
def activate_parameter(row: ParameterRow, *, actor: Actor) -> ParameterRow:
    """Another person, the head of the training office or a leader, puts the proposed value into force."""
    _require_second_person(row, actor)
    _require_assessment(row)
    now = {"activated_by_id": actor.user_id, "activated_by_name": actor.name, "activated_at": clock.now()}
    try:
        with transaction.atomic():
            _supersede_confirmed(row)
            _close(row, {"state": ParameterState.ACTIVE, "confirmed_on": clock.today(), **now})
    except IntegrityError as error:
        raise Invalid(
            "parameter.day_taken", "这个参数在同一天已有启用的值，请退回提出人改一个生效日期。"
        ) from error
    moved = _recorded(row, "parameter.activated", "确认沿用" if row.confirms_id else "启用参数", actor)
    impact.announce_activation(moved)
    return moved


@transaction.atomic
def reject_parameter(row: ParameterRow, *, actor: Actor, reason: str) -> ParameterRow:
    """The second person does not agree; the proposal stays on record."""
    _require_second_person(row, actor)
    _require_reason(reason, "请写明不采用的理由。")
    _close(row, {"state": ParameterState.REJECTED})
    return _recorded(row, "parameter.rejected", "不采用参数", actor, reason)


def _require_proposer(actor: Actor) -> None:
    if not actor.has_role(*MAY_PROPOSE):
        raise NotAllowed("parameter.wrong_role", "政策参数由培训业务小组或系统管理员提出修改。")


def _require_reason(reason: str, message: str) -> None:
    if not reason.strip():
        raise Invalid("parameter.reason_missing", message)


def _require_second_person(row: ParameterRow, actor: Actor) -> None:
    if not actor.has_role(*MAY_ACTIVATE):
        raise NotAllowed("parameter.wrong_role", "参数由部门负责人或领导启用。")
    if row.proposed_by_id == actor.user_id:
        raise NotAllowed("parameter.same_person", "这个值由您本人提出，须由另一人启用或不采用。")


def _require_assessment(row: ParameterRow) -> None:
    """What a rate, a way of calculating or a gate would change is known before it is put into force (N23)."""
    if row.confirms_id or not impact.is_assessed(definitions()[row.key].group):
        return
    missing = [each for each in impact.assessments_of(row) if not each.is_ready]
    if missing:
        code, message = (
            "parameter.impact_missing",
            f"请先生成影响测算，看过后再启用（{missing[0].summary}）。",
        )
        raise NotNow(code, message, [Reason(code, message, link=each.url) for each in missing])


def _supersede_confirmed(row: ParameterRow) -> None:
    if row.confirms_id is None:
        return
    confirmed = ParameterRow.objects.filter(pk=row.confirms_id, state=ParameterState.ACTIVE)
    if confirmed.update(state=ParameterState.SUPERSEDED) != 1:
        raise NotNow("parameter.not_in_force", "要确认沿用的值已不在执行，请不采用这条提议。")


def _close(row: ParameterRow, changes: dict[str, Any]) -> None:
    proposed = ParameterRow.objects.filter(pk=row.pk, state=ParameterState.PROPOSED)
    if proposed.update(**changes) != 1:
        raise NotNow("parameter.not_proposed", "这条提议已经办理过，请刷新页面查看。")


def _recorded(row: ParameterRow, action: str, verb: str, actor: Actor, comment: str = "") -> ParameterRow:
    moved = ParameterRow.objects.get(pk=row.pk)
    append(Event(action, f"{verb} {_name(moved)}", moved, comment, _detail(moved)), actor=actor)
    title = f"{moved}，{moved.state_tag.label}（{actor.name}）"
    tell({moved.proposed_by_id} - {actor.user_id}, title=title, body=comment, url=moved.get_absolute_url())
    return moved


def _name(row: ParameterRow) -> str:
    return definitions()[row.key].name


def _detail(row: ParameterRow) -> dict[str, Any]:
    return {
        "document": row.document_id,
        "key": row.key,
        "value": row.written,
        "said": row.said,
        "clause": row.cite,
        "effective_from": row.effective_from,
    }
