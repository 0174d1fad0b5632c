"""差异说明: what an institution says of a difference in 五源对账, and what 监督检查小组 makes of it (N5)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from classes.models import PlannedSession
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core.display import StateTag
from foundation.core.models import StoredFile
from foundation.workflow.models import LifecycleModel
from subsidies.enums import DIFFERENCE_TAGS, DifferenceState
from subsidies.rules.half_day import TITLES, Code


class DifferenceExplanationQuerySet(TenantQuerySet["DifferenceExplanation"]):
    institution_path = "session__training_class__institution_id"

    def with_names(self) -> Self:
        return self.select_related(
            "session__training_class__occupation",
            "session__training_class__institution__organisation",
            "proof",
            "created_by",
            "decided_by",
        )

    def pending(self) -> Self:
        return self.filter(state=DifferenceState.SUBMITTED)


class DifferenceExplanation(LifecycleModel):
    """One explanation of one difference, for example: 签到 30 人、清点 29 人, because one had gone to the doctor.

    `evidence` are both sides as they stood when it was given. It holds for these alone: a side that changes
    afterwards is a new difference. Explained by the institution (`created_by`), judged by another person.
    """

    session = models.ForeignKey(PlannedSession, on_delete=models.PROTECT, related_name="+")
    code = models.CharField("差异", max_length=16)
    evidence = models.TextField("两边记录")
    reason = models.TextField("说明")
    proof = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=12, choices=DifferenceState.choices, default=DifferenceState.SUBMITTED
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = DifferenceExplanationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "差异说明"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="subsidies_differenceexplanation_state_is_known",
                condition=Q(state__in=DifferenceState.values),
            ),
            models.UniqueConstraint(
                name="subsidies_differenceexplanation_one_pending",
                fields=["session", "code"],
                condition=Q(state="submitted"),
                violation_error_message="这项差异已有一份说明等待认定。",
            ),
            models.CheckConstraint(
                name="subsidies_differenceexplanation_has_reason", condition=~Q(reason="") & ~Q(evidence="")
            ),
            models.CheckConstraint(
                name="subsidies_differenceexplanation_decided_by_another",
                condition=Q(state="submitted", decided_by__isnull=True)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & (Q(created_by__isnull=True) | ~Q(decided_by=F("created_by")))
                ),
                violation_error_message="差异说明须由说明人以外的人认定。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session.training_class} {self.session} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("subsidies:difference_detail", args=[self.pk])

    @property
    def title(self) -> str:
        return TITLES[Code(self.code)]

    @property
    def case_id(self) -> UUID:
        return self.session.training_class_id

    @property
    def institution_id(self) -> UUID:
        return self.session.institution_id

    @property
    def state_tag(self) -> StateTag:
        return DIFFERENCE_TAGS[DifferenceState(self.state)]
