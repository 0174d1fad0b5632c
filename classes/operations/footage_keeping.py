"""Recordings past their term: held, listed by one, approved by another, destroyed by the system, proof kept."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from classes.enums import DestructionVerb as V
from classes.enums import RecordingState
from classes.models import DestructionItem, DestructionList, FootageHold, Recording, TrainingClass
from classes.queries.keeping import past_term
from classes.workflow_keeping import DESTRUCTION
from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role, signed_in
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.files import path_of
from foundation.jobs.operations import enqueue
from foundation.workflow.engine import performs

DESTROY_FOOTAGE = "classes.destroy_footage"
KEEPERS = (Role.REGISTRY_OFFICER, Role.INSPECTION_HEAD)


def hold_footage(training_class: TrainingClass, *, actor: Actor, reason: str) -> FootageHold:
    """Nothing of this class is destroyed until the hold is lifted."""
    require_role(actor, *KEEPERS, doing="暂停销毁录像")
    if not reason.strip():
        raise Invalid("footage.hold_reason_missing", "请写明暂停销毁的理由。")
    hold = FootageHold(
        training_class=training_class,
        reason=reason.strip()[:200],
        placed_at=clock.now(),
        placed_by_id=signed_in(actor),
    )
    try:
        with transaction.atomic():
            hold.save()
            append(Event("footage.hold", "暂停销毁录像", training_class, hold.reason), actor=actor)
    except IntegrityError as error:
        raise NotNow("footage.held_already", "本班录像已经暂停销毁，无须再办。") from error
    return hold


def lift_hold(hold: FootageHold, *, actor: Actor) -> FootageHold:
    """The term of the parameters holds again."""
    require_role(actor, *KEEPERS, doing="解除暂停销毁")
    with transaction.atomic():
        lifted = FootageHold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(
            lifted_at=clock.now(), lifted_by_id=actor.user_id
        )
        if lifted != 1:
            raise NotNow("footage.hold_lifted", "暂停销毁已经解除，无须再办，请刷新页面。")
        append(Event("footage.lift_hold", "解除暂停销毁录像", hold.training_class, hold.reason), actor=actor)
    return FootageHold.objects.get(pk=hold.pk)


def propose_destruction(*, actor: Actor, recordings: Iterable[UUID], reason: str) -> DestructionList:
    """One person lists recordings whose term is over; nothing happens until another approves."""
    require_role(actor, *KEEPERS, doing="提出录像销毁清单")
    if not reason.strip():
        raise Invalid("destruction.reason_missing", "请写明销毁理由（例如：留存期满）。")
    wanted = set(recordings)
    due = [each for each in past_term(actor, wanted) if each.is_due]
    if not wanted or len(due) != len(wanted):
        raise Invalid("destruction.not_due", "只能选择留存期满且没有暂停销毁的录像，请刷新页面后重新勾选。")
    with transaction.atomic():
        destruction: DestructionList = DestructionList.objects.create(
            reason=reason.strip()[:200],
            created_by_id=actor.user_id,
            created_at=clock.now(),
            state_since=clock.now(),
        )
        DestructionItem.objects.bulk_create(
            DestructionItem(destruction=destruction, recording=each.recording, kept_until=each.until)
            for each in due
        )
        append(
            Event(
                "destruction.propose",
                f"提出录像销毁清单（{len(due)} 个文件）",
                destruction,
                destruction.reason,
                {"files": [_proof(each.recording) for each in due]},
            ),
            actor=actor,
        )
    return destruction


@performs(DESTRUCTION, V.APPROVE)
def approve_destruction(record: DestructionList, *, actor: Actor, comment: str = "") -> None:
    """A second person agrees; the system then does away with the bytes."""
    enqueue(
        DESTROY_FOOTAGE,
        actor=actor,
        title=f"销毁{record}",
        payload={"destruction_id": str(record.pk)},
        dedupe_key=str(record.pk),
    )


@performs(DESTRUCTION, V.REFUSE)
def refuse_destruction(record: DestructionList, *, actor: Actor, comment: str = "") -> None:
    """The recordings stay; they may be listed again. Also after the approval, as long as the bytes are there."""


@performs(DESTRUCTION, V.CARRY_OUT)
def carry_out_destruction(record: DestructionList, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The bytes go when this is written; name, digest, length and marks of every file stay as proof."""
    gone = list(
        Recording.objects.filter(destructions__destruction=record, state=RecordingState.READ).select_related(
            "file"
        )
    )
    proof = [_proof(each) for each in gone]
    for each in gone:
        stored = each.file
        each.state, each.destroyed_at, each.file = RecordingState.DESTROYED, clock.now(), None
        each.save(update_fields=["state", "destroyed_at", "file"])
        if stored is not None:
            transaction.on_commit(partial(path_of(stored).unlink, missing_ok=True))
            stored.delete()
    return {"files": proof}


def _proof(recording: Recording) -> str:
    return f"{recording.training_class_id} {recording.name} {recording.size} {recording.sha256}"
