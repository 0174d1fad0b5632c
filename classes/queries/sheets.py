"""Who may do what with a half-day now, and where the next one is: for the buttons of the sheet page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from classes.enums import ClassState
from classes.models import AttendanceCorrection, PlannedSession, TrainingClass
from classes.queries.pinned import parameters_of
from classes.queries.teaching import sessions_of
from foundation.accounts.actor import Actor
from foundation.accounts.enums import INSTITUTION_ROLES, Role
from foundation.core import clock

INSTITUTION_STAFF = (Role.INSTITUTION_MANAGER, Role.CLASS_TEACHER)
CORRECTORS = (Role.TRAINING_OFFICER, Role.TRAINING_HEAD, Role.INSPECTION_HEAD)
CORRECTING = frozenset(
    {
        ClassState.IN_TRAINING,
        ClassState.SUSPENDED,
        ClassState.TAUGHT,
        ClassState.EXAMINED,
        ClassState.ACCEPTANCE_FAILED,
    }
)


def sign_in_opens(session: PlannedSession) -> datetime:
    """So many minutes before the first lesson of the half-day as the parameters say."""
    ahead = parameters_of(session.training_class).whole("sign_in_opens_minutes")
    return datetime.combine(session.date, session.starts_at, tzinfo=clock.CHINA) - timedelta(minutes=ahead)


def sign_out_closes(session: PlannedSession) -> datetime:
    """So many minutes after the last lesson."""
    after = parameters_of(session.training_class).whole("sign_out_closes_minutes")
    return datetime.combine(session.date, session.ends_at, tzinfo=clock.CHINA) + timedelta(minutes=after)


def has_begun(session: PlannedSession) -> bool:
    """Whether signing in is open."""
    return sign_in_opens(session) <= clock.now()


def is_over(session: PlannedSession) -> bool:
    return datetime.combine(session.date, session.ends_at, tzinfo=clock.CHINA) <= clock.now()


def may_fill(session: PlannedSession, actor: Actor) -> bool:
    """The institution's people, while the class is taught, the sheet is open and the half-day has begun."""
    return (
        is_own(session.training_class, actor)
        and session.training_class.state == ClassState.IN_TRAINING
        and not session.is_closed
        and has_begun(session)
    )


def may_correct(session: PlannedSession, actor: Actor) -> bool:
    return (
        is_own(session.training_class, actor)
        and session.is_closed
        and session.training_class.state in CORRECTING
    )


def may_decide_corrections(training_class: TrainingClass, actor: Actor) -> bool:
    return actor.has_role(*CORRECTORS) and training_class.state in CORRECTING


def to_be_corrected(actor: Actor) -> QuerySet[TrainingClass]:
    """Worklist of the bureau: classes in which a correction waits that somebody else has asked for."""
    others = AttendanceCorrection.objects.pending().exclude(requested_by=actor.user_id)
    asked = others.filter(session__training_class=OuterRef("pk")).order_by("requested_at")
    rows = TrainingClass.objects.with_names().visible_to(actor).filter(state__in=CORRECTING)
    waiting = rows.annotate(asked_since=Subquery(asked.values("requested_at")[:1]))
    return waiting.filter(asked_since__isnull=False).order_by("asked_since")


def asked_since(training_class: Any) -> datetime:
    """Of `to_be_corrected`: when the first correction that waits was asked for."""
    moment: datetime = training_class.asked_since
    return moment


def correction_page(training_class: TrainingClass) -> str:
    return reverse("classes:correction_list", args=[training_class.pk])


def is_own(training_class: TrainingClass, actor: Actor, *roles: str) -> bool:
    """Whether the actor works for the institution of this class, in one of the roles (default: any of its roles)."""
    wanted = roles or tuple(INSTITUTION_ROLES)
    return actor.has_role(*wanted) and actor.organisation_id == training_class.institution_id


def neighbours(session: PlannedSession) -> tuple[PlannedSession | None, PlannedSession | None]:
    """The half-days before and after this one."""
    rows = sessions_of(session.training_class)
    place = [row.pk for row in rows].index(session.pk)
    before = rows[place - 1] if place else None
    after = rows[place + 1] if place + 1 < len(rows) else None
    return before, after
