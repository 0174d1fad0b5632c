"""What is filled in on the spot or before the screen. Completeness is the rules' question; the forms ask it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from classes.models import FootageNote, PlannedSession
from foundation.core import clock
from foundation.core.display import StateTag, Task
from foundation.core.drawn import picture_in
from foundation.core.form_fields import offer
from inspections import queries
from inspections.enums import AbsenceKind, FileKind
from inspections.models import Inspection
from inspections.rules import QUESTIONS, Seen, Watched, missing_on_site, missing_on_video

ABSENT_PREFIX = "absent-"
SHORT = {
    "answers_missing": "检查情况",
    "problems_missing": "存在问题",
    "photo_missing": "照片",
    "location_missing": "定位",
    "teacher_name_missing": "代课老师姓名",
    "teacher_signature_missing": "代课老师签字",
    "class_head_name_missing": "跟班老师姓名",
    "class_head_signature_missing": "跟班老师签字",
}
DONE, TO_DO = StateTag("完成", "ok"), StateTag("待填", "warn", "pencil-fill")


class YesNoField(forms.TypedChoiceField):
    """是 or 否, nothing preselected."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", "是"), ("no", "否")],
            coerce=lambda value: value == "yes",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            **kwargs,
        )


class OnSiteForm(forms.Form):
    """表11 as filled on the spot."""

    present_count = forms.IntegerField(label="实到（清点）", required=False, min_value=0, max_value=500)
    materials_handed_out = YesNoField(label=QUESTIONS["materials_handed_out"])
    matches_course_plan = YesNoField(label=QUESTIONS["matches_course_plan"])
    log_checked = YesNoField(label=QUESTIONS["log_checked"])
    groups_are_small = YesNoField(label=QUESTIONS["groups_are_small"])
    video_is_complete = YesNoField(label=QUESTIONS["video_is_complete"])
    problems = forms.CharField(label="存在问题", required=False, max_length=2000, widget=forms.Textarea)
    place = forms.CharField(label="培训地点", required=False, max_length=160)
    substitute_teacher = forms.CharField(label="代课老师", required=False, max_length=40)
    class_head = forms.CharField(label="跟班老师", required=False, max_length=40)
    teacher_signature = forms.CharField(required=False, widget=forms.HiddenInput)
    class_head_signature = forms.CharField(required=False, widget=forms.HiddenInput)
    signature_refused_note = forms.CharField(label="拒绝签字的情况", required=False, max_length=160)
    latitude = forms.DecimalField(required=False, max_digits=9, decimal_places=6, widget=forms.HiddenInput)
    longitude = forms.DecimalField(required=False, max_digits=9, decimal_places=6, widget=forms.HiddenInput)
    accuracy_metres = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    location_note = forms.CharField(label="没有定位的原因", required=False, max_length=160)

    def __init__(
        self, data: Any = None, *, roll: queries.RollCall, photos: int, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.roll, self.photos = roll, photos
        names = {name: (initial or {}).get(name, "") for name in ("substitute_teacher", "class_head")}
        self.missing = missing_on_site(Seen(photos=photos, **names), roll.expected, roll.photos.needed)

    def clean_teacher_signature(self) -> str:
        return self._signature("teacher_signature")

    def clean_class_head_signature(self) -> str:
        return self._signature("class_head_signature")

    def _signature(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        if text and not picture_in(text):
            raise forms.ValidationError("签名图像没有传完整，请重签。")
        return text

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        expected, needed = self.roll.expected, self.roll.photos.needed
        self.missing = [] if self.errors else missing_on_site(self.seen(), expected, needed)
        for reason in self.missing:
            self.add_error(None, forms.ValidationError(f"还差：{reason.message}", code=reason.code))
        return given

    @property
    def absent(self) -> dict[UUID, str]:
        """Who was called and did not answer: from the selects `absent-<enrolment>`."""
        found = {}
        for line in self.roll.lines:
            kind = self.data.get(f"{ABSENT_PREFIX}{line.enrolment.pk}", "")
            if kind in AbsenceKind.values:
                found[line.enrolment.pk] = kind
        return found

    def seen(self) -> Seen:
        given = self.cleaned_data
        plain = (*QUESTIONS, "present_count", "problems", "place", "substitute_teacher", "class_head")
        located = ("latitude", "longitude", "accuracy_metres", "location_note", "signature_refused_note")
        return Seen(
            **{name: given[name] for name in (*plain, *located)},
            absent=self.absent,
            has_teacher_signature=bool(given["teacher_signature"]),
            has_class_head_signature=bool(given["class_head_signature"]),
            photos=self.photos,
        )

    def signatures(self) -> dict[str, bytes]:
        given = self.cleaned_data
        return {
            FileKind.TEACHER_SIGNATURE.value: picture_in(given["teacher_signature"]),
            FileKind.CLASS_HEAD_SIGNATURE.value: picture_in(given["class_head_signature"]),
        }

    def progress(self) -> list[Task]:
        """填写进度 beside the form: what is complete and what is not."""
        codes = {reason.code.removeprefix("inspection.") for reason in self.missing}
        signed = {fact for fact in SHORT if fact.startswith(("teacher_", "class_head_"))}
        steps = (
            ("定位", {"location_missing"}),
            ("到课人数", {"head_count_missing", "too_many_present", "absentees_do_not_add_up"}),
            (f"检查情况 {len(QUESTIONS)} 项", {"answers_missing", "problems_missing"}),
            (f"照片 {self.photos} 张", {"photo_missing"}),
            ("老师姓名、签字", signed),
        )
        wanted = self.roll.photos.wanted
        hint = f"建议至少 {wanted} 张，含全景" if 0 < self.photos < wanted else ""
        return [
            Task(label, TO_DO if codes & facts else DONE, hint=hint if label.startswith("照片") else "")
            for label, facts in steps
        ]

    @property
    def still_missing(self) -> str:
        if self.is_bound and self.errors and not self.missing:
            return "改正有误的填写"
        facts = [reason.code.removeprefix("inspection.") for reason in self.missing]
        return "、".join(dict.fromkeys(SHORT.get(fact, "到课人数") for fact in facts))


class VideoForm(forms.Form):
    """视频调阅登记: which half-day was watched, for how long, and what it showed."""

    session = forms.ModelChoiceField(label="调阅课次", queryset=PlannedSession.objects.none())
    minutes = forms.IntegerField(label="调阅时长", min_value=1, max_value=1440)
    video_is_complete = YesNoField(label="录像完整、清晰，能看到全体学员")
    matches_course_plan = YesNoField(label="授课内容与课程计划一致")
    present_count = forms.IntegerField(label="画面人数", required=False, min_value=0, max_value=500)
    problems = forms.CharField(
        label="存在问题", required=False, max_length=2000, widget=forms.Textarea, help_text="有“否”项时必填。"
    )

    def __init__(
        self, data: Any = None, *, inspection: Inspection, noted: Iterable[FootageNote] = ()
    ) -> None:
        """`noted` are remarks on the class's recordings: those that are problems begin the text of 存在问题."""
        problems = "\n".join(f"{note.recording} {note}" for note in noted if note.is_problem)
        super().__init__(data, initial={"session": inspection.session_id, "problems": problems[:2000]})
        rows = PlannedSession.objects.filter(training_class_id=inspection.training_class_id)
        offer(self, "session", rows.filter(date__lte=clock.today()))
        self.inspection = inspection

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if not self.errors:
            expected = queries.expected_at(self.cleaned_data["session"])
            for reason in missing_on_video(self.watched(), expected):
                self.add_error(None, forms.ValidationError(f"还差：{reason.message}", code=reason.code))
        return given

    def watched(self) -> Watched:
        names = ("minutes", "video_is_complete", "matches_course_plan", "present_count", "problems")
        return Watched(**{name: self.cleaned_data[name] for name in names})
