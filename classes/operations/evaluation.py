"""A trainee fills in 表7 on his own telephone: once, and so that nobody can say which answer is his (0014)."""

from __future__ import annotations

from django.db import transaction

from classes.models import ClassEvaluation, Enrolment, EvaluationGiven, TrainingClass
from classes.queries.evaluation import evaluable, has_evaluated, teachers_evaluated
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
        teachers = [str(each.pk) for each in teachers_evaluated(locked)]
        if problems := answer_problems(answer, teachers):
            reasons = [Reason("evaluation.incomplete", problem) for problem in problems]
            raise Invalid("evaluation.incomplete", "；".join(problems) + "。", reasons)
        _note_given(locked, mine)
        _file_among_the_others(locked, answer, suggestions.strip()[:LONGEST_SUGGESTION])


def _refuse_stranger(person: Person, enrolment: Enrolment) -> None:
    if person.root_id != enrolment.person.root_id:
        raise Invalid("evaluation.not_in_class", "您不在这个班的名单里，不能评估。")
    if has_evaluated(enrolment):
        raise NotNow("evaluation.already_given", "您已经填过这个班的评估表，每人填一次。")
    if enrolment.pk not in evaluable([enrolment]):
        raise NotNow(
            "evaluation.not_open", "这个班的评估现在不开放，请在最后一天课之后、评估期结束之前填写。"
        )


def _note_given(training_class: TrainingClass, enrolment: Enrolment) -> None:
    """All rows of the class anew in the order of their keys: who came last cannot be seen."""
    given = EvaluationGiven.objects.filter(enrolment__training_class=training_class)
    keys = sorted([enrolment.pk, *given.values_list("pk", flat=True)])
    given.delete()
    EvaluationGiven.objects.bulk_create(EvaluationGiven(pk=key) for key in keys)


def _file_among_the_others(training_class: TrainingClass, answer: Answer, suggestions: str) -> None:
    """All answers of the class anew in the order of their random keys: which came last cannot be seen."""
    filed = ClassEvaluation.objects.filter(training_class=training_class)
    added = ClassEvaluation(
        training_class=training_class,
        teachers={teacher: list(grades) for teacher, grades in answer.teachers.items()},
        teaching_overall=answer.teaching_overall,
        effects=list(answer.effects),
        effect_overall=answer.effect_overall,
        suggestions=suggestions,
    )
    everything = sorted([*filed, added], key=lambda each: each.pk)
    filed.delete()
    ClassEvaluation.objects.bulk_create(everything)
