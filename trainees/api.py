"""The API of applicants: what the pages show, never the sealed numbers."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from foundation.workflow.api import LifecycleViewSet
from trainees.models import Application, CrossCheckHit
from trainees.workflow import APPLICATION


class HitSerializer(serializers.ModelSerializer[CrossCheckHit]):
    class Meta:
        model = CrossCheckHit
        fields = ["id", "kind", "message", "source", "found_at", "decision", "decided_at", "decision_reason"]
        read_only_fields = fields


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    """Names, numbers and telephones masked; all read-only."""

    name = serializers.CharField(source="person.masked_name", read_only=True)
    identity_masked = serializers.CharField(source="person.identity_masked", read_only=True)
    institution_name = serializers.CharField(source="institution.name", read_only=True)
    hits = HitSerializer(many=True, read_only=True)

    class Meta:
        model = Application
        fields = [
            "id", "state", "state_since", "name", "identity_masked", "phone_masked", "institution", "institution_name",
            "group_id", "group_title", "position", "practice_group", "occupation_code", "occupation_name", "level",
            "category", "is_lifted_from_poverty", "education", "employment_certificate_number", "planned_from",
            "planned_to", "compared_at", "passed_at", "hits",
        ]  # fmt: skip
        read_only_fields = fields


class ApplicationViewSet(LifecycleViewSet[Application]):
    queryset = Application.objects.select_related("person", "institution").prefetch_related("hits")
    serializer_class = ApplicationSerializer
    lifecycle = APPLICATION


router = SimpleRouter()
router.register("applications", ApplicationViewSet, basename="trainees-api-application")
api_urls = router.urls
