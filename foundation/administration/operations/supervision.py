"""Who watches whom as a third party (20号 五(二)): 监督检查小组组长 decides, django-guardian holds the grant."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import OrganisationKind, Role
from foundation.accounts.models import SUPERVISE, Organisation, SupervisionAssignment, User
from foundation.accounts.queries import holders_of
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.workflow.messages import tell

PERMISSION = f"accounts.{SUPERVISE}"


def possible_supervisors() -> QuerySet[User]:
    """Who may be sent: whoever holds the role of a third-party supervisor today."""
    people = holders_of(Role.THIRD_PARTY_SUPERVISOR).select_related("organisation")
    return people.order_by("display_name", "username")


@transaction.atomic
def assign_supervisor(
    *, actor: Actor, user: User, organisation: Organisation, starts_on: date, ends_on: date | None = None
) -> SupervisionAssignment:
    """The head of 监督检查小组 lets a third-party supervisor see one institution from one day to another."""
    require_role(actor, Role.INSPECTION_HEAD, doing="指派第三方监督员")
    if not possible_supervisors().filter(pk=user.pk).exists():
        raise Invalid("supervision.not_a_supervisor", "所选人员不是第三方监督员，请从名单中选择。")
    if organisation.kind != OrganisationKind.INSTITUTION:
        raise Invalid("supervision.not_an_institution", "只能指派到培训机构。")
    _check_days(starts_on, ends_on)
    close_expired(user)
    facts: dict[str, Any] = {"user": user, "organisation": organisation, "starts_on": starts_on}
    facts |= {"ends_on": ends_on, "assigned_by_id": actor.user_id}
    try:
        with transaction.atomic():
            assignment = SupervisionAssignment.objects.create(**facts)
    except IntegrityError as error:
        raise NotNow(
            "supervision.already_assigned", f"{user}已指派到{organisation}，要改起止日期请先结束原指派。"
        ) from error
    assign_perm(PERMISSION, user, organisation)
    _note("supervision.assigned", f"指派 {user} 监督{organisation}", assignment, actor)
    until = f"至 {ends_on}" if ends_on else "起"
    tell({user.pk}, title=f"指派您监督{organisation}，{starts_on} {until}", url="/classes/")
    return assignment


@transaction.atomic
def end_supervision(assignment: SupervisionAssignment, *, actor: Actor, reason: str) -> SupervisionAssignment:
    """The supervisor sees the institution no more, from the next request on."""
    require_role(actor, Role.INSPECTION_HEAD, doing="结束第三方监督指派")
    if not reason.strip():
        raise Invalid("supervision.reason_missing", "请写明结束的理由，理由将留痕备查。")
    open_rows = SupervisionAssignment.objects.filter(pk=assignment.pk, ended_at__isnull=True)
    if open_rows.update(ended_at=clock.now(), ended_by_id=actor.user_id) != 1:
        raise NotNow("supervision.already_ended", "这项指派已经结束。")
    remove_perm(PERMISSION, assignment.user, assignment.organisation)
    title = f"结束 {assignment.user} 对{assignment.organisation}的监督"
    _note("supervision.ended", title, assignment, actor, reason.strip())
    tell({assignment.user_id}, title=f"对{assignment.organisation}的监督指派已结束", body=reason.strip())
    return SupervisionAssignment.objects.get(pk=assignment.pk)


@transaction.atomic
def close_expired(user: User | None = None) -> int:
    """Assignments past their last day are closed and their grants taken back; sight ended with the day itself."""
    expired = SupervisionAssignment.objects.filter(ended_at__isnull=True, ends_on__lt=clock.today())
    rows = expired.filter(user=user) if user else expired
    closed = 0
    for assignment in rows.select_related("user", "organisation"):
        if expired.filter(pk=assignment.pk).update(ended_at=clock.now()):
            remove_perm(PERMISSION, assignment.user, assignment.organisation)
            title = f"{assignment.user} 对{assignment.organisation}的监督到期"
            _note("supervision.expired", title, assignment, Actor.system())
            closed += 1
    return closed


def _check_days(starts_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < starts_on:
        raise Invalid("supervision.ends_before_start", "截止日期不能早于起始日期。")
    if ends_on and ends_on < clock.today():
        raise Invalid("supervision.is_past", "截止日期已过，请填写今天或以后的日期。")


def _note(
    action: str, title: str, assignment: SupervisionAssignment, actor: Actor, comment: str = ""
) -> None:
    detail: dict[str, Any] = {
        "supervisor": assignment.user.display_name,
        "institution": assignment.organisation.name,
        "starts_on": assignment.starts_on,
        "ends_on": assignment.ends_on,
    }
    append(Event(action, title, record=assignment, comment=comment, detail=detail), actor=actor)
