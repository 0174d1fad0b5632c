"""培训需求: the list of whoever may see them, what is overdue, and what one person has asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core import signing
from django.db.models import Count, QuerySet

from foundation.accounts.actor import Actor
from foundation.accounts.enums import OrganisationKind
from foundation.accounts.models import Organisation
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.errors import Invalid
from foundation.core.skill_levels import SHORT_LEVEL
from foundation.policy.queries import office_parameters
from trainees.enums import NEED_TAGS, NeedState
from trainees.models import NeedQuerySet, PersonVisit, TrainingNeed

LIMIT = "need_answer_days"
_SALT = "trainees.offer"


def need_list(actor: Actor, *, state: str = "") -> NeedQuerySet:
    """Newest first; by state, or `overdue` for those that waited too long."""
    rows = TrainingNeed.objects.visible_to(actor).select_related("service_point", "institution")
    if state == "overdue":
        rows = rows.unanswered().filter(overdue_at__isnull=False)
    elif state in NeedState.values:
        rows = rows.filter(state=state)
    return rows.order_by("-created_at", "-number")


def need_state_counts(actor: Actor) -> list[tuple[str, str, int]]:
    counted = (
        TrainingNeed.objects.visible_to(actor).order_by().values_list("state").annotate(number=Count("pk"))
    )
    found = dict(counted)
    return [(s.value, NEED_TAGS[s].label, found[s.value]) for s in NeedState if s.value in found]


def overdue_needs() -> NeedQuerySet:
    """Not answered by the day that was promised, and not marked yet."""
    late = TrainingNeed.objects.unanswered().filter(due_on__lt=clock.today(), overdue_at__isnull=True)
    return late.order_by("created_at")


def answer_due_on() -> date | None:
    """The last day on which a wish registered today is answered in time.

    None in a year nobody has entered, or before the limit itself was entered: a wish is written down all the same.
    """
    parameters = office_parameters(clock.today())
    if LIMIT not in parameters:
        return None
    try:
        return load_calendar().add_workdays(clock.today(), parameters.whole(LIMIT))
    except Invalid:
        return None


def receiving_institutions() -> QuerySet[Organisation]:
    """Whom a wish may be routed to."""
    return Organisation.objects.filter(kind=OrganisationKind.INSTITUTION).order_by("name")


def needs_of(visit: PersonVisit) -> Sequence[TrainingNeed]:
    """What was asked for under exactly this number and this telephone, newest first."""
    rows = TrainingNeed.objects.filter(identity_index=visit.identity_index, phone_index=visit.phone_index)
    return list(rows.select_related("institution").order_by("-created_at"))


def signed_offer(institution_id: object, code: str, name: str, level: str) -> str:
    """An offer as a page of an upper app hands it to the form here: nothing about a person."""
    return signing.dumps((str(institution_id), code, name, level), salt=_SALT)


def offer_in(token: str) -> tuple[str, str, str, str] | None:
    """Institution, code, name and level of an offer that a page of ours has shown; None for anything else."""
    try:
        institution, code, name, level = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return institution, code, name, level


def institution_named(institution_id: str) -> Organisation | None:
    return receiving_institutions().filter(pk=institution_id).first()


def level_in_words(level: str) -> str:
    """初级, 中级, …; nothing where the occupation has no levels."""
    return SHORT_LEVEL.get(level, "")
