"""One application with its findings and history, and the list of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.audit.models import Entry, Result
from trainees.enums import (
    APPLICATION_TAGS,
    COMPARING_ROLES,
    CORRECTABLE_STATES,
    DECIDING_ROLES,
    ENTERING_ROLES,
    REVEALING_ROLES,
    REVIEWING_ROLES,
    ApplicationState,
)
from trainees.models import Application, ApplicationQuerySet, CrossCheckHit, Person
from trainees.queries.one_person import tail_index

OBJECT_TYPE = "trainees.application"


@dataclass(frozen=True)
class Duties:
    """Which entries the actor is offered on the pages of applicants."""

    may_enter: bool
    may_send: bool
    may_review: bool
    may_decide: bool
    may_compare: bool
    may_reveal: bool


def duties_of(actor: Actor) -> Duties:
    return Duties(
        may_enter=actor.has_role(*ENTERING_ROLES),
        may_send=actor.has_role(Role.INSTITUTION_MANAGER),
        may_review=actor.has_role(*REVIEWING_ROLES),
        may_decide=actor.has_role(*DECIDING_ROLES),
        may_compare=actor.has_role(*COMPARING_ROLES),
        may_reveal=actor.has_role(*REVEALING_ROLES),
    )


@dataclass(frozen=True)
class ApplicationPage:
    """表1 as entered, what the comparison found, what was done, and who looked at the full number."""

    application: Application
    hits: Sequence[CrossCheckHit]
    entries: Sequence[Entry]
    readings: Sequence[Entry]

    @property
    def is_correctable(self) -> bool:
        return self.application.state in CORRECTABLE_STATES


def application_list(actor: Actor, *, state: str = "", text: str = "") -> ApplicationQuerySet:
    """Applications the actor may see, by state and by name, last digits of the number, or roster."""
    rows = Application.objects.visible_to(actor).select_related("person", "institution")
    if state in ApplicationState.values:
        rows = rows.filter(state=state)
    if text:
        wanted = Q(person__name__icontains=text) | Q(person__identity_tail_index=tail_index(text))
        rows = rows.filter(wanted | Q(group_title__icontains=text) | Q(occupation_name__icontains=text))
    return rows.order_by("-created_at", "position")


def application_state_counts(actor: Actor) -> list[tuple[str, str, int]]:
    """(state, label, number) of the states in use, in the order of the lifecycle."""
    rows = Application.objects.visible_to(actor).order_by().values_list("state").annotate(number=Count("pk"))
    found = dict(rows)
    return [
        (s.value, APPLICATION_TAGS[s].label, found[s.value]) for s in ApplicationState if s.value in found
    ]


def application_page(application: Application, actor: Actor) -> ApplicationPage:
    """Four queries; readings are shown only to those who may see the trace."""
    entries = Entry.objects.visible_to(actor).of_record(OBJECT_TYPE, application.pk)
    return ApplicationPage(
        application=application,
        hits=list(application.hits.select_related("decided_by")),
        entries=list(entries.filter(result=Result.DONE).order_by("-seq")[:30]),
        readings=list(entries.filter(result=Result.READ).order_by("-seq")[:10]),
    )


def person_list(actor: Actor, *, text: str = "") -> QuerySet[Person]:
    """People by name or the last digits of the number, with how often they applied.

    A record that was merged is listed under the one that was kept, if the actor sees that one.
    """
    seen = Person.objects.visible_to(actor)
    rows = seen.exclude(merged_into__in=seen)
    if text:
        fits = Q(name__icontains=text) | Q(identity_tail_index=tail_index(text))
        merged = seen.filter(fits, merged_into__isnull=False).values("merged_into")
        rows = rows.filter(fits | Q(pk__in=merged))
    mine = Application.objects.visible_to(actor).order_by()
    same = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
    times = mine.filter(same).values(one=Value(1)).annotate(number=Count("pk")).values("number")
    return rows.annotate(times=Coalesce(Subquery(times), 0)).order_by("name", "pk")
