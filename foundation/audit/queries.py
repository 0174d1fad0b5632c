"""Reading the record, and proving that it is whole."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max

from foundation.accounts.actor import Actor
from foundation.audit.models import GENESIS, ChainCheck, ChainHead, Entry
from foundation.audit.triggers import expected_triggers, installed_triggers
from foundation.core import crypto

PORTION = 2000


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold: `seq` of the entry and what is wrong with it."""

    seq: int
    kind: str
    message: str


@dataclass(frozen=True)
class Verification:
    entries: int
    head_seq: int
    head_mac: str
    breaks: tuple[Break, ...]

    @property
    def is_whole(self) -> bool:
        return not self.breaks


def head_seq() -> int:
    """The number of the last entry; numbers are given under a lock, so that none below it is still to come."""
    return ChainHead.objects.get(pk=1).seq


def verify_chain(report: Callable[[int], None] | None = None) -> Verification:
    """Recompute every MAC and link; names the first bad entry. One pass in portions, constant memory.

    Others may append meanwhile: the check goes to the head as it was at its start. `report` hears of every portion.
    """
    last_seq = Entry.objects.aggregate(last=Max("seq"))["last"] or 0
    head = ChainHead.objects.get(pk=1)  # read after the last entry, so an honest head is never behind it
    count, broken = 0, None
    previous_mac, previous_seq = GENESIS, 0
    for entry in _entries_up_to(head.seq, report):
        count += 1
        broken = _break_at(entry, previous_seq, previous_mac)
        if broken:
            break
        previous_mac, previous_seq = entry.mac, entry.seq
    if not broken and ((head.seq, head.mac) != (previous_seq, previous_mac) or last_seq > head.seq):
        broken = Break(head.seq, "head", "链首与最后一条记录不符，末尾记录可能被删除")
    breaks = (*_missing_triggers(), *([broken] if broken else []))
    return Verification(count, head.seq, head.mac, breaks)


def _entries_up_to(last: int, report: Callable[[int], None] | None) -> Iterator[Entry]:
    done = 0
    while True:
        portion = list(Entry.objects.filter(seq__gt=done, seq__lte=last).order_by("seq")[:PORTION])
        if not portion:
            return
        yield from portion
        done = portion[-1].seq
        if report:
            report(done)


def _break_at(entry: Entry, previous_seq: int, previous_mac: str) -> Break | None:
    if entry.seq != previous_seq + 1:
        return Break(previous_seq + 1, "gap", f"缺第 {previous_seq + 1} 条记录")
    if entry.prev_mac != previous_mac:
        return Break(entry.seq, "link", "与上一条记录的衔接被改动")
    if not hmac.compare_digest(_expected_mac(entry), entry.mac):
        return Break(entry.seq, "content", "记录内容与校验值不符")
    return None


def _expected_mac(entry: Entry) -> str:
    """The MAC under the key that the entry names; empty when that key is not in the key file."""
    try:
        return crypto.keyed_digest(entry.signed_bytes(), key_id=entry.key_id)[1]
    except crypto.SealBrokenError:
        return ""


def _missing_triggers() -> Iterator[Break]:
    for name in sorted(expected_triggers(connection.vendor) - installed_triggers(connection)):
        yield Break(0, "trigger", f"保护触发器 {name} 不存在")


def actors_of(object_type: str, object_id: object, actions: tuple[str, ...]) -> dict[UUID, str]:
    """Everybody who ever did one of these actions to this record (id → name), over all rounds."""
    rows = Entry.objects.done().filter(object_type=object_type, object_id=str(object_id), action__in=actions)
    return {row.actor_id: row.actor_name for row in rows if row.actor_id}


def doers_of(
    object_type: str, object_ids: Iterable[object], actions: tuple[str, ...]
) -> dict[tuple[str, str], set[UUID]]:
    """Who ever did each action to each of these records, over all rounds: (id, action) → people. One query."""
    rows = Entry.objects.done().filter(
        object_type=object_type, object_id__in=[str(each) for each in object_ids], action__in=actions
    )
    doers: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for object_id, action, actor_id in rows.values_list("object_id", "action", "actor_id"):
        if actor_id:
            doers[object_id, action].add(actor_id)
    return doers


def last_check() -> ChainCheck | None:
    """The last verification of the chain, whoever asked for it."""
    return ChainCheck.objects.first()


def readings_since(actor: Actor, actions: Iterable[str], since: datetime) -> int:
    """How often this person has looked something up since then; what a quota is counted with."""
    return Entry.objects.filter(actor_id=actor.user_id, action__in=tuple(actions), at__gte=since).count()
