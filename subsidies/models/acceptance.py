"""档案验收 (C6; 8号 三, 监控表 结业验收): the archive of a class and its five signed steps."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from classes.models import TrainingClass
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core.display import StateTag
from foundation.core.models import StoredFile
from foundation.workflow.models import LifecycleModel
from subsidies.enums import ACCEPTANCE_TAGS, AcceptanceState


class AcceptanceQuerySet(TenantQuerySet["Acceptance"]):
    institution_path = "training_class__institution_id"


class Acceptance(LifecycleModel):
    """The acceptance of one class: 培训业务 → 监督检查 → 分管领导 → 系统 → 资料接收, each signed by its own person."""

    training_class = models.OneToOneField(TrainingClass, on_delete=models.PROTECT, related_name="+")
    report = models.TextField("档案验收报告", blank=True)
    finance_is_in_order = models.BooleanField("财务资料规范齐全", default=False)
    box_number = models.CharField("档案盒号", max_length=40, blank=True)
    disk_label = models.CharField("影像硬盘编号", max_length=40, blank=True)
    correction_due_on = models.DateField("补正期限", null=True, editable=False)
    state = models.CharField(
        "状态", max_length=24, choices=AcceptanceState.choices, default=AcceptanceState.DRAFT
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    training_confirmed_at = models.DateTimeField(null=True, editable=False)
    training_confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    inspection_confirmed_at = models.DateTimeField(null=True, editable=False)
    inspection_confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    received_at = models.DateTimeField(null=True, editable=False)
    received_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结业验收"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="subsidies_acceptance_state_is_known", condition=Q(state__in=AcceptanceState.values)
            ),
            models.CheckConstraint(
                name="subsidies_acceptance_two_groups_are_two_people",
                condition=Q(inspection_confirmed_by__isnull=True)
                | ~Q(inspection_confirmed_by=F("training_confirmed_by")),
                violation_error_message="业务确认和监督确认须由两人办理。",
            ),
            models.CheckConstraint(
                name="subsidies_acceptance_approver_is_another",
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("training_confirmed_by")) & ~Q(approved_by=F("inspection_confirmed_by"))),
                violation_error_message="批准人不能是确认人。",
            ),
            models.CheckConstraint(
                name="subsidies_acceptance_receiver_is_another",
                condition=Q(received_by__isnull=True)
                | (
                    ~Q(received_by=F("training_confirmed_by"))
                    & ~Q(received_by=F("inspection_confirmed_by"))
                    & ~Q(received_by=F("approved_by"))
                ),
                violation_error_message="资料接收人不能是前面的确认人或批准人。",
            ),
            models.CheckConstraint(
                name="subsidies_acceptance_received_is_complete",
                condition=~Q(state="received")
                | Q(
                    training_confirmed_by__isnull=False,
                    inspection_confirmed_by__isnull=False,
                    approved_by__isnull=False,
                    received_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class} 结业验收"

    def get_absolute_url(self) -> str:
        return reverse("subsidies:acceptance_detail", args=[self.pk])

    @property
    def case_id(self) -> UUID:
        return self.training_class_id

    @property
    def institution_id(self) -> UUID:
        institution: UUID = self.training_class.institution_id
        return institution

    @property
    def state_tag(self) -> StateTag:
        return ACCEPTANCE_TAGS[AcceptanceState(self.state)]


class ArchiveTemplateItem(models.Model):
    """One line of the archive order (附件一 is not printed: an editable, versioned checklist, A63)."""

    id = models.BigAutoField(primary_key=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    order = models.PositiveSmallIntegerField("次序")
    title = models.CharField("材料", max_length=120)
    is_required = models.BooleanField("必备", default=True)
    comes_after_claim = models.BooleanField("申领后补", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "档案目录模板"
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(
                name="subsidies_archivetemplateitem_order_once", fields=["version", "order"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.title}"


class ArchiveItemQuerySet(TenantQuerySet["ArchiveItem"]):
    institution_path = "acceptance__training_class__institution_id"


class ArchiveItem(models.Model):
    """One line of this class's archive: is it there, which pages, what is wrong with it.

    `comes_after_claim`: papers that only the claim brings about; the acceptance does not ask for them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    acceptance = models.ForeignKey(Acceptance, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField("次序")
    title = models.CharField("材料", max_length=120)
    is_required = models.BooleanField("必备", default=True)
    comes_after_claim = models.BooleanField("申领后补", default=False)
    is_present = models.BooleanField("已有", default=False)
    pages = models.CharField("页码", max_length=20, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deficiency = models.CharField("不符之处", max_length=200, blank=True)

    objects = ArchiveItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "档案目录"
        ordering = ["acceptance", "order"]
        constraints = [
            models.UniqueConstraint(name="subsidies_archiveitem_order_once", fields=["acceptance", "order"])
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_infected_scan(self) -> bool:
        return self.file is not None and self.file.is_infected
