"""Teachers, venue, texts, files of the report; what the bureau notes and decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms

from classes.enums import MaterialKind, TeachingMode
from classes.models import TrainingClass
from classes.operations.materials import OPENING_KINDS
from foundation.core.form_fields import DayField, offer
from institutions.models import Teacher, Venue
from institutions.queries import FireCheck, active_teachers, venues_of, with_fire_checks

if TYPE_CHECKING:
    _TeachersField = forms.ModelMultipleChoiceField[Teacher]
    _VenueField = forms.ModelChoiceField[Venue]
else:
    _TeachersField = forms.ModelMultipleChoiceField
    _VenueField = forms.ModelChoiceField


class TeacherChoice(_TeachersField):
    def label_from_instance(self, obj: Any) -> str:
        until = f"，至 {obj.certificate_valid_to:%Y-%m-%d}" if obj.certificate_valid_to else ""
        return f"{obj.name}　{obj.certificate or '没有登记证书'}{until}"


class VenueChoice(_VenueField):
    fire_checks: Mapping[UUID, FireCheck] = {}

    def label_from_instance(self, obj: Any) -> str:
        until = self.fire_checks[obj.pk].until
        fire = f"消防合格至 {until:%Y-%m-%d}" if until else "没有登记消防检查"
        return f"{obj.name}　{obj.total_area.normalize():f} ㎡　{obj.address}　{fire}"


class TeachersForm(forms.Form):
    due_later = ("class_head", "teachers")
    class_head = forms.ModelChoiceField(label="班主任", queryset=Teacher.objects.none(), required=False)
    teachers = TeacherChoice(
        label="授课教师", queryset=Teacher.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="从本机构备案师资中选用，提交前须选定",
    )  # fmt: skip

    def __init__(self, *args: Any, training_class: TrainingClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = active_teachers(training_class.institution_id).order_by("name")
        for name in ("class_head", "teachers"):
            offer(self, name, staff)


class VenueForm(forms.Form):
    due_later = ("venue",)
    venue = VenueChoice(
        label="培训地点",
        queryset=Venue.objects.none(),
        required=False,
        help_text="从本机构备案场地中选用，提交前须选定",
    )
    fire_safety_declared = forms.BooleanField(label="消防应急设施设备符合要求", required=False)

    def __init__(self, *args: Any, training_class: TrainingClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = venues_of(training_class.institution_id).order_by("name")
        field = offer(self, "venue", rows)
        if isinstance(field, VenueChoice):
            field.fire_checks = {venue.pk: fire for venue, fire in with_fire_checks(rows)}


class TextPaperForm(forms.Form):
    """教材、数字课程 or 考核方案."""

    text = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": "8"}))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class ResourcesForm(TextPaperForm):
    sets = forms.IntegerField(
        label="教材套数",
        min_value=0,
        max_value=9999,
        required=False,
        help_text="理论教材和用品一人一套，提交前须填写",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
    )
    due_later = ("sets",)


class ArchiveForm(forms.Form):
    """The step before what cannot be taken back."""

    confirmed = forms.BooleanField(
        label="已核对本班档案齐全，确认封存",
        error_messages={"required": "封存后不能撤回，请核对档案齐全并勾选确认"},
    )


class MaterialForm(forms.Form):
    kind = forms.ChoiceField(
        label="材料", choices=[(k.value, k.label) for k in MaterialKind if k in OPENING_KINDS]
    )
    file = forms.FileField(label="文件", help_text="PDF、JPG 或 PNG，不超过 50 MB")
    shows = forms.ChoiceField(
        label="照片用途",
        choices=[("", "不是场地照片"), *TeachingMode.choices],
        required=False,
        help_text="场地、设备照片须选择",
    )
    note = forms.CharField(label="说明", max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("kind") == MaterialKind.VENUE_PHOTO and not facts.get("shows"):
            self.add_error("shows", "请选择照片用途：理论场地或实操场地")
        return facts


class CityFilingForm(forms.Form):
    filed_on = DayField(label="报备日期")
    number = forms.CharField(label="报备文号", max_length=60, help_text="如 文人社字〔2026〕31号")


class CamerasForm(forms.Form):
    online_on = DayField(label="监控接入日期")


class SystemConfirmForm(forms.Form):
    real_name_number = forms.CharField(label="实名制系统确认号", max_length=40)
    comment = forms.CharField(label="意见", required=False, max_length=2000, widget=forms.Textarea)


class DecisionForm(forms.Form):
    """Beside verb and opinion: a day for the correction, which only a return takes."""

    due_on = DayField(label="补正期限", required=False)

    def facts(self, verb: str) -> dict[str, Any]:
        return {"due_on": self.cleaned_data["due_on"]} if verb == "return_for_correction" else {}


class SubmitForm(forms.Form):
    promise = forms.BooleanField(
        label="本机构承诺：名册人员真实，材料齐全、真实，愿对其真实性负责",
        error_messages={"required": "请先勾选承诺，再提交。"},
    )


class ReasonForm(forms.Form):
    comment = forms.CharField(label="原因", max_length=500, widget=forms.Textarea)
