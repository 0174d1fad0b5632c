"""People and their applications for training (8号 表1; C2). Numbers are sealed and found by blind index."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.enums import BUREAU_ROLES
from foundation.accounts.models import Organisation, User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.fields import SealedTextField
from foundation.core.models import StoredFile
from foundation.core.national_codes import age_on, mask_name
from foundation.workflow.models import LifecycleModel
from trainees.enums import (
    APPLICATION_TAGS,
    HIT_TAGS,
    ApplicationState,
    Education,
    HitDecision,
    HitKind,
    PersonCategory,
    Sex,
)
from trainees.models.lists import ListSnapshot
from trainees.models.numbers import ShownMasked
from trainees.rules.catalogue import CHECKS, MOMENT_CHOICES, NamedCheck, Severity


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> Self:
        """An institution sees only people who applied through it."""
        if actor.reads_everything:
            return self
        applications = Application.objects.visible_to(actor).values("person_id")
        return self.filter(pk__in=applications)

    def of_one_person(self, people: Iterable[UUID]) -> Self:
        """Every record of the people who have these records."""
        roots = Person.objects.filter(pk__in=list(people)).values(root=Coalesce("merged_into_id", "pk"))
        return self.filter(Q(pk__in=roots) | Q(merged_into__in=roots))


class Person(ShownMasked, models.Model):
    """One natural person, once, over all institutions and years. Found by `identity_index`, shown masked.

    A record that was entered with a wrong number is joined to the right one by `merged_into`, which always names a
    record that is itself not merged; what was done under either number stays where it is and counts for one person.
    `identity_tail_index` finds by the last four digits as `identity_index` by the whole number.
    `sound_key` is how the name sounds: the key under which near duplicates are looked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("姓名", max_length=40)
    sound_key = models.CharField(max_length=120, blank=True, default="", editable=False)
    identity_number = SealedTextField("身份证号")
    identity_index = models.CharField(max_length=64, unique=True, editable=False)
    identity_tail_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    sex = models.CharField("性别", max_length=1, choices=Sex.choices)
    birth_date = models.DateField("出生日期")
    region_code = models.CharField("身份证登记地", max_length=6, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="merged_records"
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["name"]
        indexes = [
            models.Index(name="trainees_person_sound", fields=["sound_key"]),
            models.Index(name="trainees_person_birth", fields=["birth_date"]),
            models.Index(name="trainees_person_tail", fields=["identity_tail_index"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="trainees_person_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(name="trainees_person_sex_is_known", condition=Q(sex__in=Sex.values)),
            models.CheckConstraint(
                name="trainees_person_has_identity_index", condition=~Q(identity_index="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person_page", args=[self.pk])

    @property
    def root_id(self) -> UUID:
        """The record under which all records of this person are one."""
        return self.merged_into_id or self.pk

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    def named_for(self, actor: Actor) -> str:
        """The full name for the bureau, which compares it with the paper roster, and for the person's institution.

        Everybody else who reads the page sees the name as the public does.
        """
        return self.name if actor.is_institution or actor.has_role(*BUREAU_ROLES) else self.masked_name

    def age_on(self, day: date) -> int:
        """Full years of age on `day`."""
        return age_on(self.birth_date, day)

    @property
    def age(self) -> int:
        return self.age_on(clock.today())


class ApplicationQuerySet(TenantQuerySet["Application"]):
    def live(self) -> Self:
        """Applications that still count: not withdrawn, not rejected."""
        return self.exclude(state__in=[ApplicationState.WITHDRAWN, ApplicationState.REJECTED])


class Application(LifecycleModel):
    """A person applies through an institution for one occupation and level (表1), for one planned class.

    `group_id` ties the applications of one roster together (the class that the institution is preparing): the
    list the bureau examines as one 信息核实花名表. It is an id only: an application does not know classes.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    group_id = models.UUIDField(null=True, blank=True, db_index=True)
    group_title = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("序号", null=True, blank=True)
    practice_group = models.PositiveSmallIntegerField("实操组", null=True, blank=True)
    occupation_code = models.CharField("职业编码", max_length=20)
    occupation_name = models.CharField("拟参加培训职业（工种）", max_length=60)
    level = models.CharField("等级", max_length=1)
    category = models.CharField("人员分类", max_length=32, choices=PersonCategory.choices)
    is_lifted_from_poverty = models.BooleanField("脱贫劳动力", default=False)
    education = models.CharField("文化程度", max_length=12, choices=Education.choices)
    household_type = models.CharField("户籍性质", max_length=20, blank=True)
    marital_status = models.CharField("婚姻状况", max_length=10, blank=True)
    phone = SealedTextField("联系电话")
    phone_index = models.CharField(max_length=64, db_index=True, editable=False)
    phone_masked = models.CharField("联系电话（脱敏）", max_length=16, editable=False)
    address = SealedTextField("家庭住址", blank=True, default="")
    employment_certificate_number = models.CharField("就业创业证编号", max_length=24, blank=True)
    graduation = models.CharField("毕业院校、学历及毕业时间", max_length=120, blank=True)
    current_skill = models.CharField("职业技能现状", max_length=120, blank=True)
    resume = models.TextField("简历", blank=True)
    job_wish = models.CharField("求职意向", max_length=120, blank=True)
    employment_destination = models.CharField("就业去向", max_length=160, blank=True)
    training_address = models.CharField("培训地址", max_length=160, blank=True)
    photo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    promise_signed_on = models.DateField("承诺书签订日期", null=True, blank=True)
    unemployment_checked_on = models.DateField("就业失业登记查验日期", null=True, blank=True)
    planned_from = models.DateField("参加培训起", null=True, blank=True)
    planned_to = models.DateField("参加培训止", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=ApplicationState.choices, default=ApplicationState.DRAFT
    )
    compared_at = models.DateTimeField("比对时间", null=True, editable=False)
    passed_at = models.DateTimeField(null=True, editable=False)
    passed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训报名"
        ordering = ["created_at"]
        indexes = [
            models.Index(name="trainees_application_cert_no", fields=["employment_certificate_number"]),
            models.Index(name="trainees_application_scope", fields=["institution", "state"]),
            models.Index(name="trainees_application_person", fields=["person", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="trainees_application_once_per_group",
                fields=["person", "group_id"],
                condition=~Q(state__in=["withdrawn", "rejected"]) & Q(group_id__isnull=False),
                violation_error_message="这名学员已在本期名册中。",
            ),
            models.CheckConstraint(
                name="trainees_application_state_is_known", condition=Q(state__in=ApplicationState.values)
            ),
            models.CheckConstraint(
                name="trainees_application_category_is_known",
                condition=Q(category__in=PersonCategory.values),
            ),
            models.CheckConstraint(
                name="trainees_application_passed_has_reviewer",
                condition=~Q(state__in=["passed", "voucher_issued", "in_class"])
                | Q(passed_by__isnull=False, passed_at__isnull=False),
                violation_error_message="资格审核通过须有审核人。",
            ),
            models.CheckConstraint(
                name="trainees_application_not_passed_by_registrar",
                condition=Q(passed_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(passed_by=F("created_by")),
                violation_error_message="报名经办人不能审核自己的报名。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.masked_name} {self.occupation_name}报名"

    def get_absolute_url(self) -> str:
        return reverse("trainees:application_detail", args=[self.pk])

    @property
    def known_as(self) -> str:
        return self.person.masked_name

    @property
    def case_id(self) -> UUID | None:
        return self.group_id

    @property
    def state_tag(self) -> StateTag:
        return APPLICATION_TAGS[ApplicationState(self.state)]


class HitQuerySet(TenantQuerySet["CrossCheckHit"]):
    institution_path = "application__institution_id"

    def open(self) -> Self:
        return self.filter(decision=HitDecision.OPEN)

    def blocking(self) -> Self:
        return self.filter(decision=HitDecision.BLOCKING)


class CrossCheckHit(models.Model):
    """Something a named check found about an applicant, and how the bureau decided it (F01–F07, F15–F18).

    `snapshot` and `row_number` are the evidence where a list says so; `gone_at` is set while the latest run no
    longer finds what was decided here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="hits")
    kind = models.CharField("比对项", max_length=32, choices=HitKind.choices)
    message = models.CharField("情况", max_length=200)
    source = models.CharField("数据来源", max_length=80)
    found_at = models.DateTimeField("比对时间", default=clock.now)
    decision = models.CharField("认定", max_length=10, choices=HitDecision.choices, default=HitDecision.OPEN)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField("认定理由", max_length=200, blank=True)
    moment = models.CharField("发现环节", max_length=16, choices=MOMENT_CHOICES, default="registration")
    snapshot = models.ForeignKey(ListSnapshot, on_delete=models.PROTECT, null=True, related_name="hits")
    row_number = models.PositiveIntegerField("名单行号", null=True)
    gone_at = models.DateTimeField("不再发现", null=True)

    objects = HitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "比对结果"
        ordering = ["application", "kind"]
        constraints = [
            models.UniqueConstraint(
                name="trainees_crosscheckhit_once", fields=["application", "kind", "message"]
            ),
            models.CheckConstraint(
                name="trainees_crosscheckhit_decided_with_reason",
                condition=Q(decision__in=["open", "noted"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision_reason="")),
                violation_error_message="认定须写明理由。",
            ),
            models.CheckConstraint(
                name="trainees_crosscheckhit_kind_is_known", condition=Q(kind__in=HitKind.values)
            ),
            models.CheckConstraint(
                name="trainees_crosscheckhit_decision_is_known",
                condition=Q(decision__in=HitDecision.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.message}"

    def get_absolute_url(self) -> str:
        return self.application.get_absolute_url()

    @property
    def state_tag(self) -> StateTag:
        return HIT_TAGS[HitDecision(self.decision)]

    @property
    def named_check(self) -> NamedCheck:
        return CHECKS[self.kind]

    @property
    def blocks(self) -> bool:
        """Nobody may decide that it does not matter, as long as it is found."""
        return self.named_check.severity is Severity.BLOCKS and self.gone_at is None

    @property
    def as_list(self) -> list[CrossCheckHit]:
        """For the template that shows the findings of a person, where only this one is meant."""
        return [self]

    def told_to(self, actor: Actor) -> str:
        """What this person may read of it: an institution never what another one or a department has on record."""
        return self.message if self._is_open_to(actor) else self.named_check.told

    def titled_for(self, actor: Actor) -> str:
        """Number and name of the check; of one that rests on a list an institution reads no more than that."""
        check = self.named_check
        return str(check) if self._is_open_to(actor) else check.shown_to_all

    def source_for(self, actor: Actor) -> str:
        return self.source if self._is_open_to(actor) else ""

    def kind_for(self, actor: Actor) -> str:
        return self.kind if self._is_open_to(actor) else ""

    def _is_open_to(self, actor: Actor) -> bool:
        return actor.reads_everything or not self.named_check.is_confidential

    @property
    def institution_id(self) -> UUID:
        return self.application.institution_id

    @property
    def case_id(self) -> UUID | None:
        return self.application.group_id
