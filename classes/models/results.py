"""Employment and its proofs (8号 三(三); A57–A60)."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from classes.enums import FIRST_MONTH_PROOFS, RECENT_MONTHS_PROOFS, EmploymentKind, ProofDocument
from classes.models.roster import Enrolment
from classes.rules.proof_months import in_words
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.core.fields import SealedTextField
from foundation.core.models import StoredFile


class EmploymentProofQuerySet(TenantQuerySet["EmploymentProof"]):
    institution_path = "enrolment__training_class__institution_id"


class EmploymentProof(models.Model):
    """How one trainee found work, as the institution declares it; the papers hang on it as `ProofFile`s."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="employment")
    kind = models.CharField("就业方式", max_length=16, choices=EmploymentKind.choices)
    employer = models.CharField("就业单位（字号）", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    job = models.CharField("岗位", max_length=60)
    started_on = models.DateField("起始日期")
    contract_from = models.DateField("合同起", null=True, blank=True)
    contract_to = models.DateField("合同止", null=True, blank=True)
    monthly_wage_fen = models.PositiveBigIntegerField("月收入（分）")
    own_phone = SealedTextField("本人电话", blank=True, default="")
    employer_phone = models.CharField("单位（法人）电话", max_length=20, blank=True)
    submitted_on = models.DateField("提交日期", null=True, editable=False)  # empty again when it is returned
    declared_at = models.DateTimeField(default=clock.now)
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EmploymentProofQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "就业证明"
        constraints = [
            models.CheckConstraint(
                name="classes_employmentproof_kind_is_known", condition=Q(kind__in=EmploymentKind.values)
            ),
            models.CheckConstraint(
                name="classes_employmentproof_contract_in_order",
                condition=Q(contract_to__isnull=True) | Q(contract_to__gt=F("contract_from")),
            ),
            models.CheckConstraint(
                name="classes_employmentproof_enterprise_has_contract",
                condition=~Q(kind="enterprise") | Q(contract_from__isnull=False, contract_to__isnull=False),
                violation_error_message="在企业就业的须填写劳动合同起止日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.employer}"

    @property
    def case_id(self) -> UUID:
        return self.enrolment.training_class_id

    @property
    def institution_id(self) -> UUID:
        return self.enrolment.institution_id

    @property
    def handed_in(self) -> list[ProofFile]:
        """Its papers, but those in which a virus was found; uses prefetched `files__file`."""
        return [each for each in self.files.all() if not each.file.is_infected]


class ProofFileQuerySet(TenantQuerySet["ProofFile"]):
    institution_path = "proof__enrolment__training_class__institution_id"


class ProofFile(models.Model):
    """One paper of an employment proof; of wages and attendance one month's, `month` being its first day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proof = models.ForeignKey(EmploymentProof, on_delete=models.CASCADE, related_name="files")
    document = models.CharField("证明材料", max_length=20, choices=ProofDocument.choices)
    month = models.DateField("所属月份", null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    objects = ProofFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "就业证明材料"
        ordering = ["proof", "document", "month"]
        constraints = [
            models.CheckConstraint(
                name="classes_prooffile_month_of_a_monthly_paper",
                condition=Q(month__isnull=True)
                | Q(document__in=sorted(FIRST_MONTH_PROOFS | RECENT_MONTHS_PROOFS)),
            )
        ]

    def __str__(self) -> str:
        label = self.get_document_display()
        return f"{label}（{in_words((self.month,))}）" if self.month else label
