"""Telephone calls about employment: who was drawn, from whom, and what was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from classes.enums import EnrolmentState
from classes.models import CallBack, CallBackDraw, Enrolment, TrainingClass
from classes.queries.pinned import parameters_of
from classes.rules.sampling import is_what_was_drawn, sample_size


@dataclass(frozen=True)
class DrawLine:
    """One draw, and whether doing it again names the same people."""

    draw: CallBackDraw
    calls: tuple[CallBack, ...]
    is_reproduced: bool

    @property
    def population(self) -> int:
        return len(self.draw.population)


@dataclass(frozen=True)
class CallBackPage:
    draws: tuple[DrawLine, ...]
    chosen: tuple[CallBack, ...]
    waiting: int  # handed in, in no draw yet
    to_draw: int  # of them, by the share in force


def callback_page(training_class: TrainingClass) -> CallBackPage:
    """Every draw and call of a class, in three queries."""
    draws = list(CallBackDraw.objects.filter(training_class=training_class).select_related("drawn_by"))
    calls = list(
        CallBack.objects.filter(enrolment__training_class=training_class)
        .select_related("enrolment__person", "enrolment__employment", "called_by")
        .order_by("enrolment__position")
    )
    waiting = len(undrawn(training_class, draws))
    share = parameters_of(training_class).fraction("callback_share")
    return CallBackPage(
        draws=tuple(_draw_line(draw, calls) for draw in draws),
        chosen=tuple(call for call in calls if call.draw_id is None),
        waiting=waiting,
        to_draw=sample_size(waiting, share),
    )


def _draw_line(draw: CallBackDraw, calls: Sequence[CallBack]) -> DrawLine:
    own = tuple(call for call in calls if call.draw_id == draw.pk)
    drawn = [str(call.enrolment_id) for call in own]
    return DrawLine(draw, own, is_what_was_drawn(draw.seed, draw.population, draw.share, drawn))


def undrawn(training_class: TrainingClass, draws: Sequence[CallBackDraw]) -> list[Enrolment]:
    """Who has handed in his proof and stands in the population of no draw, in roster order."""
    covered = {key for draw in draws for key in draw.population}
    rows = Enrolment.objects.filter(training_class=training_class, state=EnrolmentState.EMPLOYMENT_PENDING)
    return [each for each in rows.order_by("position") if str(each.pk) not in covered]


def is_covered(enrolment: Enrolment) -> bool:
    """Whether somebody stood in the population of a draw."""
    populations: list[list[str]] = list(
        CallBackDraw.objects.filter(training_class=enrolment.training_class_id).values_list(
            "population", flat=True
        )
    )
    return any(str(enrolment.pk) in population for population in populations)


def call_of(enrolment_id: UUID) -> CallBack | None:
    return CallBack.objects.filter(enrolment=enrolment_id).select_related("called_by", "draw").first()
