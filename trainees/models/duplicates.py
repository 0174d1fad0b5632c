"""疑似重复人员 (N27; F1): two records that may be of one person, and what was decided about them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.core.display import StateTag
from foundation.workflow.models import LifecycleModel
from trainees.enums import DUPLICATE_TAGS, MATCH_WORDS, VERDICT_TAGS, DuplicateState
from trainees.models.applications import Person


class DuplicateCaseQuerySet(models.QuerySet["DuplicateCase"]):
    def visible_to(self, actor: Actor) -> Self:
        """The bureau and who audits it: an institution never learns that another has a person (C5)."""
        return self if actor.reads_everything else self.none()

    def undecided(self) -> Self:
        return self.filter(state__in=[DuplicateState.OPEN, DuplicateState.PROPOSED])


class DuplicateCase(LifecycleModel):
    """Two records, for example 吕小英 of 启航 and LV小英 of 汇能, born the same day, with numbers one digit apart.

    `first` is the record with the smaller id, so that a pair stands here once. `reasons` are what the two have in
    common (`MatchReason`); a pair that was set apart is asked about again only when a reason is added. `kept` is
    the record that was proposed to stay. `moved` remembers, record by record, what a merge changed, so that
    `unmerge` restores exactly that: {record: what its `merged_into` was before, or empty}.
    """

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duplicates_as_first")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duplicates_as_second")
    verdict = models.CharField("判断", max_length=10)
    reasons = models.JSONField("依据", default=list)
    state = models.CharField(
        "状态", max_length=12, choices=DuplicateState.choices, default=DuplicateState.OPEN
    )
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    moved = models.JSONField(default=dict, editable=False)
    merged_at = models.DateTimeField(null=True, editable=False)
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = DuplicateCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "疑似重复人员"
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(name="trainees_duplicate_state", fields=["state", "verdict"])]
        constraints = [
            models.UniqueConstraint(name="trainees_duplicatecase_once", fields=["first", "second"]),
            models.CheckConstraint(
                name="trainees_duplicatecase_pair_in_order", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="trainees_duplicatecase_verdict_is_known", condition=Q(verdict__in=sorted(VERDICT_TAGS))
            ),
            models.CheckConstraint(
                name="trainees_duplicatecase_state_is_known", condition=Q(state__in=DuplicateState.values)
            ),
            models.CheckConstraint(
                name="trainees_duplicatecase_merge_names_kept_record",
                condition=~Q(state__in=["proposed", "merged"]) | Q(kept=F("first")) | Q(kept=F("second")),
                violation_error_message="合并须指明保留哪一份档案。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first.masked_name}与{self.second.masked_name}疑似重复"

    def get_absolute_url(self) -> str:
        return reverse("trainees:duplicate_detail", args=[self.pk])

    @property
    def pair(self) -> tuple[Person, Person]:
        return self.first, self.second

    @property
    def state_tag(self) -> StateTag:
        return DUPLICATE_TAGS[DuplicateState(self.state)]

    @property
    def verdict_tag(self) -> StateTag:
        return VERDICT_TAGS[self.verdict]

    @property
    def words(self) -> list[str]:
        """The reasons as the page says them."""
        return [MATCH_WORDS[reason] for reason in self.reasons]
