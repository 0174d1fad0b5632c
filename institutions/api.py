"""The API of institutions and of the 工种目录."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.workflow.api import LifecycleViewSet, Pages
from institutions.models import Institution, Occupation, OccupationPermission
from institutions.queries import occupation_list
from institutions.workflow import INSTITUTION


class PermissionSerializer(serializers.ModelSerializer[OccupationPermission]):
    occupation_code = serializers.CharField(source="occupation.code", read_only=True)
    occupation_name = serializers.CharField(source="occupation.name", read_only=True)

    class Meta:
        model = OccupationPermission
        fields = ["id", "occupation_code", "occupation_name", "level", "document", "valid_from", "valid_to"]
        read_only_fields = fields


class InstitutionSerializer(serializers.ModelSerializer[Institution]):
    """The account is not here: neither whole nor masked."""

    id = serializers.UUIDField(source="pk", read_only=True)
    permissions = PermissionSerializer(many=True, read_only=True)

    class Meta:
        model = Institution
        fields = [
            "id", "state", "state_since", "name", "credit_code", "legal_representative", "contact_name",
            "contact_phone", "address", "licence_number", "selection_document", "service_from", "service_to",
            "platform_entered_on", "promise_signed_on", "cameras_accepted_on", "suspended_until", "permissions",
        ]  # fmt: skip
        read_only_fields = fields


class InstitutionViewSet(LifecycleViewSet[Institution]):
    queryset = Institution.objects.select_related("organisation").prefetch_related("permissions__occupation")
    serializer_class = InstitutionSerializer
    lifecycle = INSTITUTION


class OccupationSerializer(serializers.ModelSerializer[Occupation]):
    class Meta:
        model = Occupation
        fields = ["id", "code", "edition", "name", "is_published"]
        read_only_fields = fields


class OccupationViewSet(ReadOnlyModelViewSet[Occupation]):
    queryset = Occupation.objects.all()
    serializer_class = OccupationSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Occupation]:
        return occupation_list(text=self.request.query_params.get("q", ""))


router = SimpleRouter()
router.register("institutions", InstitutionViewSet, basename="institutions-api-institution")
router.register("occupations", OccupationViewSet, basename="institutions-api-occupation")
api_urls = router.urls
