"""What every record with a lifecycle carries, and the messages that tell of it."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models

from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.core import clock
from foundation.core.display import StateTag


class LifecycleModel(models.Model):
    """A record that moves through a lifecycle table. `state` is written by the engine and by nothing else.

    Concrete models define `state` with their own choices and `TAGS`, and may offer `case_id` (the class the
    record belongs to), `institution_id` and `deadline_on` (a date the documents prescribe).
    """

    state: models.CharField[Any, str]
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state_since = models.DateTimeField("到达时间", default=clock.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("建立时间", default=clock.now, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="建立人"
    )

    class Meta:
        abstract = True

    @property
    def state_tag(self) -> StateTag:
        """The state as the office reads it, with colour and icon."""
        raise NotImplementedError(f"{type(self).__name__} has no state tags")

    @property
    def known_as(self) -> str:
        """How a list of refusals names this record; one that is about a person says whom."""
        return str(self)


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(user_id=actor.user_id) if actor.user_id else self.none()

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Message(models.Model):
    """What changed in one of my cases, for example: 养老护理员第7期开班申请 退回补正（李静）."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    title = models.CharField("标题", max_length=160)
    body = models.TextField("内容", blank=True)
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField("时间", default=clock.now)
    read_at = models.DateTimeField("已读", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(name="workflow_message_unread", fields=["user", "read_at"])]

    def __str__(self) -> str:
        return self.title
