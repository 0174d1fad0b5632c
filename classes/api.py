"""The API of classes: what the pages show, the same verbs, one way to begin an application."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from classes.api_teaching import api_urls as teaching_urls
from classes.enums import ClassVerb
from classes.models import RosterChange, TrainingClass
from classes.operations import create_class
from classes.workflow import CLASS
from classes.workflow_changes import ROSTER_CHANGE
from foundation.workflow.api import LifecycleViewSet, StrictSerializer, actions_of
from institutions.enums import SkillLevel, TrainingCategory
from institutions.models import Occupation


class ClassSerializer(serializers.ModelSerializer[TrainingClass]):
    """A class; all read-only."""

    title = serializers.CharField(source="__str__", read_only=True)
    institution_name = serializers.CharField(source="institution.name", read_only=True)
    occupation_code = serializers.CharField(source="occupation.code", read_only=True)

    class Meta:
        model = TrainingClass
        fields = [
            "id", "number", "title", "year", "term", "state", "state_since", "institution", "institution_name",
            "category", "occupation", "occupation_code", "level", "planned_count", "approved_count",
            "enrolling_on", "starts_on", "ends_on", "training_days", "theory_lessons", "practice_lessons",
            "order_employer", "order_posts", "focus_field", "submitted_on", "earliest_start_on",
            "correction_due_on", "city_filed_on", "city_filing_number", "real_name_number",
            "cameras_online_on", "policy_document", "roster_digest", "approved_at",
        ]  # fmt: skip
        read_only_fields = fields


class NewClassBody(StrictSerializer):
    """What an institution declares of a new class; number and term are given by the system."""

    category = serializers.ChoiceField(choices=TrainingCategory.choices)
    occupation: serializers.PrimaryKeyRelatedField[Occupation] = serializers.PrimaryKeyRelatedField(
        queryset=Occupation.objects.all()
    )
    level = serializers.ChoiceField(choices=SkillLevel.choices)
    planned_count = serializers.IntegerField(min_value=1, max_value=500)
    enrolling_on = serializers.DateField(required=False)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    training_days = serializers.IntegerField(min_value=1, max_value=366)
    theory_lessons = serializers.IntegerField(min_value=0, max_value=2000)
    practice_lessons = serializers.IntegerField(min_value=0, max_value=2000)
    order_employer = serializers.CharField(max_length=120, required=False)
    order_posts = serializers.IntegerField(min_value=1, max_value=32000, required=False)
    focus_field = serializers.CharField(max_length=40, required=False)


class ReturnBody(StrictSerializer):
    due_on = serializers.DateField(required=False)


class ConfirmBody(StrictSerializer):
    real_name_number = serializers.CharField(max_length=40)


class ClassViewSet(LifecycleViewSet[TrainingClass]):
    queryset: QuerySet[TrainingClass] = TrainingClass.objects.with_names()
    serializer_class = ClassSerializer
    lifecycle = CLASS
    facts = {ClassVerb.RETURN_FOR_CORRECTION: ReturnBody, ClassVerb.CONFIRM_IN_SYSTEM: ConfirmBody}

    @extend_schema(request=NewClassBody, responses=OpenApiTypes.OBJECT)
    def create(self, request: Request) -> Response:
        """Begin an application as a draft."""
        body = NewClassBody(data=request.data)
        body.is_valid(raise_exception=True)
        created = create_class(actor=self.actor, **body.validated_data)
        return Response({**self.get_serializer(created).data, **actions_of(created, self.actor)}, status=201)


class ChangeSerializer(serializers.ModelSerializer[RosterChange]):
    """A 变更单; who leaves is named by the place in the list, who joins by the application. All read-only."""

    leaving = serializers.SerializerMethodField()
    joining = serializers.SerializerMethodField()

    class Meta:
        model = RosterChange
        fields = [
            "id", "number", "training_class", "reason", "state", "state_since", "leaving", "joining", "approved_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_leaving(self, change: RosterChange) -> list[int]:
        return [line.leaving.position for line in change.lines.all() if line.leaving]

    def get_joining(self, change: RosterChange) -> list[UUID]:
        return [line.joining_id for line in change.lines.all() if line.joining_id]


class ChangeViewSet(LifecycleViewSet[RosterChange]):
    queryset: QuerySet[RosterChange] = RosterChange.objects.select_related("training_class").prefetch_related(
        "lines__leaving"
    )
    serializer_class = ChangeSerializer
    lifecycle = ROSTER_CHANGE


router = SimpleRouter()
router.register("roster-changes", ChangeViewSet, basename="classes-api-change")
router.register("classes", ClassViewSet, basename="classes-api-class")
api_urls: list[URLPattern | URLResolver] = [*router.urls, *teaching_urls]
