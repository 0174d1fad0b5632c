"""A trainee fills in 表7 on his own telephone: once, and so that nobody can say which answer is his (0014)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from classes.models import ClassEvaluation, Enrolment, EvaluationGiven, TrainingClass
from classes.queries.evaluation import evaluable, given_of, teachers_evaluated
from classes.rules.evaluation import Answer, answer_problems
from foundation.core.errors import Invalid, NotNow
from foundation.core.reasons import Reason
from trainees.models import Person

LONGEST_SUGGESTION = 500


def evaluate_class(person: Person, enrolment: Enrolment, *, answer: Answer, suggestions: str = "") -> None:
    """The person, known by his one-time code, evaluates his class.

    No entry of the audit chain: its time would name the answer.
    """
    with transaction.atomic():
        locked = TrainingClass.objects.select_for_update().get(pk=enrolment.training_class_id)
        mine = Enrolment.objects.select_for_update().select_related("person").get(pk=enrolment.pk)
        mine.training_class = locked
        _refuse_stranger(person, mine)
        refuse_incomplete(answer, locked)
        write_givers(locked, {**givers_of(locked), mine.pk: False})
        file_among_the_others(answered(locked, answer, suggestions))


def _refuse_stranger(person: Person, enrolment: Enrolment) -> None:
    if person.root_id != enrolment.person.root_id:
        raise Invalid("evaluation.not_in_class", "您不在这个班的名单里，不能评估。")
    if given := given_of(enrolment):
        how = "已领纸质评估表，请在纸上填" if given.on_paper else "已经填过这个班的评估表"
        raise NotNow("evaluation.already_given", f"您{how}，每人填一次。")
    if enrolment.pk not in evaluable([enrolment]):
        raise NotNow(
            "evaluation.not_open", "这个班的评估现在不开放，请在最后一天课之后、评估期结束之前填写。"
        )


def refuse_incomplete(answer: Answer, training_class: TrainingClass, *, on_paper: bool = False) -> None:
    teachers = [str(each.pk) for each in teachers_evaluated(training_class)]
    if problems := answer_problems(answer, teachers, on_paper=on_paper):
        reasons = [Reason("evaluation.incomplete", problem) for problem in problems]
        raise Invalid("evaluation.incomplete", "；".join(problems) + "。", reasons)


def givers_of(training_class: TrainingClass) -> dict[UUID, bool]:
    """Who has filled in 表7 or has it on paper; true: on paper."""
    given = EvaluationGiven.objects.filter(enrolment__training_class=training_class)
    return dict(given.values_list("pk", "on_paper"))


def write_givers(training_class: TrainingClass, givers: Mapping[UUID, bool]) -> None:
    """All rows of the class anew in the order of their keys: who came last cannot be seen."""
    EvaluationGiven.objects.filter(enrolment__training_class=training_class).delete()
    EvaluationGiven.objects.bulk_create(
        EvaluationGiven(pk=key, on_paper=givers[key]) for key in sorted(givers)
    )


def answered(training_class: TrainingClass, answer: Answer, suggestions: str) -> ClassEvaluation:
    """The answer as it is to be filed."""
    return ClassEvaluation(
        training_class=training_class,
        teachers={teacher: list(grades) for teacher, grades in answer.teachers.items()},
        teaching_overall=answer.teaching_overall,
        effects=list(answer.effects),
        effect_overall=answer.effect_overall,
        suggestions=suggestions.strip()[:LONGEST_SUGGESTION],
    )


def file_among_the_others(added: ClassEvaluation) -> None:
    """All answers of the class anew in the order of their random keys: which came last cannot be seen."""
    filed = ClassEvaluation.objects.filter(training_class=added.training_class)
    everything = sorted([*filed, added], key=lambda each: each.pk)
    filed.delete()
    ClassEvaluation.objects.bulk_create(everything)
