"""The work list. A row here is the truth; a broker message only says "look"."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.models import StoredFile


class JobState(models.TextChoices):
    QUEUED = "queued", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "稍后重试"
    DEAD = "dead", "未成功"
    STOPPED = "stopped", "已停止"


TAGS = {
    JobState.QUEUED: StateTag("等待", "mute", "clock"),
    JobState.RUNNING: StateTag("进行中", "run", "arrow-repeat"),
    JobState.DONE: StateTag("已完成", "ok", "check-circle-fill"),
    JobState.FAILED: StateTag("稍后重试", "warn", "exclamation-triangle-fill"),
    JobState.DEAD: StateTag("未成功", "danger", "x-circle-fill"),
    JobState.STOPPED: StateTag("已停止", "mute", "slash-circle"),
}


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own jobs; the system administrator sees all (kinds and states, not contents)."""
        if actor.has_role(Role.SYSTEM_ADMINISTRATOR):
            return self
        return self.filter(created_by_id=actor.user_id) if actor.user_id else self.none()

    def due(self) -> Self:
        """Rows that a worker may take now: queued, due for another try, or with an expired lease."""
        now = clock.now()
        return self.filter(
            Q(state__in=[JobState.QUEUED, JobState.FAILED], run_after__lte=now)
            | Q(state=JobState.RUNNING, lease_until__lt=now)
        )


class Job(models.Model):
    """One piece of background work, for example: 生成结业班次花名册 PDF，已办 31 / 50."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("种类", max_length=60)
    title = models.CharField("事项", max_length=120)
    payload = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    done_units = models.PositiveIntegerField("已办", default=0)
    total_units = models.PositiveIntegerField("共", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    result_url = models.CharField(max_length=200, blank=True)
    result_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("提交时间", default=clock.now)
    finished_at = models.DateTimeField("完成时间", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-created_at"]
        indexes = [models.Index(name="jobs_job_due", fields=["state", "run_after"])]
        constraints = [
            models.UniqueConstraint(
                name="jobs_job_dedupe_key_once_while_open",
                fields=["kind", "dedupe_key"],
                condition=Q(state__in=["queued", "running", "failed"]) & ~Q(dedupe_key=""),
                violation_error_message="同样的任务正在进行。",
            ),
            models.CheckConstraint(
                name="jobs_job_running_has_lease",
                condition=~Q(state="running") | Q(lease_until__isnull=False, lease_token__isnull=False),
            ),
            models.CheckConstraint(
                name="jobs_job_progress_within_total",
                condition=Q(total_units=0) | Q(done_units__lte=F("total_units")),
            ),
            models.CheckConstraint(name="jobs_job_state_is_known", condition=Q(state__in=JobState.values)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_tag(self) -> StateTag:
        return TAGS[JobState(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state in {JobState.QUEUED, JobState.RUNNING, JobState.FAILED}

    @property
    def is_finished(self) -> bool:
        return not self.is_open

    @property
    def has_succeeded(self) -> bool:
        return self.state == JobState.DONE

    @property
    def result_label(self) -> str:
        return "下载" if self.result_file_id else "查看结果"

    @property
    def percent(self) -> int:
        """Whole percent for the progress bar; 0 while the total is not known."""
        return self.done_units * 100 // self.total_units if self.total_units else 0
