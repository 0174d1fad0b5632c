"""新建开班申请 and 基本情况（表2）; the conditions above the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms

from classes.models import TrainingClass
from classes.operations.drafting import BASICS
from classes.queries.opening import ClassFilter
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.form_fields import DayField, offer
from institutions.enums import NEEDS_CITY_FILING, TrainingCategory
from institutions.models import Institution, OccupationPermission
from institutions.queries import permitted_occupations

if TYPE_CHECKING:
    _PermissionField = forms.ModelChoiceField[OccupationPermission]
else:
    _PermissionField = forms.ModelChoiceField


class PermissionChoice(_PermissionField):
    """工种 and 等级 in one, from what the institution may teach."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}　{obj.occupation.code}"


class BasicsForm(forms.Form):
    """What the institution declares; counts of people come from the roster and are not typed (A22)."""

    category = forms.ChoiceField(label="培训类别", choices=[("", "请选择"), *TrainingCategory.choices])
    permission = PermissionChoice(label="工种、等级", queryset=OccupationPermission.objects.none())
    planned_count = forms.IntegerField(label="计划人数", min_value=1, max_value=500)
    enrolling_on = DayField(label="组织报名日期", required=False)
    starts_on = DayField(label="开班日期", help_text="开班报告须提前一周提交")
    ends_on = DayField(label="结束日期")
    training_days = forms.IntegerField(label="培训天数", min_value=1, max_value=366)
    theory_lessons = forms.IntegerField(label="理论学时", min_value=0, max_value=2000)
    practice_lessons = forms.IntegerField(label="实操学时", min_value=0, max_value=2000)
    order_employer = forms.CharField(
        label="用工单位", max_length=120, required=False, help_text="订单式、项目制、护工培训须填写"
    )
    order_posts = forms.IntegerField(
        label="岗位需求数",
        min_value=1,
        max_value=32000,
        required=False,
        help_text="订单式、项目制、护工培训须填写",
    )
    focus_field = forms.CharField(label="重点领域", max_length=40, required=False)

    def __init__(self, *args: Any, institution_id: UUID | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        permitted = OccupationPermission.objects.select_related("occupation").none()
        if institution_id is not None:
            ids = permitted_occupations(institution_id, clock.today()).values_list("pk", flat=True)
            permitted = OccupationPermission.objects.select_related("occupation").filter(pk__in=ids)
        offer(self, "permission", permitted.order_by("occupation__name", "level"))
        self._ask_for_the_order()

    def _ask_for_the_order(self) -> None:
        """Employer and posts are asked of the categories that rest on an order; the page marks them by the choice."""
        needed = self["category"].value() in NEEDS_CITY_FILING
        for name in ("order_employer", "order_posts"):
            self.fields[name].required = needed
            self.fields[name].widget.attrs |= {
                "data-needed-by": "category",
                "data-needed-for": ",".join(sorted(NEEDS_CITY_FILING)),
            }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "结束日期不能早于开班日期。")
        elif starts_on and ends_on and cleaned.get("training_days", 0) > (ends_on - starts_on).days + 1:
            self.add_error("training_days", "培训天数多于开班至结束的天数。")
        if not (cleaned.get("theory_lessons") or cleaned.get("practice_lessons")):
            self.add_error("theory_lessons", "理论学时和实操学时不能都为 0。")
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned input as the operation takes it."""
        permission: OccupationPermission = self.cleaned_data["permission"]
        chosen = {name: self.cleaned_data[name] for name in BASICS if name in self.cleaned_data}
        return chosen | {"occupation": permission.occupation, "level": permission.level}


def basics_of(training_class: TrainingClass) -> dict[str, Any]:
    """The class as initial values of the form."""
    permission = OccupationPermission.objects.filter(
        institution=training_class.institution_id,
        occupation=training_class.occupation_id,
        level=training_class.level,
    ).first()
    return {name: getattr(training_class, name) for name in BASICS} | {"permission": permission}


class ClassFilterForm(forms.Form):
    institution = forms.ModelChoiceField(
        label="机构", queryset=Institution.objects.none(), required=False, empty_label="全部机构"
    )
    category = forms.ChoiceField(
        label="类别", choices=[("", "全部类别"), *TrainingCategory.choices], required=False
    )
    text = forms.CharField(
        label="工种", required=False, max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "名称、代码或编号", "size": "14"}),
    )  # fmt: skip
    starts_from = DayField(label="开班日期", required=False)
    starts_to = DayField(label="至", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if actor.is_institution:
            del self.fields["institution"]
            return
        offer(self, "institution", Institution.objects.visible_to(actor).order_by("name"))

    @property
    def wanted(self) -> ClassFilter:
        """What is legible restricts; the rest is said beside its field."""
        self.is_valid()
        found = self.cleaned_data
        institution = found.get("institution")
        return ClassFilter(
            institution_id=institution.pk if institution else None,
            category=found.get("category", ""),
            text=found.get("text", "").strip(),
            starts_from=found.get("starts_from"),
            starts_to=found.get("starts_to"),
        )
