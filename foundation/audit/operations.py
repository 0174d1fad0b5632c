"""Writing the record. Appending is the only thing that can be done to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction

from foundation.accounts.actor import Actor
from foundation.audit.models import Entry, Result
from foundation.audit.queries import readings_since
from foundation.core import clock, crypto
from foundation.core.errors import NotNow

# Every change anywhere goes through these; the ORM would take ten times as long to compose them as they run.
_READ_HEAD = "SELECT seq, mac FROM audit_chainhead WHERE id = 1"
_LOCK_HEAD = "SELECT seq, mac FROM audit_chainhead WHERE id = 1 FOR UPDATE"
_MOVE_HEAD = "UPDATE audit_chainhead SET seq = %s, mac = %s WHERE id = 1 AND seq = %s"


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
        head_seq, last_mac = _locked_head()
        entries = []
        for seq, event in enumerate(events, head_seq + 1):
            entry = _entry(event, actor)
            entry.seq, entry.prev_mac = seq, last_mac
            entry.key_id, entry.mac = crypto.keyed_digest(entry.signed_bytes())
            entries.append(entry)
            last_mac = entry.mac
        Entry.objects.bulk_create(entries)
        _move_head(head_seq, entries[-1].seq, last_mac)
    return entries


def _locked_head() -> tuple[int, str]:
    """The last link, locked to the end of the transaction (SQLite: every transaction is IMMEDIATE)."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_HEAD if connection.features.has_select_for_update else _READ_HEAD)
        seq, mac = cursor.fetchone()
    return seq, mac


def _move_head(from_seq: int, to_seq: int, mac: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_HEAD, [to_seq, mac, from_seq])
        if cursor.rowcount != 1:
            raise RuntimeError("the audit chain moved under a lock")


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
