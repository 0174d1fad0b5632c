"""A parameter changes by two people: one proposes, another puts it into force (ADR 0002)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from foundation.accounts.actor import Actor
from foundation.accounts.enums import LEADERS, Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.policy.entry import read_entry
from foundation.policy.models import ParameterRow, ParameterState, PolicyDocument
from foundation.policy.queries import definitions, say_row

UNPRINTED = "DR-14"  # a value that no document prints is cited as the reading that asks for it

MAY_PROPOSE = frozenset({Role.TRAINING_OFFICER, Role.TRAINING_HEAD, Role.SYSTEM_ADMINISTRATOR})
MAY_ACTIVATE = frozenset({Role.TRAINING_HEAD}) | LEADERS


@transaction.atomic
def propose_parameter(
    *,
    actor: Actor,
    document: PolicyDocument,
    key: str,
    written: str,
    effective_from: date,
    clause_label: str = "",
    reason: str = "",
    is_trial: bool = False,
) -> ParameterRow:
    """Somebody of the training office proposes a value from a day on; nothing changes until another agrees."""
    if not actor.has_role(*MAY_PROPOSE):
        raise NotAllowed("parameter.wrong_role", "政策参数由培训业务小组或系统管理员提出修改。")
    definition = definitions().get(key)
    if definition is None:
        raise Invalid("parameter.unknown", f"没有“{key[:40]}”这个参数。")
    if not document.effective_from <= effective_from <= document.effective_to:
        raise Invalid(
            "parameter.outside_document",
            f"生效日期须在文件执行期内（{document.effective_from}至{document.effective_to}）。",
        )
    if not reason.strip():
        raise Invalid("parameter.reason_missing", "请写明修改理由和依据的文件。")
    kind, value = read_entry(definition, written)
    row = ParameterRow.objects.create(
        document=document,
        key=key,
        kind=kind,
        written=value,
        **_clause(document, key, clause_label, effective_from),
        effective_from=effective_from,
        is_trial=is_trial,
        reason=reason.strip(),
        proposed_by_id=actor.user_id,
        proposed_by_name=actor.name,
        proposed_at=clock.now(),
    )
    append(Event("parameter.proposed", f"提出参数 {definition.name}", row, reason, _detail(row)), actor=actor)
    return row


def _clause(document: PolicyDocument, key: str, label: str, on: date) -> dict[str, str]:
    """What the value rests on: the clause named; else that of the value it replaces; else DR-14, no clause."""
    if label:
        return {"clause_document": document.pk, "clause_label": label}
    replaced = (
        ParameterRow.objects.filter(
            document=document, key=key, state=ParameterState.ACTIVE, effective_from__lte=on
        )
        .order_by("-effective_from")
        .first()
    )
    if replaced is not None:
        return {"clause_document": replaced.clause_document, "clause_label": replaced.clause_label}
    return {"clause_document": UNPRINTED, "clause_label": ""}


@transaction.atomic
def activate_parameter(row: ParameterRow, *, actor: Actor) -> ParameterRow:
    """Another person, the head of the training office or a leader, puts the proposed value into force."""
    _require_second_person(row, actor)
    changes = {
        "state": ParameterState.ACTIVE,
        "activated_by_id": actor.user_id,
        "activated_by_name": actor.name,
        "activated_at": clock.now(),
        "confirmed_on": clock.today(),
    }
    try:
        with transaction.atomic():
            _close(row, changes)
    except IntegrityError as error:
        raise Invalid(
            "parameter.day_taken", "这个参数在同一天已有启用的值，请退回提出人改一个生效日期。"
        ) from error
    return _recorded(row, "parameter.activated", "启用参数", actor)


@transaction.atomic
def reject_parameter(row: ParameterRow, *, actor: Actor, reason: str) -> ParameterRow:
    """The second person does not agree; the proposal stays on record."""
    _require_second_person(row, actor)
    if not reason.strip():
        raise Invalid("parameter.reason_missing", "请写明不采用的理由。")
    _close(row, {"state": ParameterState.REJECTED})
    return _recorded(row, "parameter.rejected", "不采用参数", actor, reason)


def _require_second_person(row: ParameterRow, actor: Actor) -> None:
    if not actor.has_role(*MAY_ACTIVATE):
        raise NotAllowed("parameter.wrong_role", "参数由部门负责人或领导启用。")
    if row.proposed_by_id == actor.user_id:
        raise NotAllowed("parameter.same_person", "这个值由您本人提出，须由另一人启用或不采用。")


def _close(row: ParameterRow, changes: dict[str, Any]) -> None:
    proposed = ParameterRow.objects.filter(pk=row.pk, state=ParameterState.PROPOSED)
    if proposed.update(**changes) != 1:
        raise NotNow("parameter.not_proposed", "这条提议已经办理过，请刷新页面查看。")


def _recorded(row: ParameterRow, action: str, verb: str, actor: Actor, comment: str = "") -> ParameterRow:
    moved = ParameterRow.objects.get(pk=row.pk)
    append(
        Event(action, f"{verb} {definitions()[row.key].name}", moved, comment, _detail(moved)), actor=actor
    )
    return moved


def _detail(row: ParameterRow) -> dict[str, Any]:
    return {
        "document": row.document_id,
        "key": row.key,
        "value": row.written,
        "said": say_row(definitions()[row.key], row),
        "effective_from": row.effective_from,
    }
