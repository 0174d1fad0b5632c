"""The API of inspections. Facts of a verb stand beside it in the body and reach the same operation as the page."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from foundation.workflow.api import LifecycleViewSet, StrictSerializer
from inspections.enums import AbsenceKind, InspectionVerb, Severity
from inspections.models import Inspection
from inspections.rules import Seen, Watched
from inspections.workflow import INSPECTION


class InspectionSerializer(serializers.ModelSerializer[Inspection]):
    """Everything read-only. Names of trainees are not in it; the page shows them to those who call the roll."""

    class_number = serializers.CharField(source="training_class.number", read_only=True)
    institution_name = serializers.CharField(source="training_class.institution.name", read_only=True)

    class Meta:
        model = Inspection
        fields = [
            "id", "number", "kind", "state", "state_since", "training_class", "class_number", "institution_name",
            "session", "planned_on", "inspected_at", "place", "expected_count", "present_count", "signed_in_count",
            "materials_handed_out", "matches_course_plan", "log_checked", "groups_are_small", "video_is_complete",
            "video_minutes_watched", "problems", "severity", "rectification", "rectify_by", "reply", "recorded_at",
            "closed_at",
        ]  # fmt: skip
        read_only_fields = fields


class AbsentBody(StrictSerializer):
    enrolment = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=AbsenceKind.choices)


class SeenBody(StrictSerializer):
    """表11. Expected and signed-in heads are computed; photographs and signatures are handed in on the page."""

    present_count = serializers.IntegerField(min_value=0, max_value=500)
    absent = AbsentBody(many=True, required=False, default=list)
    materials_handed_out = serializers.BooleanField()
    matches_course_plan = serializers.BooleanField()
    log_checked = serializers.BooleanField()
    groups_are_small = serializers.BooleanField()
    video_is_complete = serializers.BooleanField()
    problems = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    place = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    signature_refused_note = serializers.CharField(
        max_length=160, required=False, allow_blank=True, default=""
    )
    latitude = serializers.DecimalField(
        max_digits=9, decimal_places=6, required=False, allow_null=True, default=None
    )
    longitude = serializers.DecimalField(
        max_digits=9, decimal_places=6, required=False, allow_null=True, default=None
    )
    accuracy_metres = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)
    location_note = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        absent = {each["enrolment"]: each["kind"] for each in attrs.pop("absent")}
        return {"seen": Seen(absent=absent, **attrs)}


class WatchedBody(StrictSerializer):
    minutes = serializers.IntegerField(min_value=1, max_value=1440)
    video_is_complete = serializers.BooleanField()
    matches_course_plan = serializers.BooleanField()
    present_count = serializers.IntegerField(
        min_value=0, max_value=500, required=False, allow_null=True, default=None
    )
    problems = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"watched": Watched(**attrs)}


class RecordBody(StrictSerializer):
    """`seen` for an inspection on the spot; `watched` and the `session` for a 视频调阅."""

    seen = SeenBody(required=False)
    watched = WatchedBody(required=False)
    session = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        facts: dict[str, Any] = {**attrs.get("seen", {}), **attrs.get("watched", {})}
        return {**facts, **({"session_id": attrs["session"]} if "session" in attrs else {})}


class RectificationBody(StrictSerializer):
    severity = serializers.ChoiceField(choices=Severity.choices)
    rectify_by = serializers.DateField()


class RejectBody(StrictSerializer):
    rectify_by = serializers.DateField(required=False)


class InspectionViewSet(LifecycleViewSet[Inspection]):
    queryset = Inspection.objects.select_related("training_class__institution")
    serializer_class = InspectionSerializer
    lifecycle = INSPECTION
    facts = {
        InspectionVerb.RECORD: RecordBody,
        InspectionVerb.ISSUE_RECTIFICATION: RectificationBody,
        InspectionVerb.REJECT_REPLY: RejectBody,
    }


router = SimpleRouter()
router.register("inspections", InspectionViewSet, basename="inspections-api-inspection")
api_urls = router.urls
