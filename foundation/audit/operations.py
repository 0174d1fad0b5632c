"""Writing the record. Appending is the only thing that can be done to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db import models, transaction

from foundation.accounts.actor import Actor
from foundation.audit.models import ChainHead, Entry, Result
from foundation.audit.queries import readings_since
from foundation.core import clock, crypto
from foundation.core.errors import NotNow


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
    return append_all([event], actor=actor)[0]


def append_all(events: Sequence[Event], *, actor: Actor) -> list[Entry]:
    """Append an entry for each event, in this order, under one lock of the chain's head; nothing for none."""
    if not events:
        return []
    # No savepoint: what happened is never undone while the record of it stands, nor the other way round.
    with transaction.atomic(savepoint=False):
        head = ChainHead.objects.select_for_update().get(pk=1)
        entries, last_mac = [], head.mac
        for seq, event in enumerate(events, head.seq + 1):
            entry = _entry(event, actor)
            entry.seq, entry.prev_mac = seq, last_mac
            entry.key_id, entry.mac = crypto.keyed_digest(entry.signed_bytes())
            entries.append(entry)
            last_mac = entry.mac
        Entry.objects.bulk_create(entries)
        moved = ChainHead.objects.filter(pk=1, seq=head.seq).update(seq=entries[-1].seq, mac=last_mac)
        if moved != 1:
            raise RuntimeError("the audit chain moved under a lock")
    return entries


def note_reading(event: Event, *, actor: Actor, per_hour: int = 0) -> Entry:
    """Record that somebody looked something up; `NotNow` when he has done this `per_hour` times within the hour."""
    if per_hour and readings_since(actor, (event.action,), clock.now() - timedelta(hours=1)) >= per_hour:
        raise NotNow("reading.too_many", f"一小时内已查询 {per_hour} 次，请稍后再查。")
    return append(replace(event, result=Result.READ), actor=actor)


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
