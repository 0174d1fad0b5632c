"""Who is sent where, what a list is narrowed by, and the waiver of a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms

from classes.enums import Half
from classes.models import PlannedSession, TrainingClass
from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.core.form_fields import DayField, offer
from inspections import queries
from inspections.enums import InspectionKind
from institutions.models import Institution

if TYPE_CHECKING:
    _ClassField = forms.ModelChoiceField[TrainingClass]
else:
    _ClassField = forms.ModelChoiceField


class ClassChoice(_ClassField):
    """Two institutions may both have a 养老护理员 2026年第6期."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}　{obj.institution.short_name}"


class PlanForm(forms.Form):
    """安排检查: which class, how, when, and who is sent."""

    kind = forms.ChoiceField(label="方式", choices=InspectionKind.choices, widget=forms.RadioSelect)
    training_class = ClassChoice(label="班次", queryset=TrainingClass.objects.none())
    planned_on = DayField(label="检查日期")
    half = forms.ChoiceField(
        label="时段",
        required=False,
        choices=[("", "当天任一时段"), *Half.choices],
        help_text="仅现场检查用；到场时按实际时间对应课次。",
    )
    inspectors = forms.ModelMultipleChoiceField(
        label="检查人员",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="两人以上，不告知培训机构。",
    )

    def __init__(self, data: Any = None, *, actor: Actor, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        on_site = queries.classes_to_inspect(InspectionKind.ON_SITE, actor)
        video = queries.classes_to_inspect(InspectionKind.VIDEO, actor)
        offer(self, "training_class", (on_site | video).distinct())
        offer(self, "inspectors", queries.possible_inspectors())

    def facts(self) -> dict[str, Any]:
        """What `plan_inspection` takes."""
        given = self.cleaned_data
        session = None
        if given["half"] and given["kind"] == InspectionKind.ON_SITE:
            session = PlannedSession.objects.filter(
                training_class=given["training_class"], date=given["planned_on"], half=given["half"]
            ).first()
        return {
            "training_class_id": given["training_class"].pk,
            "kind": given["kind"],
            "planned_on": given["planned_on"],
            "session_id": session.pk if session else None,
            "inspector_ids": [person.pk for person in given["inspectors"]],
        }

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        chosen, training_class = given.get("inspectors"), given.get("training_class")
        if chosen is not None and training_class is not None:
            needed = queries.min_inspectors(training_class)
            if len(chosen) < needed:
                self.add_error("inspectors", f"检查人员应为 {needed} 人以上，请再选人。")
        return given


class AssignForm(forms.Form):
    inspector = forms.UUIDField()

    @property
    def inspector_id(self) -> UUID:
        """The person chosen; the nil id, which nobody has, when nobody was."""
        return self.cleaned_data.get("inspector") or UUID(int=0)


class WaiverForm(forms.Form):
    reason = forms.CharField(
        label="免现场检查的理由",
        max_length=200,
        widget=forms.Textarea,
        help_text="例如：录像完整清晰，远程可有效监管。",
    )


class InspectionFilter(forms.Form):
    """The conditions above the lists of inspections and findings."""

    q = forms.CharField(label="编号、班次", required=False, max_length=60)
    kind = forms.ChoiceField(label="方式", required=False, choices=[("", "全部"), *InspectionKind.choices])
    institution = forms.ModelChoiceField(
        label="机构", required=False, queryset=Institution.objects.none(), empty_label="全部"
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        offer(self, "institution", Institution.objects.visible_to(actor).order_by("name"))
        if actor.is_institution:
            del self.fields["institution"]

    def narrow(self, rows: Any) -> Any:
        return queries.narrowed(rows, self.cleaned_data) if self.is_valid() else rows.none()
