"""培训班评估 (表7): when it is open, to whom, and what may be shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from classes.enums import BEFORE_APPROVAL, ClassState, EnrolmentState
from classes.models import ClassEvaluation, Enrolment, EvaluationGiven, PlannedSession, TrainingClass
from classes.queries.pinned import parameters_of
from classes.rules.evaluation import MOST_TEACHERS, EvaluationCounts, count_answers
from foundation.core import clock
from institutions.models import Teacher

WITHOUT_IT = BEFORE_APPROVAL | {ClassState.TERMINATED}


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
    by_phone: int
    takers: int  # who have the form on paper
    on_paper: int  # of whose sheets so many are entered
    minimum: int
    is_over: bool
    teachers: tuple[Teacher, ...]
    counts: EvaluationCounts | None
    suggestions: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        return self.by_phone + self.on_paper

    @property
    def takers_memo(self) -> str:
        return f"领表 {self.takers} 人，人社局录入" if self.takers else "没有人领纸质表"

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
    if last is None or training_class.state in WITHOUT_IT:
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


def given_of(enrolment: Enrolment) -> EvaluationGiven | None:
    """That he has answered, or holds the form on paper."""
    return EvaluationGiven.objects.filter(enrolment=enrolment).first()


def is_open_today(training_class: TrainingClass) -> bool:
    """An archived class takes nothing more, whatever the days say."""
    window = window_of(training_class)
    is_archived = training_class.state == ClassState.ARCHIVED
    return window is not None and not is_archived and window.is_open(clock.today())


def evaluable(enrolments: Sequence[Enrolment]) -> set[UUID]:
    """Ids of those who may evaluate their class by telephone today."""
    return {pk for pk, on_paper in evaluation_offers(enrolments).items() if not on_paper}


def evaluation_offers(enrolments: Sequence[Enrolment]) -> dict[UUID, bool]:
    """Ids of those whose class is open to evaluation today and who have not answered by telephone; true: on paper.

    One query, and two for each class.
    """
    present = [each for each in enrolments if each.state != EnrolmentState.WITHDRAWN]
    rows = EvaluationGiven.objects.filter(enrolment__in=present)
    given: dict[UUID, bool] = dict(rows.values_list("pk", "on_paper"))
    waiting = [each for each in present if given.get(each.pk, True)]
    return {each.pk: each.pk in given for each in waiting if is_open_today(each.training_class)}


def evaluation_page(training_class: TrainingClass, *, with_suggestions: bool) -> EvaluationPage:
    """`with_suggestions` is for the bureau alone: words give away who wrote them."""
    window, minimum = window_of(training_class), parameters_of(training_class).whole("evaluation_min_answers")
    heads = _heads(training_class)
    has_answered = heads["by_phone"] + heads["on_paper"]
    is_over = window is not None and (
        clock.today() > window.closes_on
        or has_answered == heads["expected"]
        or training_class.state == ClassState.ARCHIVED
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


def _heads(training_class: TrainingClass) -> dict[str, int]:
    """Who could answer, and who has: who left the class after answering stays on both sides."""
    people = Enrolment.objects.filter(training_class=training_class).exclude(
        state=EnrolmentState.WITHDRAWN, evaluation_given__isnull=True
    )
    counted = people.aggregate(
        expected=Count("pk"),
        by_phone=Count("pk", filter=Q(evaluation_given__on_paper=False)),
        takers=Count("pk", filter=Q(evaluation_given__on_paper=True)),
    )
    sheets = ClassEvaluation.objects.filter(training_class=training_class).on_paper().count()
    return {**counted, "on_paper": sheets}


def _answers(training_class: TrainingClass) -> list[ClassEvaluation]:
    return list(ClassEvaluation.objects.filter(training_class=training_class).order_by("pk"))


def _counts(answers: Sequence[ClassEvaluation], teachers: Sequence[Teacher]) -> EvaluationCounts:
    return count_answers([each.answer for each in answers], [str(each.pk) for each in teachers])


@dataclass(frozen=True)
class PaperDesk:
    """What the bureau works with when it takes in sheets: who may have one, who has, and what is entered."""

    page: EvaluationPage
    is_open: bool
    eligible: tuple[Enrolment, ...]
    sheets: tuple[ClassEvaluation, ...]

    @property
    def room(self) -> int:
        """Sheets still to come."""
        return self.page.takers - len(self.sheets)

    @property
    def takers(self) -> list[Enrolment]:
        return [each for each in self.eligible if hasattr(each, "evaluation_given")]


def may_hold_paper(training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Who is in class and has not answered by telephone; whoever holds the form keeps it when he leaves."""
    people = Enrolment.objects.filter(training_class=training_class).select_related(
        "person", "evaluation_given"
    )
    in_class = Q(evaluation_given__isnull=True) & ~Q(state=EnrolmentState.WITHDRAWN)
    return people.filter(in_class | Q(evaluation_given__on_paper=True)).order_by("position")


def paper_desk(training_class: TrainingClass) -> PaperDesk:
    sheets = ClassEvaluation.objects.filter(training_class=training_class).on_paper().select_related("scan")
    return PaperDesk(
        page=evaluation_page(training_class, with_suggestions=False),
        is_open=is_open_today(training_class),
        eligible=tuple(may_hold_paper(training_class)),
        sheets=tuple(sheets.order_by("paper_number")),
    )
