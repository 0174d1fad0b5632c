"""The API of applicants: what the pages show, never the sealed numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from foundation.accounts.middleware import actor_from
from foundation.workflow.api import LifecycleViewSet, StrictSerializer
from trainees.enums import DuplicateVerb, NeedVerb
from trainees.models import Application, CrossCheckHit, Dispute, DuplicateCase, TrainingNeed
from trainees.workflow import APPLICATION, DISPUTE, DUPLICATE, NEED


class HitSerializer(serializers.ModelSerializer[CrossCheckHit]):
    """A finding in the words that the reader may read; `kind` is empty where that would say too much."""

    def to_representation(self, instance: CrossCheckHit) -> dict[str, Any]:
        reader = actor_from(self.context["request"])
        return super().to_representation(instance) | {
            "kind": instance.kind_for(reader),
            "message": instance.told_to(reader),
            "source": instance.source_for(reader),
        }

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


class DuplicateSerializer(serializers.ModelSerializer[DuplicateCase]):
    """Two records side by side, masked; for the bureau and who audits it."""

    first_name = serializers.CharField(source="first.masked_name", read_only=True)
    first_masked = serializers.CharField(source="first.identity_masked", read_only=True)
    second_name = serializers.CharField(source="second.masked_name", read_only=True)
    second_masked = serializers.CharField(source="second.identity_masked", read_only=True)

    class Meta:
        model = DuplicateCase
        fields = [
            "id", "state", "state_since", "verdict", "reasons", "first", "first_name", "first_masked", "second",
            "second_name", "second_masked", "kept", "merged_at",
        ]  # fmt: skip
        read_only_fields = fields


class KeptBody(StrictSerializer):
    kept = serializers.UUIDField()


class DuplicateViewSet(LifecycleViewSet[DuplicateCase]):
    queryset = DuplicateCase.objects.select_related("first", "second")
    serializer_class = DuplicateSerializer
    lifecycle = DUPLICATE
    facts: ClassVar[Mapping[str, type[StrictSerializer]]] = {DuplicateVerb.PROPOSE_MERGE: KeptBody}


class DisputeSerializer(serializers.ModelSerializer[Dispute]):
    """What somebody disputes, for the office; his name masked."""

    name = serializers.CharField(source="person.masked_name", read_only=True)

    class Meta:
        model = Dispute
        fields = [
            "id", "number", "state", "state_since", "name", "institution", "target_kind", "target_id", "line",
            "content", "answer", "examined_at", "decided_at",
        ]  # fmt: skip
        read_only_fields = fields


class DisputeViewSet(LifecycleViewSet[Dispute]):
    queryset = Dispute.objects.select_related("person", "institution")
    serializer_class = DisputeSerializer
    lifecycle = DISPUTE


class NeedSerializer(serializers.ModelSerializer[TrainingNeed]):
    """A wish; name, number and telephone masked."""

    name = serializers.CharField(source="masked_name", read_only=True)

    class Meta:
        model = TrainingNeed
        fields = [
            "id", "number", "state", "state_since", "source", "name", "identity_masked", "phone_masked", "village",
            "service_point", "institution", "occupation_name", "level", "wish", "due_on", "overdue_at", "answer",
            "application",
        ]  # fmt: skip
        read_only_fields = fields


class RoutingBody(StrictSerializer):
    institution_id = serializers.UUIDField()


class NeedViewSet(LifecycleViewSet[TrainingNeed]):
    queryset = TrainingNeed.objects.select_related("service_point", "institution")
    serializer_class = NeedSerializer
    lifecycle = NEED
    facts: ClassVar[Mapping[str, type[StrictSerializer]]] = {NeedVerb.ROUTE: RoutingBody}


router = SimpleRouter()
router.register("duplicates", DuplicateViewSet, basename="trainees-api-duplicate")
router.register("applications", ApplicationViewSet, basename="trainees-api-application")
router.register("disputes", DisputeViewSet, basename="trainees-api-dispute")
router.register("needs", NeedViewSet, basename="trainees-api-need")
api_urls = router.urls
