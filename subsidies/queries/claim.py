"""Reads about claims: the list with its two-month clock, what may be claimed next, the people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.display import StateTag, deadline_tag
from subsidies.enums import CLAIM_TAGS, ClaimState
from subsidies.models import ClaimPerson, SettlementStage, SubsidyClaim
from subsidies.models.claim import ClaimQuerySet
from subsidies.queries.stages import Stage, ends_of, next_stage, stages_of


@dataclass(frozen=True)
class ToClaim:
    """A class whose next claim may be opened, and which stage that is."""

    training_class: TrainingClass
    stage: Stage


def claim_list(actor: Actor, *, state: str = "", text: str = "") -> ClaimQuerySet:
    """Claims the actor may see, those with the nearest payment date first; institutions' drafts are their own."""
    rows = _in_sight(actor).with_names()
    if state in ClaimState.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(
            Q(number__icontains=text)
            | Q(training_class__number__icontains=text)
            | Q(training_class__occupation__name__icontains=text)
            | Q(institution__name__icontains=text)
        )
    return rows.order_by("-created_at", "number")


def claim_state_counts(actor: Actor) -> list[tuple[str, str, int]]:
    """(state, label, number) for the chips above the list, in the order of the lifecycle."""
    rows = _in_sight(actor).order_by().values_list("state").annotate(number=Count("pk"))
    found = dict(rows)
    return [(s.value, CLAIM_TAGS[s].label, found[s.value]) for s in ClaimState if s.value in found]


def _in_sight(actor: Actor) -> ClaimQuerySet:
    rows = SubsidyClaim.objects.visible_to(actor)
    return rows if actor.is_institution else rows.exclude(state=ClaimState.DRAFT)


def claims_of(training_class: TrainingClass) -> QuerySet[SubsidyClaim]:
    return SubsidyClaim.objects.filter(training_class=training_class).order_by("stage")


def classes_to_claim(actor: Actor) -> list[ToClaim]:
    """Accepted classes without a claim, and staged ones whose next stage may be claimed."""
    claims = SubsidyClaim.objects.live()
    rows = TrainingClass.objects.visible_to(actor).with_names().order_by("ends_on")
    fresh = rows.filter(state=ClassState.ACCEPTED).exclude(pk__in=claims.values("training_class_id"))
    staged = SettlementStage.objects.values("training_class_id")
    going_on = rows.filter(state=ClassState.CLAIMING, pk__in=staged)
    ends = ends_of([*fresh, *going_on])
    found = [ToClaim(each, stages_of(each, ends)[0]) for each in fresh]
    later = ((each, next_stage(each)) for each in going_on)
    return found + [ToClaim(each, stage) for each, stage in later if stage is not None]


def days_to_pay(claim: SubsidyClaim) -> int | None:
    """Calendar days until the two-month limit of 20号 七(一), negative when overdue; None when none runs."""
    if claim.deadline_on is None:
        return None
    return (claim.deadline_on - clock.today()).days


@dataclass(frozen=True)
class ListLine:
    """A claim on a list, with the clock of 20号 七(一): 剩 N 天, 逾期 N 天."""

    claim: SubsidyClaim
    clock: StateTag | None


def list_lines(claims: Iterable[SubsidyClaim]) -> list[ListLine]:
    lines = []
    for claim in claims:
        left = days_to_pay(claim)
        lines.append(ListLine(claim, None if left is None else deadline_tag(left, "天")))
    return lines


def claim_people(claim: SubsidyClaim) -> list[ClaimPerson]:
    """Everybody of the roster with his amount or the reason why none, in the order of the roster."""
    rows = ClaimPerson.objects.filter(claim=claim).select_related("enrolment__person", "held__dispute")
    return list(rows.order_by("enrolment__position"))
