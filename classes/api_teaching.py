"""The API of teaching and results: half-days with their sheets, people in class with their verbs, corrections."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from classes import operations
from classes.enums import EnrolmentVerb as V
from classes.enums import SigningDirection
from classes.models import DestructionList, Enrolment, MakeUpRequest, PlannedSession
from classes.operations import RollEntry, SheetLine
from classes.queries.teaching import sheet_rows
from classes.workflow import ENROLMENT
from classes.workflow_keeping import DESTRUCTION
from classes.workflow_make_up import MAKE_UP
from foundation.accounts.actor import Actor
from foundation.accounts.middleware import actor_from
from foundation.workflow.api import LifecycleViewSet, Pages, StrictSerializer


class EnrolmentSerializer(serializers.ModelSerializer[Enrolment]):
    """A person in a class; the identity number only masked, all read-only."""

    name = serializers.CharField(source="person.name", read_only=True)
    identity_masked = serializers.CharField(source="person.identity_masked", read_only=True)

    class Meta:
        model = Enrolment
        fields = [
            "id", "training_class", "position", "practice_group", "name", "identity_masked", "state", "state_since",
            "withdrawn_on", "theory_points", "practice_points", "was_absent_from_exam", "retakes", "has_passed",
            "certificate_number", "certificate_issued_on", "is_new_talent", "evaluation_voucher_number",
        ]  # fmt: skip
        read_only_fields = fields


class WithdrawBody(StrictSerializer):
    last_day = serializers.DateField(required=False)


class RetakeBody(StrictSerializer):
    """Hundredths of a point: 8850 is 88.5."""

    theory_points = serializers.IntegerField(min_value=0, max_value=10000)
    practice_points = serializers.IntegerField(min_value=0, max_value=10000)


class EnrolmentViewSet(LifecycleViewSet[Enrolment]):
    queryset: QuerySet[Enrolment] = Enrolment.objects.select_related("person", "training_class")
    serializer_class = EnrolmentSerializer
    lifecycle = ENROLMENT
    facts = {
        V.WITHDRAW: WithdrawBody,
        V.RECORD_RETAKE_PASS: RetakeBody,
    }


class SessionSerializer(serializers.ModelSerializer[PlannedSession]):
    """A half-day of the plan and the state of its sheet; all read-only."""

    teacher_name = serializers.CharField(source="teacher.name", read_only=True)

    class Meta:
        model = PlannedSession
        fields = [
            "id", "training_class", "date", "half", "starts_at", "ends_at", "content", "mode", "lessons",
            "teacher_name", "closed_at",
        ]  # fmt: skip
        read_only_fields = fields


class LineBody(StrictSerializer):
    """One place of the sheet; without a time and without a reason what was noted is erased."""

    enrolment_id = serializers.UUIDField()
    signed_in_at = serializers.TimeField(required=False, allow_null=True, default=None)
    signed_out_at = serializers.TimeField(required=False, allow_null=True, default=None)
    absence_reason = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class SheetBody(StrictSerializer):
    lines = LineBody(many=True, allow_empty=False)


class RollEntryBody(StrictSerializer):
    """One tap on the tablet, with the id that was made there."""

    id = serializers.UUIDField()
    enrolment_id = serializers.UUIDField()
    direction = serializers.ChoiceField(choices=SigningDirection.choices)
    device_time = serializers.DateTimeField()


class RollBody(StrictSerializer):
    """`device_now` is what the tablet's clock shows while it sends."""

    device_now = serializers.DateTimeField()
    entries = RollEntryBody(many=True, allow_empty=False)


class EmptyBody(StrictSerializer):
    """Closing takes nothing but the address."""


