"""变更单: who leaves, who joins, why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from classes.models import Enrolment, TrainingClass
from classes.queries.changes import candidates, hard_rulings
from foundation.core.form_fields import offer
from trainees.models import Application

if TYPE_CHECKING:
    _Leaving = forms.ModelMultipleChoiceField[Enrolment]
    _Joining = forms.ModelMultipleChoiceField[Application]
else:
    _Leaving = _Joining = forms.ModelMultipleChoiceField


class LeavingChoice(_Leaving):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.position} 号　{obj.person.name}　{obj.person.identity_masked}"


class JoiningChoice(_Joining):
    def label_from_instance(self, obj: Any) -> str:
        listed = f"　{obj.group_title}" if obj.group_title else ""
        return f"{obj.person.name}　{obj.person.identity_masked}{listed}"


class ChangeForm(forms.Form):
    reason = forms.CharField(
        label="变更原因",
        max_length=200,
        help_text="如：8 号因病不能参加，由候补学员顶替",
        widget=forms.Textarea,
    )
    leaving = LeavingChoice(
        label="退出学员",
        queryset=Enrolment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="仍计入审批人数",
    )
    joining = JoiningChoice(
        label="增补学员",
        queryset=Application.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="本机构同工种同等级、已发培训券、没有编入其他班次的人员",
    )

    def __init__(self, *args: Any, training_class: TrainingClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._class = training_class
        present = training_class.enrolments.present().select_related("person").order_by("position")
        offer(self, "leaving", present)
        offer(self, "joining", candidates(training_class))

    def clean(self) -> dict[str, Any]:
        """What no choice may ask for is said here, so that the choice stands as it was made."""
        found = super().clean() or self.cleaned_data
        if "leaving" in found and "joining" in found:
            for ruling in hard_rulings(self._class, list(found["leaving"]), list(found["joining"])):
                self.add_error(None, ruling.remedy)
        return found
