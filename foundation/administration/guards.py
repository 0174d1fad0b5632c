"""What must hold before a change of roles is proposed or decided."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.administration.models import RoleChange
from foundation.core.reasons import Reason, say_who


def concerns_somebody_else(record: RoleChange, actor: Actor) -> Reason | None:
    """变更的是别人的角色吗（不能办理自己的角色）."""
    if record.user_id != actor.user_id:
        return None
    return Reason("role_change.own_role", "不能办理自己的角色，请由局领导或另一位安全管理员办理")


say_who("由局领导或另一位安全管理员办理", "role_change.own_role")
