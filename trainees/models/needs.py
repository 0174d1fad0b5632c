"""培训需求: what somebody asks for before any institution has entered him as an applicant (R240)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import Organisation, User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core.display import StateTag
from foundation.core.fields import SealedTextField
from foundation.core.national_codes import mask_name
from foundation.workflow.models import LifecycleModel
from trainees.enums import NEED_TAGS, Education, NeedSource, NeedState, PersonCategory
from trainees.models.applications import Application
from trainees.models.numbers import ShownMasked


class NeedQuerySet(TenantQuerySet["TrainingNeed"]):
    def visible_to(self, actor: Actor) -> Self:
        """A clerk sees what his own service point registered, an institution what was routed to it."""
        if actor.has_role(Role.SERVICE_POINT_CLERK):
            return self.filter(service_point_id=actor.organisation_id)
        return super().visible_to(actor)

    def unanswered(self) -> Self:
        return self.filter(state__in=[NeedState.REGISTERED, NeedState.ROUTED])


class TrainingNeed(ShownMasked, LifecycleModel):
    """A person wants to be trained. Example: 南庄镇服务站 registers 张小英, 养老护理员, to be answered in five days.

    It is a wish, not an application: nobody looks the number up in the register when it is written down, so that
    nobody learns who is in it. An institution that accepts the wish enters the applicant by its own operation.
    """

    number = models.CharField("编号", max_length=20, unique=True)
    source = models.CharField("来源", max_length=16, choices=NeedSource.choices)
    service_point = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="网点"
    )
    institution = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="培训机构",
    )
    name = models.CharField("姓名", max_length=40)
    identity_number = SealedTextField("身份证号", blank=True, default="")
    identity_index = models.CharField(max_length=64, db_index=True, blank=True, editable=False)
    phone = SealedTextField("联系电话")
    phone_index = models.CharField(max_length=64, db_index=True, editable=False)
    phone_masked = models.CharField("联系电话（脱敏）", max_length=16, editable=False)
    village = models.CharField("村（社区）", max_length=60, blank=True)
    occupation_code = models.CharField("职业编码", max_length=20, blank=True)
    occupation_name = models.CharField("想学的工种", max_length=60)
    level = models.CharField("等级", max_length=1, blank=True)
    wish = models.CharField("具体要求", max_length=200, blank=True)
    category = models.CharField("人员分类", max_length=32, choices=PersonCategory.choices, blank=True)
    education = models.CharField("文化程度", max_length=12, choices=Education.choices, blank=True)
    household_type = models.CharField("户籍性质", max_length=20, blank=True)
    marital_status = models.CharField("婚姻状况", max_length=10, blank=True)
    address = SealedTextField("家庭住址", blank=True, default="")
    graduation = models.CharField("毕业院校、学历及毕业时间", max_length=120, blank=True)
    current_skill = models.CharField("职业技能现状", max_length=120, blank=True)
    resume = models.TextField("简历", blank=True)
    job_wish = models.CharField("求职意向", max_length=120, blank=True)
    answer = models.CharField("答复", max_length=300, blank=True, editable=False)
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, editable=False, related_name="need"
    )
    due_on = models.DateField("答复期限", null=True, editable=False)
    overdue_at = models.DateTimeField("超期标记时间", null=True, editable=False)
    state = models.CharField("状态", max_length=12, choices=NeedState.choices, default=NeedState.REGISTERED)
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训需求"
        ordering = ["-created_at", "-number"]
        indexes = [
            models.Index(name="trainees_need_scope", fields=["institution", "state"]),
            models.Index(name="trainees_need_point", fields=["service_point", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="trainees_trainingneed_state_is_known", condition=Q(state__in=NeedState.values)
            ),
            models.CheckConstraint(
                name="trainees_trainingneed_source_is_known", condition=Q(source__in=NeedSource.values)
            ),
            models.CheckConstraint(
                name="trainees_trainingneed_point_registers_its_own",
                condition=Q(source="service_point", service_point__isnull=False)
                | Q(source="person", service_point__isnull=True),
            ),
            models.CheckConstraint(
                name="trainees_trainingneed_routed_to_somebody",
                condition=~Q(state="routed") | Q(institution__isnull=False),
                violation_error_message="转交的需求须有接收的培训机构。",
            ),
            models.CheckConstraint(
                name="trainees_trainingneed_answered_with_words",
                condition=~Q(state__in=["answered", "closed"])
                | (Q(answered_at__isnull=False) & Q(answered_at__gte=F("created_at")) & ~Q(answer="")),
                violation_error_message="答复须写明内容。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.masked_name} {self.occupation_name}"

    def get_absolute_url(self) -> str:
        return reverse("trainees:need_detail", args=[self.pk])

    @property
    def deadline_on(self) -> date | None:
        """Counted from the day on which it was registered, however often it is handed on."""
        return self.due_on if self.state in {NeedState.REGISTERED, NeedState.ROUTED} else None

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def known_as(self) -> str:
        return self.number

    @property
    def state_tag(self) -> StateTag:
        return NEED_TAGS[NeedState(self.state)]