class SessionViewSet(ReadOnlyModelViewSet[PlannedSession]):
    """Half-days; `retrieve` carries the sheet, `sheet` writes it whole or not at all, `close` is for good."""

    queryset: QuerySet[PlannedSession] = PlannedSession.objects.select_related("training_class", "teacher")
    serializer_class = SessionSerializer
    pagination_class = Pages

    @property
    def actor(self) -> Actor:
        return actor_from(self.request._request)

    def get_queryset(self) -> QuerySet[PlannedSession]:
        rows: QuerySet[PlannedSession] = PlannedSession.objects.visible_to(self.actor)
        return rows.select_related("training_class", "teacher").order_by("date", "half", "pk")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002 - DRF's signature
        return Response(self._with_sheet(self.get_object()))

    @extend_schema(request=SheetBody, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"])
    def sheet(self, request: Request, pk: str | None = None) -> Response:  # noqa: ARG002 - DRF's signature
        session = self.get_object()
        body = SheetBody(data=request.data)
        body.is_valid(raise_exception=True)
        lines = [SheetLine(**line) for line in body.validated_data["lines"]]
        return Response(self._with_sheet(operations.record_sheet(session, actor=self.actor, lines=lines)))

    @extend_schema(request=EmptyBody, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str | None = None) -> Response:  # noqa: ARG002 - DRF's signature
        session = self.get_object()
        EmptyBody(data=request.data).is_valid(raise_exception=True)
        return Response(self._with_sheet(operations.close_sheet(session, actor=self.actor)))

    @extend_schema(request=RollBody, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"])
    def roll(self, request: Request, pk: str | None = None) -> Response:  # noqa: ARG002 - DRF's signature
        session = self.get_object()
        body = RollBody(data=request.data)
        body.is_valid(raise_exception=True)
        entries = [RollEntry(**entry) for entry in body.validated_data["entries"]]
        now = body.validated_data["device_now"]
        answers = operations.take_roll(session, actor=self.actor, entries=entries, device_now=now)
        return Response({"answers": [asdict(answer) for answer in answers]})

    def _with_sheet(self, session: PlannedSession) -> dict[str, Any]:
        sheet = [
            {
                "enrolment_id": row.enrolment.pk,
                "position": row.enrolment.position,
                "name": row.enrolment.person.name,
                "signed_in_at": row.presence.signed_in_at,
                "signed_out_at": row.presence.signed_out_at,
                "absence_reason": row.presence.absence_reason,
                "counts": row.presence.counts,
                "is_corrected": row.presence.is_corrected,
            }
            for row in sheet_rows(session)
        ]
        return {**self.get_serializer(session).data, "sheet": sheet}


class DestructionSerializer(serializers.ModelSerializer[DestructionList]):
    """Everything read-only; `files` are the digests of what is listed."""

    files = serializers.SerializerMethodField()

    class Meta:
        model = DestructionList
        fields = ["id", "reason", "state", "state_since", "approved_at", "carried_out_at", "files"]
        read_only_fields = fields

    def get_files(self, record: DestructionList) -> list[str]:
        return [item.recording.sha256 for item in record.items.all()]


class DestructionViewSet(LifecycleViewSet[DestructionList]):
    queryset = DestructionList.objects.prefetch_related("items__recording")
    serializer_class = DestructionSerializer
    lifecycle = DESTRUCTION


class MakeUpSerializer(serializers.ModelSerializer[MakeUpRequest]):
    """What a person asked about one half-day, and what became of it; all read-only."""

    class Meta:
        model = MakeUpRequest
        fields = [
            "id", "session", "enrolment", "missed", "reason", "state", "state_since", "correction", "answer",
            "answered_at",
        ]  # fmt: skip
        read_only_fields = fields


class MakeUpViewSet(LifecycleViewSet[MakeUpRequest]):
    queryset = MakeUpRequest.objects.select_related("session__training_class", "correction")
    serializer_class = MakeUpSerializer
    lifecycle = MAKE_UP


router = SimpleRouter()
router.register("make-up-requests", MakeUpViewSet, basename="classes-api-make-up")
router.register("destructions", DestructionViewSet, basename="classes-api-destruction")
router.register("enrolments", EnrolmentViewSet, basename="classes-api-enrolment")
router.register("sessions", SessionViewSet, basename="classes-api-session")
api_urls: list[URLPattern | URLResolver] = router.urls
