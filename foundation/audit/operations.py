"""Writing the record. Appending is the only thing that can be done to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from foundation.accounts.actor import Actor
from foundation.audit.models import ChainHead, Entry, Result
from foundation.core import clock, crypto


@dataclass(frozen=True)
class Event:
    """What to record. `record` may name its class by `case_id` and its institution by `institution_id`."""

    action: str
    title: str
    record: models.Model | None = None
    comment: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    result: str = Result.DONE
    from_state: str = ""
    to_state: str = ""


def append(event: Event, *, actor: Actor) -> Entry:
    """Append one entry to the chain, in the caller's transaction; the chain's head is locked to its end."""
    with transaction.atomic():
        head = ChainHead.objects.select_for_update().get(pk=1)
        entry = _entry(event, actor)
        entry.seq = head.seq + 1
        entry.prev_mac = head.mac
        entry.key_id, entry.mac = crypto.keyed_digest(entry.signed_bytes())
        entry.save(force_insert=True)
        moved = ChainHead.objects.filter(pk=1, seq=head.seq).update(seq=entry.seq, mac=entry.mac)
        if moved != 1:
            raise RuntimeError("the audit chain moved under a lock")
    return entry


def _entry(event: Event, actor: Actor) -> Entry:
    record = event.record
    return Entry(
        at=clock.now(),
        actor_id=actor.user_id,
        actor_name=actor.name,
        actor_roles=",".join(sorted(actor.roles)),
        organisation_id=actor.organisation_id,
        organisation_name=actor.organisation_name,
        ip=actor.ip,
        request_id=actor.request_id,
        action=event.action,
        title=event.title,
        object_type=record._meta.label_lower if record is not None else "",
        object_id=str(record.pk) if record is not None else "",
        case_id=getattr(record, "case_id", None),
        institution_id=getattr(record, "institution_id", None),
        from_state=event.from_state,
        to_state=event.to_state,
        comment=event.comment,
        # A detail must survive JSON unchanged, or its MAC could not be recomputed.
        detail=json.loads(json.dumps(dict(event.detail), ensure_ascii=False, default=str)),
        result=event.result,
    )
