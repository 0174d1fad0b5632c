"""The append-only record of what happened: a keyed hash chain on both database engines.

An entry says *what was meant* (初审通过, 退回补正), by whom, in which role, with which opinion; never a column
diff to be guessed at later. Triggers refuse UPDATE and DELETE; `UNIQUE(prev_mac)` makes a fork impossible; the
MAC key is not in the database, so that nobody with SQL access alone can rewrite history unnoticed.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.core import clock

GENESIS = "0" * 64
UNSIGNED = frozenset({"mac", "key_id"})


class Result(models.TextChoices):
    DONE = "done", "已办"
    REFUSED = "refused", "被拒"
    READ = "read", "查看"


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, actor: Actor) -> Self:
        """Bureau, 财政局 and auditors see all; the audit administrator too; an institution what concerns it."""
        if actor.reads_everything or actor.has_role(Role.AUDIT_ADMINISTRATOR):
            return self
        if actor.is_institution:
            return self.filter(institution_id=actor.organisation_id).exclude(result=Result.READ)
        return self.none()

    def of_case(self, case_id: UUID) -> Self:
        """Everything that happened to one class, whichever app recorded it, in order."""
        return self.filter(case_id=case_id).order_by("seq")

    def done(self) -> Self:
        return self.filter(result=Result.DONE)

    def of_record(self, object_type: str, object_id: object) -> Self:
        return self.filter(object_type=object_type, object_id=str(object_id)).order_by("seq")


class Entry(models.Model):
    """One thing that happened. Example: 2026-06-17 16:20 李静（承办人）开班申请初审通过 “材料齐全”."""

    seq = models.BigIntegerField(primary_key=True)
    prev_mac = models.CharField(max_length=64, unique=True)
    mac = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=16)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60)
    actor_roles = models.CharField(max_length=200, blank=True)
    organisation_id = models.UUIDField(null=True)
    organisation_name = models.CharField(max_length=120, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    action = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    case_id = models.UUIDField(null=True)
    institution_id = models.UUIDField(null=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    comment = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    result = models.CharField(max_length=10, choices=Result.choices, default=Result.DONE)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "留痕"
        ordering = ["-seq"]
        indexes = [
            models.Index(name="audit_entry_case", fields=["case_id", "seq"]),
            models.Index(name="audit_entry_object", fields=["object_type", "object_id", "seq"]),
            models.Index(name="audit_entry_institution", fields=["institution_id", "seq"]),
            models.Index(name="audit_entry_actor", fields=["actor_id", "seq"]),
            models.Index(name="audit_entry_result", fields=["result", "seq"]),
            models.Index(name="audit_entry_at", fields=["at"]),
        ]
        constraints = [
            models.CheckConstraint(name="audit_entry_seq_is_positive", condition=Q(seq__gt=0)),
            models.CheckConstraint(name="audit_entry_result_is_known", condition=Q(result__in=Result.values)),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.title}"

    def signed_bytes(self) -> bytes:
        """What the MAC covers: every field but the MAC and the key's id, in a fixed order and form."""
        names = [f.attname for f in self._meta.concrete_fields if f.attname not in UNSIGNED]
        values = {name: _plain(getattr(self, name)) for name in names}
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    return clock.as_stored(value) if isinstance(value, datetime) else value


class ChainHead(models.Model):
    """The last link. Its one row is locked last in every transaction, so that links queue up in order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "链首"
        constraints = [models.CheckConstraint(name="audit_chainhead_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.seq)


class ChainCheck(models.Model):
    """One verification of the whole chain: how far it went and the first break found. Example: 12 406 条，完整.

    A row here is a note for the reader, not evidence: `verify_chain` can be run again at any time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job_id = models.UUIDField(unique=True)
    checked_at = models.DateTimeField("校验时间", default=clock.now)
    checked_by_name = models.CharField("发起", max_length=60)
    entries = models.BigIntegerField("记录数")
    head_seq = models.BigIntegerField("链首")
    head_mac = models.CharField(max_length=64)
    is_whole = models.BooleanField("完整")
    first_break = models.CharField("断点", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "留痕校验"
        ordering = ["-checked_at"]
        constraints = [
            models.CheckConstraint(
                name="audit_chaincheck_break_is_named",
                condition=Q(is_whole=True, first_break="") | Q(is_whole=False) & ~Q(first_break=""),
            )
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """What the page and the job say."""
        if self.is_whole:
            return f"共 {self.entries} 条，链条完整"
        return f"校验到第 {self.entries} 条，发现断点：{self.first_break}"
