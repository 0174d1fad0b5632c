"""What happens to accounts, with the trace it leaves: signing in and out, passwords, people, roles (ADR 0002)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from foundation.accounts.actor import Actor
from foundation.accounts.enums import ROLES_OF_KIND, Role
from foundation.accounts.lockout import forget_wrong_passwords
from foundation.accounts.models import Organisation, PasswordRecord, RoleAssignment, User
from foundation.accounts.queries import actor_of
from foundation.audit.models import Result
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.http import client_ip, request_id


def record_sign_in(user: User, request: HttpRequest) -> None:
    """Somebody came in."""
    actor = actor_of(user, ip=client_ip(request), request_id=request_id(request))
    append(Event("account.signed_in", "登录", record=user), actor=actor)


def record_failed_sign_in(username: str, request: HttpRequest) -> None:
    """A name and a password that did not fit. The name is kept, the password never."""
    actor = Actor.public(ip=client_ip(request), request_id=request_id(request))
    detail = {"username": username[:150]}
    append(Event("account.sign_in_failed", "登录未成功", detail=detail, result=Result.REFUSED), actor=actor)


def record_sign_out(actor: Actor) -> None:
    append(Event("account.signed_out", "退出登录"), actor=actor)


def set_large_type(user: User, is_large: bool) -> None:
    """How large the letters are is a person's own taste: it leaves no trace in the record."""
    user.large_type = is_large
    user.save(update_fields=["large_type"])


@transaction.atomic
def change_password(user: User, new_password: str, *, actor: Actor) -> User:
    """A person sets his own new password; the old ones are remembered, the duty to change is over."""
    _set_password(user, new_password, must_change=False)
    append(Event("account.password_changed", "修改密码", record=user), actor=actor)
    return user


@transaction.atomic
def create_user(
    *, actor: Actor, username: str, display_name: str, organisation: Organisation, first_password: str
) -> User:
    """The security administrator opens an account; its first password must be changed at the first sign-in.

    The first accounts of all are opened by the system itself (`first_accounts`).
    """
    _require_security(actor)
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid("user.name_taken", f"用户名“{username}”已有人使用，请换一个。")
    user = User(username=username, display_name=display_name, organisation=organisation)
    validate_password(first_password, user)
    user.save()
    _set_password(user, first_password, must_change=True)
    detail = {"username": username, "organisation": organisation.name}
    append(Event("user.created", f"新建用户 {display_name}", record=user, detail=detail), actor=actor)
    return user


@transaction.atomic
def reset_password(user: User, new_password: str, *, actor: Actor) -> User:
    """The security administrator hands out a new first password; every session of the person ends."""
    _require_security(actor, user)
    validate_password(new_password, user)
    _set_password(user, new_password, must_change=True)
    append(Event("user.password_reset", f"重置 {user} 的密码", record=user), actor=actor)
    return user


@transaction.atomic
def disable_user(user: User, *, actor: Actor, reason: str) -> User:
    """Close an account; its sessions are dead with the next request. Nothing it did is lost."""
    _require_security(actor, user)
    _require_reason(reason)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False) != 1:
        raise NotNow("user.already_disabled", "该账号已经停用。")
    append(Event("user.disabled", f"停用账号 {user}", record=user, comment=reason), actor=actor)
    return User.objects.get(pk=user.pk)


@transaction.atomic
def enable_user(user: User, *, actor: Actor, reason: str) -> User:
    """Open a closed account again."""
    _require_security(actor, user)
    _require_reason(reason)
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True) != 1:
        raise NotNow("user.not_disabled", "该账号没有停用。")
    append(Event("user.enabled", f"启用账号 {user}", record=user, comment=reason), actor=actor)
    return User.objects.get(pk=user.pk)


@transaction.atomic
def unlock_user(user: User, *, actor: Actor) -> User:
    """Forget the wrong passwords, so that the person can try again at once."""
    _require_security(actor, user)
    forget_wrong_passwords(user.username)
    append(Event("user.unlocked", f"解除 {user} 的登录锁定", record=user), actor=actor)
    return user


