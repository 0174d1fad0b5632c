"""Training institutions, what they may teach, where, and who teaches (8号 一, 二(6); 20号 八(三))."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from foundation.accounts.models import Organisation, User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.fields import SealedTextField
from foundation.core.models import StoredFile
from foundation.workflow.models import LifecycleModel
from institutions.enums import (
    ACCOUNT_CHANGE_TAGS,
    INSTITUTION_TAGS,
    SHORT_LEVEL,
    AccountChangeState,
    InstitutionState,
    SkillLevel,
)
from institutions.rules import mask_account


class Occupation(models.Model):
    """One entry of the published 工种目录, for example 4-10-01-05 养老护理员 (2022 edition)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("职业编码", max_length=20)
    edition = models.CharField("大典版本", max_length=10)
    name = models.CharField("职业（工种）", max_length=60)
    is_published = models.BooleanField("已公布", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "职业工种"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(name="institutions_occupation_code_once", fields=["code", "edition"])
        ]

    def __str__(self) -> str:
        return self.name


class EvaluationBodyQuerySet(models.QuerySet["EvaluationBody"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(is_active=True, filed_on__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


class EvaluationBody(models.Model):
    """A body that examines and certifies skills, filed with 人社部门 (20号 八(三)); 本市 comes first (20号 四(二))."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("评价机构名称", max_length=120, unique=True)
    filing_number = models.CharField("备案号", max_length=40, unique=True)
    filed_on = models.DateField("备案日期")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    is_of_the_city = models.BooleanField("本市评价机构", default=True)
    occupations = models.ManyToManyField(Occupation, related_name="+", verbose_name="可评价工种")
    is_active = models.BooleanField("使用中", default=True)

    objects = EvaluationBodyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评价机构"
        ordering = ["-is_of_the_city", "name"]
        constraints = [
            models.CheckConstraint(
                name="institutions_evaluationbody_valid_after_filing",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("filed_on")),
                violation_error_message="有效期不能早于备案日期。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class InstitutionQuerySet(TenantQuerySet["Institution"]):
    institution_path = "organisation_id"

    def contracted(self) -> Self:
        return self.filter(state=InstitutionState.CONTRACTED)


class Institution(LifecycleModel):
    """A training institution (C1), for example 文水县启航职业培训学校: chosen by 竞争性磋商, yearly contract.

    Its key is that of its organisation, so that a tenant row's `institution_id` is the actor's organisation.
    """

    id = None  # type: ignore[assignment]  # the organisation's key is this row's key
    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, primary_key=True, related_name="+", verbose_name="单位"
    )
    name = models.CharField("机构名称", max_length=120, unique=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    legal_representative = models.CharField("法人", max_length=40)
    contact_name = models.CharField("联系人", max_length=40)
    contact_phone = models.CharField("联系电话", max_length=20)
    address = models.CharField("地址", max_length=160)
    licence_number = models.CharField("办学许可证（营业执照）号", max_length=60)
    selection_document = models.CharField("磋商结果文件", max_length=120, blank=True)
    service_from = models.DateField("服务期起", null=True, blank=True)
    service_to = models.DateField("服务期止", null=True, blank=True)
    platform_entered_on = models.DateField("省平台录入日期", null=True, blank=True)
    promise_signed_on = models.DateField("承诺书签订日期", null=True, blank=True)
    cameras_accepted_on = models.DateField("监控验收日期", null=True, blank=True)
    bank_name = models.CharField("开户行", max_length=80, blank=True)
    bank_account_name = models.CharField("户名", max_length=120, blank=True)
    bank_account = SealedTextField("账号", blank=True, default="")
    state = models.CharField(
        "状态", max_length=20, choices=InstitutionState.choices, default=InstitutionState.REGISTERED
    )
    suspended_until = models.DateField("暂停至", null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, editable=False)
    suspended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训机构"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="institutions_institution_state_is_known",
                condition=Q(state__in=InstitutionState.values),
            ),
            models.CheckConstraint(
                name="institutions_institution_service_term_in_order",
                condition=Q(service_to__isnull=True) | Q(service_to__gte=F("service_from")),
                violation_error_message="服务期止不能早于服务期起。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("institutions:institution_detail", args=[self.pk])

    @property
    def institution_id(self) -> uuid.UUID:
        return self.organisation_id

    @property
    def short_name(self) -> str:
        return self.organisation.short_name or self.name

    @property
    def account_is_in_profile(self) -> bool:
        """Until the papers are handed in, the account is entered with them; afterwards a change needs two people."""
        return self.state == InstitutionState.REGISTERED

    @property
    def account_masked(self) -> str:
        """6217****1234, for the institution itself and the office."""
        return mask_account(self.bank_account.reveal(self)) if self.bank_account else ""

    @property
    def state_tag(self) -> StateTag:
        return INSTITUTION_TAGS[InstitutionState(self.state)]


class InstitutionRowQuerySet(TenantQuerySet[Any]):
    """Rows that hang on an institution."""

    def valid_on(self, first: date, last: date | None = None) -> Self:
        """Rows with `valid_from`/`valid_to` that cover every day from `first` to `last`."""
        return self.filter(valid_from__lte=first, valid_to__gte=last or first)


class Contract(models.Model):
    """The yearly contract (8号 一(一): 服务期限二年，合同一年一订). A class needs one on every class day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="contracts")
    number = models.CharField("合同编号", max_length=40)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止")
    signed_on = models.DateField("签订日期")
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = InstitutionRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "合同"
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(name="institutions_contract_number_once", fields=["number"]),
            models.CheckConstraint(
                name="institutions_contract_ends_after_start", condition=Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OccupationPermission(models.Model):
    """The institution may teach this occupation at this level (A54): document and validity."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="permissions")
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="+")
    level = models.CharField("等级", max_length=1, choices=SkillLevel.choices)
    document = models.CharField("批准文件", max_length=120)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止")

    objects = InstitutionRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "许可工种"
        ordering = ["occupation__code", "level"]
        constraints = [
            models.UniqueConstraint(
                name="institutions_occupationpermission_once",
                fields=["institution", "occupation", "level", "valid_from"],
            ),
            models.CheckConstraint(
                name="institutions_occupationpermission_ends_after_start",
                condition=Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        level = SHORT_LEVEL[self.level]
        return f"{self.occupation.name}（{level}）" if level else self.occupation.name


class Venue(models.Model):
    """A teaching place (8号 二(6)): theory and practice apart, 300 ㎡ or more together, fire safety done.

    `fire_safety_valid_to` is what stands on the paper of the fire check; where it names no day see
    `rules.fire_check_ends`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="venues")
    name = models.CharField("场地名称", max_length=60)
    address = models.CharField("地址", max_length=160)
    theory_area = models.DecimalField("理论教室面积（㎡）", max_digits=8, decimal_places=1)
    practice_area = models.DecimalField("实操场地面积（㎡）", max_digits=8, decimal_places=1)
    fire_safety_on = models.DateField("消防检查合格日期", null=True, blank=True)
    fire_safety_valid_to = models.DateField("消防检查有效期至", null=True, blank=True)
    fire_warned_for = models.DateField("已提醒的到期日", null=True, editable=False)
    verified_on = models.DateField("实地核实日期", null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="核实人"
    )
    cameras = models.PositiveSmallIntegerField("摄像头数量", default=0)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)

    objects = InstitutionRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "场地"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(name="institutions_venue_name_once", fields=["institution", "name"]),
            models.CheckConstraint(
                name="institutions_venue_areas_not_negative",
                condition=Q(theory_area__gte=0, practice_area__gte=0),
            ),
            models.CheckConstraint(
                name="institutions_venue_fire_check_ends_after_it",
                condition=Q(fire_safety_valid_to__isnull=True)
                | Q(fire_safety_on__isnull=False, fire_safety_valid_to__gte=F("fire_safety_on")),
                violation_error_message="消防检查有效期不能早于检查合格日期。",
            ),
            models.CheckConstraint(
                name="institutions_venue_verified_by_somebody",
                condition=Q(verified_on__isnull=True) | Q(verified_by__isnull=False),
                violation_error_message="实地核实须有核实人。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def total_area(self) -> Any:
        """㎡, theory and practice together (A56)."""
        return self.theory_area + self.practice_area


class Teacher(models.Model):
    """A teacher or class head of the institution, with the certificate that lets him teach."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="teachers")
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    certificate = models.CharField("资格证书", max_length=120, blank=True)
    certificate_valid_to = models.DateField("证书有效期至", null=True, blank=True)
    can_teach_theory = models.BooleanField("理论", default=True)
    can_teach_practice = models.BooleanField("实操", default=True)
    is_class_head = models.BooleanField("可任班主任", default=False)
    is_active = models.BooleanField("在岗", default=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = InstitutionRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "师资"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AccountChange(models.Model):
    """A new bank account: proposed by the institution, confirmed by another person in the bureau (F21).

    Example: 启航学校 moves from 信用社 to 农业银行; money goes there only once confirmed and cooled off.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="account_changes")
    bank_name = models.CharField("开户行", max_length=80)
    bank_account_name = models.CharField("户名", max_length=120)
    bank_account = SealedTextField("账号")
    account_masked = models.CharField("账号（脱敏）", max_length=40, editable=False)
    reason = models.CharField("变更理由", max_length=200)
    state = models.CharField(
        "状态", max_length=10, choices=AccountChangeState.choices, default=AccountChangeState.PROPOSED
    )
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间", default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("确认时间", null=True)
    decision_reason = models.CharField("确认意见", max_length=200, blank=True)

    objects = InstitutionRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "账户变更"
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                name="institutions_accountchange_one_open",
                fields=["institution"],
                condition=Q(state="proposed"),
                violation_error_message="已有一项账户变更等待确认。",
            ),
            models.CheckConstraint(
                name="institutions_accountchange_state_is_known",
                condition=Q(state__in=AccountChangeState.values),
            ),
            models.CheckConstraint(
                name="institutions_accountchange_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="账户变更须由另一人确认。",
            ),
            models.CheckConstraint(
                name="institutions_accountchange_decided_is_complete",
                condition=Q(state="proposed")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision_reason="")),
                violation_error_message="确认或不同意须写明意见。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_name} {self.account_masked}"

    @property
    def state_tag(self) -> StateTag:
        return ACCOUNT_CHANGE_TAGS[AccountChangeState(self.state)]
