"""What is asked of people besides the papers: the class evaluation (表7), the telephone call, the word of warning."""

from __future__ import annotations

import uuid
from fractions import Fraction
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from classes.enums import CALL_TAGS, CallResult
from classes.models.roster import Enrolment
from classes.models.training_class import TrainingClass
from classes.rules.evaluation import GRADES, PAPER_GRADES, Answer
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.models import StoredFile


class EvaluationGivenQuerySet(TenantQuerySet["EvaluationGiven"]):
    institution_path = "enrolment__training_class__institution_id"


class EvaluationGiven(models.Model):
    """This trainee has filled in 表7, or was given it on paper: no time, and nothing that leads to his words (0014)."""

    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.CASCADE, primary_key=True, related_name="evaluation_given"
    )
    on_paper = models.BooleanField("领纸质表", default=False)

    objects = EvaluationGivenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "已填评估表"

    def __str__(self) -> str:
        return f"{self.enrolment}已填评估表"


class ClassEvaluationQuerySet(TenantQuerySet["ClassEvaluation"]):
    institution_path = "training_class__institution_id"

    def on_paper(self) -> Self:
        return self.filter(paper_number__isnull=False)


class ClassEvaluation(models.Model):
    """One trainee's 表7, without the trainee and without a time; who has answered stands elsewhere (0014).

    A sheet filled in by hand has its number in the class and its scan; an answer from a telephone has neither.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="+")
    teachers = models.JSONField(default=dict)  # teacher id → grades, in the order of the criteria
    teaching_overall = models.CharField("教学总体评价", max_length=10, choices=list(PAPER_GRADES.items()))
    effects = models.JSONField(default=list)  # grades, in the order of 培训效果
    effect_overall = models.CharField("培训总体评价", max_length=10, choices=list(PAPER_GRADES.items()))
    suggestions = models.TextField("意见建议", blank=True)
    paper_number = models.PositiveSmallIntegerField("纸质第几号", null=True)
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ClassEvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训班评估"
        ordering = ["training_class", "pk"]
        constraints = [
            models.CheckConstraint(
                name="classes_classevaluation_grades_are_known",
                condition=Q(teaching_overall__in=list(GRADES), effect_overall__in=list(GRADES))
                | Q(
                    paper_number__isnull=False,
                    teaching_overall__in=list(PAPER_GRADES),
                    effect_overall__in=list(PAPER_GRADES),
                ),
            ),
            models.CheckConstraint(
                name="classes_classevaluation_sheet_has_scan",
                condition=Q(paper_number__isnull=True, scan__isnull=True)
                | Q(paper_number__gte=1, scan__isnull=False),
            ),
            models.UniqueConstraint(
                name="classes_classevaluation_sheet_once",
                fields=["training_class", "paper_number"],
                violation_error_message="这一号纸质表已经录入。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class}评估"

    @property
    def answer(self) -> Answer:
        return Answer(self.teachers, self.teaching_overall, self.effects, self.effect_overall)


class CallBackDrawQuerySet(TenantQuerySet["CallBackDraw"]):
    institution_path = "training_class__institution_id"


class CallBackDraw(models.Model):
    """One drawing of people to be called. Seed, share and population are kept, so that anybody can draw again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("第几次抽取")
    seed = models.CharField("随机种子", max_length=64)
    share_text = models.CharField("抽取比例", max_length=20)
    population = models.JSONField(default=list)  # enrolment ids, in roster order
    drawn_at = models.DateTimeField("抽取时间", default=clock.now)
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CallBackDrawQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "电话回访抽取"
        ordering = ["training_class", "number"]
        constraints = [
            models.UniqueConstraint(
                name="classes_callbackdraw_number_once", fields=["training_class", "number"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.training_class}第 {self.number} 次回访抽取"

    @property
    def share(self) -> Fraction:
        return Fraction(self.share_text)


class CallBackQuerySet(TenantQuerySet["CallBack"]):
    institution_path = "enrolment__training_class__institution_id"


class CallBack(models.Model):
    """A call about somebody's employment: drawn by lot (`draw`) or chosen by the inspector; the result once called."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="callback")
    draw = models.ForeignKey(CallBackDraw, on_delete=models.PROTECT, null=True, related_name="calls")
    result = models.CharField("回访结果", max_length=12, choices=CallResult.choices, blank=True)
    note = models.CharField("回访记录", max_length=200, blank=True)
    called_at = models.DateTimeField("回访时间", null=True)
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CallBackQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "电话回访"
        ordering = ["enrolment__position"]
        constraints = [
            models.CheckConstraint(
                name="classes_callback_result_has_caller",
                condition=Q(result="", called_at__isnull=True)
                | Q(result__in=CallResult.values, called_at__isnull=False, called_by__isnull=False),
                violation_error_message="回访结果须有回访人和时间。",
            ),
            models.CheckConstraint(
                name="classes_callback_chosen_is_called", condition=Q(draw__isnull=False) | ~Q(result="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}电话回访"

    @property
    def state_tag(self) -> StateTag:
        return CALL_TAGS[self.result]

    @property
    def case_id(self) -> UUID:
        return self.enrolment.training_class_id

    @property
    def institution_id(self) -> UUID:
        return self.enrolment.institution_id


class AbsenceReminderQuerySet(TenantQuerySet["AbsenceReminder"]):
    institution_path = "enrolment__training_class__institution_id"


class AbsenceReminder(models.Model):
    """The class head has warned somebody who had missed so many half-days; the next absence asks for it again."""

    id = models.BigAutoField(primary_key=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="reminders")
    missed = models.PositiveSmallIntegerField("已缺半天数")
    note = models.CharField("提醒情况", max_length=160)
    reminded_at = models.DateTimeField("提醒时间", default=clock.now)
    reminded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AbsenceReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "缺课提醒"
        ordering = ["enrolment", "missed"]
        constraints = [
            models.UniqueConstraint(name="classes_absencereminder_once", fields=["enrolment", "missed"])
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}缺 {self.missed} 个半天提醒"
