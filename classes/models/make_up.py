"""申请补签: somebody who missed a signing asks on his own phone that the record be put right."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse

from classes.enums import CORRECTION_TAGS, CorrectionDecision
from classes.enums_make_up import MAKE_UP_TAGS, MakeUpState, MissedSigning
from classes.models.roster import Enrolment
from classes.models.signing import SigningPhone
from classes.models.teaching import AttendanceCorrection, PlannedSession, SessionRowQuerySet
from foundation.accounts.models import User
from foundation.core.display import StateTag
from foundation.core.models import StoredFile
from foundation.workflow.models import LifecycleModel


class MakeUpRequestQuerySet(SessionRowQuerySet):
    def open(self) -> MakeUpRequestQuerySet:
        return self.filter(state=MakeUpState.ASKED)


class MakeUpRequest(LifecycleModel):
    """What somebody says of one half-day, with a reason and perhaps a picture; by itself it changes nothing.

    The institution answers it with what it has for every sheet: an open one is filled in, of a closed one a
    correction is asked for, with proof of its own. Example: 张桂英's phone was dead on 18 June in the afternoon.
    """

    session = models.ForeignKey(PlannedSession, on_delete=models.PROTECT, related_name="make_up_requests")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="make_up_requests")
    phone = models.ForeignKey(SigningPhone, on_delete=models.PROTECT, related_name="+")
    missed = models.CharField("没有签的", max_length=4, choices=MissedSigning.choices)
    reason = models.CharField("本人说明", max_length=200)
    picture = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField("状态", max_length=10, choices=MakeUpState.choices, default=MakeUpState.ASKED)
    correction = models.ForeignKey(
        AttendanceCorrection, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer = models.CharField("答复", max_length=200, blank=True, editable=False)
    answered_at = models.DateTimeField("办理时间", null=True, editable=False)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="办理人"
    )

    objects = MakeUpRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补签申请"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="classes_makeuprequest_one_open",
                fields=["session", "enrolment"],
                condition=Q(state="asked"),
                violation_error_message="这半天已经申请过补签，正在办理。",
            ),
            models.CheckConstraint(
                name="classes_makeuprequest_words_are_known",
                condition=Q(state__in=MakeUpState.values, missed__in=MissedSigning.values),
            ),
            models.CheckConstraint(name="classes_makeuprequest_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="classes_makeuprequest_answered_by_somebody",
                condition=Q(state="asked", answered_by__isnull=True)
                | (~Q(state="asked") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="classes_makeuprequest_proposed_by_correction",
                condition=Q(state="proposed", correction__isnull=False)
                | (~Q(state="proposed") & Q(correction__isnull=True)),
            ),
            models.CheckConstraint(
                name="classes_makeuprequest_refusal_says_why", condition=~Q(state="refused") | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}{self.enrolment}补签申请"

    def get_absolute_url(self) -> str:
        return f"{reverse('classes:session_signing', args=[self.session_id])}#make-up"

    @property
    def state_tag(self) -> StateTag:
        if self.correction is not None and self.correction.decision != CorrectionDecision.PENDING:
            return CORRECTION_TAGS[CorrectionDecision(self.correction.decision)]
        return MAKE_UP_TAGS[MakeUpState(self.state)]

    @property
    def case_id(self) -> UUID:
        return self.session.training_class_id

    @property
    def institution_id(self) -> UUID:
        return self.session.institution_id

    @property
    def in_worklist(self) -> str:
        return f"{self.session.training_class} {self}"