@transaction.atomic
def assign_role(
    user: User, *, actor: Actor, role: str, starts_on: date, ends_on: date | None = None
) -> RoleAssignment:
    """Give a person of the right kind of organisation a role; never oneself, and one of the 三员 only.

    The second half of a change of roles (`operations.confirm_role_change`), and the way in which a new office is
    set up (`first_accounts`). No page calls it.
    """
    _require_confirmer(actor, user)
    require_fitting_role(user, role)
    if ends_on and ends_on < starts_on:
        raise Invalid("role.ends_before_start", "截止日期不能早于起始日期。")
    _close_expired(user)
    try:
        with transaction.atomic():
            assignment = RoleAssignment.objects.create(
                user=user, role=role, starts_on=starts_on, ends_on=ends_on, assigned_by_id=actor.user_id
            )
    except IntegrityError as error:
        raise Invalid(
            "role.conflict", "该人员已有这个角色，或已是另一类管理员（系统、安全、审计三类一人只能任一类）。"
        ) from error
    detail: dict[str, Any] = {"role": role, "starts_on": starts_on, "ends_on": ends_on}
    append(Event("role.assigned", f"任命 {user} 为{_label(role)}", record=user, detail=detail), actor=actor)
    return assignment


@transaction.atomic
def end_role(assignment: RoleAssignment, *, actor: Actor, reason: str) -> RoleAssignment:
    """Take a role back at once; the next request of the person has it no more. No page calls it either."""
    _require_confirmer(actor, assignment.user)
    _require_reason(reason)
    if (
        RoleAssignment.objects.filter(pk=assignment.pk, ended_at__isnull=True).update(ended_at=clock.now())
        != 1
    ):
        raise NotNow("role.already_ended", "该角色已经收回。")
    title = f"收回 {assignment.user} 的{_label(assignment.role)}"
    append(
        Event("role.ended", title, record=assignment.user, comment=reason, detail={"role": assignment.role}),
        actor=actor,
    )
    return RoleAssignment.objects.get(pk=assignment.pk)


def require_fitting_role(user: User, role: str) -> None:
    """`Invalid` unless people of this person's organisation may hold the role."""
    kind = user.organisation.kind if user.organisation else ""
    if role not in ROLES_OF_KIND.get(kind, frozenset()):
        raise Invalid(
            "role.wrong_organisation", f"{user.organisation or user}的人员不能担任这个角色，请核对单位。"
        )


def _set_password(user: User, password: str, *, must_change: bool) -> None:
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = clock.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    PasswordRecord.objects.create(user=user, hash=user.password)


def _close_expired(user: User) -> None:
    """What has run out by its last day is marked as ended, so that the role can be given again."""
    expired = RoleAssignment.objects.filter(user=user, ended_at__isnull=True, ends_on__lt=clock.today())
    expired.update(ended_at=clock.now())


def _require_security(actor: Actor, user: User | None = None) -> None:
    if not actor.has_role(Role.SECURITY_ADMINISTRATOR, Role.SYSTEM):
        raise NotAllowed("user.wrong_role", "账号由安全管理员办理。")
    _require_somebody_else(actor, user)


def _require_confirmer(actor: Actor, user: User) -> None:
    if not actor.has_role(Role.DIRECTOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM):
        raise NotAllowed("user.wrong_role", "角色由局领导或安全管理员确认。")
    _require_somebody_else(actor, user)


def _require_somebody_else(actor: Actor, user: User | None) -> None:
    if user is not None and user.pk == actor.user_id:
        raise NotAllowed("user.not_oneself", "不能办理自己的账号和角色，请由另一位安全管理员办理。")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("user.reason_missing", "请写明理由，理由将留痕备查。")


def _label(role: str) -> str:
    return str(Role(role).label)
