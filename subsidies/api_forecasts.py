"""The API of what is expected and of what a proposed value would change; both are only read."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from foundation.accounts.middleware import actor_from
from foundation.workflow.api import Pages
from subsidies.models import ClassForecast, ImpactLine, ParameterImpact
from subsidies.queries.forecast import ForecastFilter, forecast_rows
from subsidies.queries.impact import assessments
from subsidies.queries.impact_page import impact_lines


class ForecastSerializer(serializers.ModelSerializer[ClassForecast]):
    class Meta:
        model = ClassForecast
        fields = [
            "training_class", "basis", "approved", "verified", "passed", "employed", "payable_heads",
            "deduction_heads", "full_fen", "total_fen", "error", "policy_document", "is_pinned", "computed_at",
        ]  # fmt: skip
        read_only_fields = fields


class ForecastViewSet(ListModelMixin, GenericViewSet[ClassForecast]):
    queryset = ClassForecast.objects.all()
    serializer_class = ForecastSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[ClassForecast]:
        return forecast_rows(actor_from(self.request._request), ForecastFilter())


class ImpactLineSerializer(serializers.ModelSerializer[ImpactLine]):
    """Only a line of the kind `pending` will be governed by the value; the others are for information."""

    class Meta:
        model = ImpactLine
        fields = [
            "kind", "training_class", "claim", "ends_on", "old_heads", "new_heads", "old_fen", "new_fen",
            "old_error", "new_error",
        ]  # fmt: skip
        read_only_fields = fields


class ImpactSerializer(serializers.ModelSerializer[ParameterImpact]):
    lines = serializers.SerializerMethodField()

    class Meta:
        model = ParameterImpact
        fields = [
            "parameter", "proposal", "pending_classes", "pinned_classes", "past_claims", "digest", "computed_at",
            "frozen_at", "lines",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ImpactLineSerializer(many=True))
    def get_lines(self, impact: ParameterImpact) -> Any:
        """Those that the caller may see."""
        actor = actor_from(self.context["request"]._request)
        return ImpactLineSerializer(impact_lines(impact, actor), many=True).data


class ImpactViewSet(RetrieveModelMixin, GenericViewSet[ParameterImpact]):
    """The assessment of one parameter, by the id of the parameter."""

    queryset = assessments()
    serializer_class = ImpactSerializer
    lookup_field = "parameter"
