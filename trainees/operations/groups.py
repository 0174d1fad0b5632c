"""A roster in one go: all of it or nothing, with the obstacles of every person, not only of the first."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.audit.operations import Event, append
from foundation.core.errors import NotNow
from foundation.core.reasons import Reason
from foundation.workflow.engine import judge_each
from foundation.workflow.messages import tell
from trainees.enums import REVIEWING_ROLES, ApplicationState
from trainees.enums import ApplicationVerb as V
from trainees.models import Application
from trainees.operations.comparison import run_checks
from trainees.operations.review import pass_application, send_application_for_review
from trainees.queries import group_applications, group_managers
from trainees.rules.catalogue import Moment
from trainees.workflow import APPLICATION


@transaction.atomic
def send_group_for_review(group_id: UUID, *, actor: Actor) -> int:
    """The institution hands in its roster: everybody it has checked goes to 资格审核. Returns how many."""
    require_role(actor, Role.INSTITUTION_MANAGER, Role.SYSTEM, doing="提交资格审核")
    checked = _in_state(group_id, actor, ApplicationState.INSTITUTION_CHECKED)
    if not checked:
        raise NotNow("application_group.nobody_checked", "名册中没有已初核的人员，请先核对名册并确认报名。")
    run_checks(checked, Moment.REGISTRATION, actor=actor)
    send_application_for_review.each(checked, actor=actor, is_compared=True)
    title = f"提交资格审核 {len(checked)} 人"
    append(Event("application_group.send", title, checked[0], detail={"people": len(checked)}), actor=actor)
    officers = set(holders_of(*REVIEWING_ROLES).values_list("pk", flat=True))
    _tell(officers, checked[0], title)
    return len(checked)


@transaction.atomic
def pass_group(group_id: UUID, *, actor: Actor, only: Iterable[UUID] = (), comment: str = "") -> int:
    """资格审核小组 passes everybody under review (or those in `only`): all of them, or nobody."""
    waiting = _in_state(group_id, actor, ApplicationState.UNDER_REVIEW)
    wanted = set(only)
    chosen = [a for a in waiting if not wanted or a.pk in wanted]
    if not chosen:
        raise NotNow("application_group.nobody_waiting", "名册中没有待资格审核的人员，请刷新页面。")
    pass_application.each(chosen, actor=actor, comment=comment)
    title = f"资格审核通过 {len(chosen)} 人"
    append(Event("application_group.pass", title, chosen[0], comment, {"people": len(chosen)}), actor=actor)
    _tell(group_managers(group_id), chosen[0], title)
    return len(chosen)


def eligible_to_pass(group_id: UUID, actor: Actor) -> tuple[list[UUID], list[Reason]]:
    """Of those under review: against whom nothing speaks, and what speaks against the others."""
    waiting = _in_state(group_id, actor, ApplicationState.UNDER_REVIEW)
    verdicts = judge_each(APPLICATION, waiting, actor, V.PASS)
    eligible = [a.pk for a, verdict in zip(waiting, verdicts, strict=True) if verdict.is_allowed]
    return eligible, [reason for verdict in verdicts for reason in verdict.reasons]


def pass_eligible(group_id: UUID, *, actor: Actor, comment: str = "") -> int:
    """Pass those against whom nothing speaks; the others stay for a decision of their own."""
    require_role(actor, *REVIEWING_ROLES, doing="资格审核通过")
    eligible, reasons = eligible_to_pass(group_id, actor)
    if not eligible:
        raise NotNow(
            "application_group.nobody_eligible", "没有可以通过的人员，请先逐项处理下列问题。", reasons
        )
    return pass_group(group_id, actor=actor, only=eligible, comment=comment)


def _in_state(group_id: UUID, actor: Actor, state: ApplicationState) -> list[Application]:
    return list(group_applications(group_id).visible_to(actor).filter(state=state))


def _tell(people: set[UUID], application: Application, title: str) -> None:
    tell({*people}, title=f"{application.group_title} {title}".strip(), url=application.get_absolute_url())
