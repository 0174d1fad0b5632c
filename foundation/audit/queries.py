"""Reading the record, and proving that it is whole."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from foundation.audit.models import GENESIS, ChainHead, Entry
from foundation.audit.triggers import expected_triggers, installed_triggers
from foundation.core import crypto


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


def verify_chain() -> Verification:
    """Recompute every MAC and link; names the first bad entry of each kind. One pass, constant memory."""
    count, broken = 0, None
    previous_mac, previous_seq = GENESIS, 0
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=2000):
        count += 1
        broken = _break_at(entry, previous_seq, previous_mac)
        if broken:
            break
        previous_mac, previous_seq = entry.mac, entry.seq
    head = ChainHead.objects.get(pk=1)
    if not broken and (head.seq, head.mac) != (previous_seq, previous_mac):
        broken = Break(head.seq, "head", "链首与最后一条记录不符，末尾记录可能被删除")
    breaks = (*_missing_triggers(), *([broken] if broken else []))
    return Verification(count, head.seq, head.mac, breaks)


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
