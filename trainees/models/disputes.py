"""异议: a person says of one line in his name that it is not so; that line is frozen until it is decided (N20)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.models import Organisation, User
from foundation.core.display import StateTag
from foundation.workflow.models import LifecycleModel
from trainees.enums import DISPUTE_TAGS, FREEZING_DISPUTES, OPEN_DISPUTES, DisputeState, DisputeTarget
from trainees.models.applications import Person


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, actor: Actor) -> Self:
        """The bureau and the auditors; never the institution that the person speaks against."""
        return self if actor.reads_everything else self.none()

    def open(self) -> Self:
        return self.filter(state__in=OPEN_DISPUTES)

    def freezing(self) -> Self:
        """Not decided, or the person was right and it is not put right yet: what it is about must not go on."""
        return self.filter(state__in=sorted(FREEZING_DISPUTES))


class Dispute(LifecycleModel):
    """One line, one person, a few words. Example: 2026年养老护理员第7期的签到，“我没有去过这个班”.

    `target_id` is the record of this or an upper app that the line stood for; it is an id only. `line` is the line as
    the person saw it. The institution learns that a line is frozen, not what the person has said.
    """

    number = models.CharField("编号", max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disputes")
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    target_kind = models.CharField("事项", max_length=16, choices=DisputeTarget.choices)
    target_id = models.UUIDField(db_index=True, editable=False)
    line = models.CharField("所涉记录", max_length=200)
    content = models.TextField("本人说明", max_length=500)
    phone_masked = models.CharField("联系电话（脱敏）", max_length=16, blank=True, editable=False)
    answer = models.TextField("答复", blank=True, editable=False)
    state = models.CharField("状态", max_length=20, choices=DisputeState.choices, default=DisputeState.OPENED)
    examined_at = models.DateTimeField(null=True, editable=False)
    examined_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="核查人"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="结论人"
    )
    correction = models.TextField("更正情况", blank=True, editable=False)
    corrected_at = models.DateTimeField(null=True, editable=False)
    corrected_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="更正确认人"
    )

    objects = DisputeQuerySet.as_manager()

    told_institution_id = (
        None  # of its steps: what is found and answered is not for whom the person speaks against
    )

    class Meta:
        verbose_name = verbose_name_plural = "本人异议"
        ordering = ["-created_at", "-number"]
        indexes = [models.Index(name="trainees_dispute_person", fields=["person", "state"])]
        constraints = [
            models.UniqueConstraint(
                name="trainees_dispute_one_open_per_line",
                fields=["person", "target_kind", "target_id"],
                condition=Q(state__in=sorted(OPEN_DISPUTES)),
                violation_error_message="这条记录您已经提过异议，正在核查。",
            ),
            models.CheckConstraint(
                name="trainees_dispute_state_is_known", condition=Q(state__in=DisputeState.values)
            ),
            models.CheckConstraint(
                name="trainees_dispute_target_is_known", condition=Q(target_kind__in=DisputeTarget.values)
            ),
            models.CheckConstraint(
                name="trainees_dispute_decided_with_answer_by_another",
                condition=~Q(state__in=["upheld", "corrected", "rejected"])
                | (
                    Q(examined_by__isnull=False, decided_by__isnull=False)
                    & ~Q(decided_by=F("examined_by"))
                    & ~Q(answer="")
                ),
                violation_error_message="异议须由一人核查、另一人作出结论，并写明答复。",
            ),
            models.CheckConstraint(
                name="trainees_dispute_correction_confirmed_by_another",
                condition=~Q(state="corrected")
                | (
                    Q(corrected_at__isnull=False, corrected_by__isnull=False)
                    & ~Q(corrected_by=F("decided_by"))
                    & ~Q(correction="")
                ),
                violation_error_message="更正须由作出结论以外的人确认，并写明改了什么。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.person.masked_name}的异议"

    def get_absolute_url(self) -> str:
        return reverse("trainees:dispute_detail", args=[self.pk])

    @property
    def known_as(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_DISPUTES

    @property
    def freezes(self) -> bool:
        return self.state in FREEZING_DISPUTES

    @property
    def state_tag(self) -> StateTag:
        return DISPUTE_TAGS[DisputeState(self.state)]
