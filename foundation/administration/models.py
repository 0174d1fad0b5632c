"""A change of roles: one person proposes it, another confirms it (ADR 0002)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import RoleAssignment, User
from foundation.administration.enums import ROLE_CHANGE_TAGS, RoleChangeKind, RoleChangeState
from foundation.core.display import StateTag
from foundation.workflow.models import LifecycleModel


class RoleChangeQuerySet(models.QuerySet["RoleChange"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those who propose or confirm see all; nobody else sees any."""
        if actor.is_system or actor.has_role(Role.SECURITY_ADMINISTRATOR, Role.DIRECTOR):
            return self
        return self.none()

    def waiting_for(self, actor: Actor) -> Self:
        """Without his own proposals and without those about himself: others decide them."""
        return self.exclude(proposed_by_id=actor.user_id).exclude(user_id=actor.user_id)


class RoleChange(LifecycleModel):
    """Somebody is to get or to lose a role, for example: 任命 郝平 为监督检查小组检查员，自 2026-06-18 起.

    The security administrator proposes it, the director or another security administrator confirms it; only
    then is the `RoleAssignment` written or ended. Neither may be the person concerned.
    """

    kind = models.CharField("变更", max_length=8, choices=RoleChangeKind.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="人员")
    role = models.CharField("角色", max_length=32, choices=Role.choices)
    starts_on = models.DateField("起", null=True, blank=True)
    ends_on = models.DateField("止", null=True, blank=True)
    assignment = models.ForeignKey(
        RoleAssignment, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="任命"
    )
    reason = models.CharField("理由", max_length=200)
    state = models.CharField(
        "状态", max_length=12, choices=RoleChangeState.choices, default=RoleChangeState.DRAFT
    )
    proposed_at = models.DateTimeField("提出时间", null=True, editable=False)
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="提出人"
    )
    decided_at = models.DateTimeField("确认时间", null=True, editable=False)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="确认人"
    )

    objects = RoleChangeQuerySet.as_manager()

    class Meta:
        app_label = "workflow"  # as the record of what happened names it, which is never rewritten (ADR 0002)
        verbose_name = verbose_name_plural = "角色变更"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="workflow_rolechange_kind_is_known", condition=Q(kind__in=RoleChangeKind.values)
            ),
            models.CheckConstraint(
                name="workflow_rolechange_state_is_known", condition=Q(state__in=RoleChangeState.values)
            ),
            models.UniqueConstraint(
                name="workflow_rolechange_open_once",
                fields=["user", "role"],
                condition=Q(state=RoleChangeState.PROPOSED),
                violation_error_message="这个人的这个角色已有一项变更待确认。",
            ),
            models.CheckConstraint(
                name="workflow_rolechange_has_proposer",
                condition=Q(state=RoleChangeState.DRAFT)
                | Q(proposed_by__isnull=False, proposed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="workflow_rolechange_decided_is_signed",
                condition=~Q(state__in=[RoleChangeState.CONFIRMED, RoleChangeState.REJECTED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="workflow_rolechange_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="提出和确认须由两人办理。",
            ),
            models.CheckConstraint(
                name="workflow_rolechange_not_about_oneself",
                condition=(Q(proposed_by__isnull=True) | ~Q(proposed_by=F("user")))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=F("user"))),
                violation_error_message="不能办理自己的角色。",
            ),
            models.CheckConstraint(
                name="workflow_rolechange_says_what",
                condition=Q(kind=RoleChangeKind.ASSIGN, starts_on__isnull=False)
                | Q(kind=RoleChangeKind.END, assignment__isnull=False),
            ),
            models.CheckConstraint(
                name="workflow_rolechange_confirmed_has_assignment",
                condition=~Q(state=RoleChangeState.CONFIRMED) | Q(assignment__isnull=False),
            ),
            models.CheckConstraint(
                name="workflow_rolechange_ends_after_start",
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        if self.kind == RoleChangeKind.END:
            return f"收回 {self.user} 的{self.get_role_display()}"
        return f"任命 {self.user} 为{self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:role_change_page", args=[self.pk])

    @property
    def state_tag(self) -> StateTag:
        return ROLE_CHANGE_TAGS[RoleChangeState(self.state)]
