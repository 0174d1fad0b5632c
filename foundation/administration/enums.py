"""The vocabulary of a change of roles (三员分立: 安全管理员 proposes, a second person confirms)."""

from __future__ import annotations

from django.db import models

from foundation.core.display import StateTag


class RoleChangeKind(models.TextChoices):
    ASSIGN = "assign", "任命"
    END = "end", "收回"


class RoleChangeState(models.TextChoices):
    DRAFT = "draft", "拟稿"
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REJECTED = "rejected", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class RoleChangeVerb(models.TextChoices):
    PROPOSE = "propose", "提出角色变更"
    CONFIRM = "confirm", "确认角色变更"
    REJECT = "reject", "不同意角色变更"
    WITHDRAW = "withdraw", "撤回角色变更"


ROLE_CHANGE_TAGS = {
    RoleChangeState.DRAFT: StateTag("拟稿", "mute"),
    RoleChangeState.PROPOSED: StateTag("待确认", "info"),
    RoleChangeState.CONFIRMED: StateTag("已确认", "ok"),
    RoleChangeState.REJECTED: StateTag("未同意", "danger"),
    RoleChangeState.WITHDRAWN: StateTag("已撤回", "mute"),
}
