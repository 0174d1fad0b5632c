"""Two people give or take back a role: 安全管理员 proposes, 局领导 or another 安全管理员 confirms (ADR 0002)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.models import RoleAssignment, User
from foundation.accounts.queries import holders_of
from foundation.administration.enums import RoleChangeKind
from foundation.administration.enums import RoleChangeVerb as V
from foundation.administration.models import RoleChange
from foundation.administration.operations.accounts import assign_role, end_role, require_fitting_role
from foundation.administration.workflow import CONFIRMING, PROPOSING, ROLE_CHANGE
from foundation.core.errors import Invalid, NotNow
from foundation.workflow.engine import performs
from foundation.workflow.messages import tell


@transaction.atomic
def propose_role(
    user: User, *, actor: Actor, role: str, starts_on: date, ends_on: date | None = None, reason: str
) -> RoleChange:
    """The security administrator proposes that a person gets a role; nothing changes until it is confirmed."""
    require_role(actor, *PROPOSING, doing="提出角色变更")
    require_fitting_role(user, role)
    if ends_on and ends_on < starts_on:
        raise Invalid("role.ends_before_start", "截止日期不能早于起始日期。")
    if RoleAssignment.objects.current().filter(user=user, role=role).exists():
        raise Invalid("role.conflict", f"{user}已担任这个角色，无须再任命。")
    facts = {"kind": RoleChangeKind.ASSIGN, "role": role, "starts_on": starts_on, "ends_on": ends_on}
    return _proposed(user, facts, actor, reason)


@transaction.atomic
def propose_end_of_role(assignment: RoleAssignment, *, actor: Actor, reason: str) -> RoleChange:
    """The security administrator proposes that a role is taken back."""
    require_role(actor, *PROPOSING, doing="提出角色变更")
    if assignment.ended_at is not None:
        raise NotNow("role.already_ended", "该角色已经收回。")
    facts = {"kind": RoleChangeKind.END, "role": assignment.role, "assignment": assignment}
    return _proposed(assignment.user, facts, actor, reason)


def _proposed(user: User, facts: dict[str, Any], actor: Actor, reason: str) -> RoleChange:
    try:
        with transaction.atomic():
            draft = RoleChange.objects.create(
                user=user, reason=reason.strip()[:200], created_by_id=actor.user_id, **facts
            )
            change = propose_role_change(draft, actor=actor, comment=reason)
    except IntegrityError as error:
        raise NotNow(
            "role_change.already_proposed", "这个人的这个角色已有一项变更待确认，请先办结那一项。"
        ) from error
    confirmers: set[UUID | None] = set(holders_of(*CONFIRMING).values_list("pk", flat=True))
    tell(
        confirmers - {user.pk, actor.user_id},
        title=f"待确认：{change}",
        body=reason,
        url=change.get_absolute_url(),
    )
    return change


@performs(ROLE_CHANGE, V.PROPOSE)
def propose_role_change(record: RoleChange, *, actor: Actor, comment: str) -> dict[str, Any]:
    """The proposal is laid before those who may confirm it."""
    return _facts(record)


@performs(ROLE_CHANGE, V.CONFIRM)
def confirm_role_change(record: RoleChange, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """A second person agrees: the role is given or taken back now, and the person concerned is told."""
    if record.kind == RoleChangeKind.ASSIGN and record.starts_on:
        record.assignment = assign_role(
            record.user, actor=actor, role=record.role, starts_on=record.starts_on, ends_on=record.ends_on
        )
        record.save(update_fields=["assignment"])
    elif record.assignment:
        end_role(record.assignment, actor=actor, reason=record.reason)
    tell({record.user_id}, title=f"{record}（{actor.name}确认）", body=record.reason, url="/account/")
    return _facts(record)


@performs(ROLE_CHANGE, V.REJECT)
def reject_role_change(record: RoleChange, *, actor: Actor, comment: str) -> dict[str, Any]:
    """A second person does not agree, with the reason; the proposal stays on record."""
    return _facts(record)


@performs(ROLE_CHANGE, V.WITHDRAW)
def withdraw_role_change(record: RoleChange, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The security administrator takes the proposal back before it is decided."""
    return _facts(record)


def _facts(record: RoleChange) -> dict[str, Any]:
    return {
        "kind": record.kind,
        "person": record.user.display_name,
        "username": record.user.username,
        "role": record.role,
        "starts_on": record.starts_on,
        "ends_on": record.ends_on,
    }
