"""培训班评估 (表7): when it is open, to whom, and what may be shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Max

from classes.enums import BEFORE_APPROVAL, ClassState, EnrolmentState
from classes.models import ClassEvaluation, Enrolment, EvaluationGiven, PlannedSession, TrainingClass
from classes.queries.pinned import parameters_of
from classes.rules.evaluation import MOST_TEACHERS, EvaluationCounts, count_answers
from foundation.core import clock
from institutions.models import Teacher

CLOSED_TO_IT = BEFORE_APPROVAL | {ClassState.TERMINATED, ClassState.ARCHIVED}


@dataclass(frozen=True)
class EvaluationWindow:
    """From the last class day on, for as many days as the parameters say."""

    opens_on: date
    closes_on: date

    def is_open(self, today: date) -> bool:
        return self.opens_on <= today <= self.closes_on


@dataclass(frozen=True)
class EvaluationPage:
    """What the class page shows. `counts` only when nobody can answer any more and enough have (0014)."""

    window: EvaluationWindow | None
    expected: int
    answered: int
    minimum: int
    is_over: bool
    teachers: tuple[Teacher, ...]
    counts: EvaluationCounts | None
    suggestions: tuple[str, ...] = ()

    @property
    def waits(self) -> str:
        """Why nothing is shown, in words; empty when it is."""
        if self.counts is not None:
            return ""
        if self.window is None:
            return "没有课程计划，不开放评估。"
        if not self.is_over:
            return f"评估 {self.window.closes_on:%Y-%m-%d} 结束（或全部填完）后显示结果，其间不显示，以免认出个人。"
        return f"收到 {self.answered} 份，不足 {self.minimum} 份，不显示结果，以免认出个人。"


def window_of(training_class: TrainingClass) -> EvaluationWindow | None:
    last = PlannedSession.objects.filter(training_class=training_class).aggregate(last=Max("date"))["last"]
    if last is None or training_class.state in CLOSED_TO_IT:
        return None
    days = parameters_of(training_class).whole("evaluation_open_days")
    return EvaluationWindow(last, last + timedelta(days=days))


def teachers_evaluated(training_class: TrainingClass) -> list[Teacher]:
    """Who taught, most half-days first; as many as 表7 has room for."""
    taught = (
        PlannedSession.objects.filter(training_class=training_class)
        .order_by()
        .values_list("teacher")
        .annotate(half_days=Count("pk"))
    )
    half_days: dict[UUID, int] = dict(taught)
    rows = Teacher.objects.filter(pk__in=half_days)
    return sorted(rows, key=lambda each: (-half_days[each.pk], each.name))[:MOST_TEACHERS]


def has_evaluated(enrolment: Enrolment) -> bool:
    return EvaluationGiven.objects.filter(enrolment=enrolment).exists()


def evaluable(enrolments: Sequence[Enrolment]) -> set[UUID]:
    """Ids of those who may evaluate their class today and have not; one query, and two for each class."""
    today = clock.today()
    present = [each for each in enrolments if each.state != EnrolmentState.WITHDRAWN]
    given = set(EvaluationGiven.objects.filter(enrolment__in=present).values_list("pk", flat=True))
    waiting = [each for each in present if each.pk not in given]
    return {
        each.pk
        for each in waiting
        if (window := window_of(each.training_class)) is not None and window.is_open(today)
    }


def evaluation_page(training_class: TrainingClass, *, with_suggestions: bool) -> EvaluationPage:
    """`with_suggestions` is for the bureau alone: words give away who wrote them."""
    window, minimum = window_of(training_class), parameters_of(training_class).whole("evaluation_min_answers")
    people = Enrolment.objects.filter(training_class=training_class).present()
    heads = people.aggregate(expected=Count("pk"), answered=Count("evaluation_given"))
    is_over = window is not None and (
        clock.today() > window.closes_on or heads["answered"] == heads["expected"]
    )
    answers = _answers(training_class) if is_over else []
    shown = len(answers) >= max(minimum, 1)
    teachers = tuple(teachers_evaluated(training_class))
    said = [each.suggestions for each in answers if each.suggestions] if shown and with_suggestions else []
    return EvaluationPage(
        window=window,
        minimum=minimum,
        is_over=is_over,
        teachers=teachers,
        counts=_counts(answers, teachers) if shown else None,
        suggestions=tuple(said),
        **heads,
    )


def _answers(training_class: TrainingClass) -> list[ClassEvaluation]:
    return list(ClassEvaluation.objects.filter(training_class=training_class).order_by("pk"))


def _counts(answers: Sequence[ClassEvaluation], teachers: Sequence[Teacher]) -> EvaluationCounts:
    return count_answers([each.answer for each in answers], [str(each.pk) for each in teachers])
