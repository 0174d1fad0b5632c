"""The figures of the two reports for programs: the same queries as the screens and the files. Read only."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.core import clock
from reports.queries.funds import fund_table
from reports.queries.progress import progress_table
from reports.rules import Month, quarter_of

FIRST_YEAR = 2024


class MonthQuery(serializers.Serializer[Any]):
    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=2099, required=False)
    month = serializers.IntegerField(min_value=1, max_value=12, required=False)


class QuarterQuery(serializers.Serializer[Any]):
    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=2099, required=False)
    quarter = serializers.IntegerField(min_value=1, max_value=4, required=False)


class ProgressFigures(APIView):
    """进度调度表 of a month, by default the present one; heads, not percentages."""

    @extend_schema(parameters=[MonthQuery], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        given = _given(MonthQuery, request)
        today = clock.today()
        month = Month(given.get("year", today.year), given.get("month", today.month))
        return Response(asdict(progress_table(month)))


class FundFigures(APIView):
    """季度资金使用情况 of a quarter, by default the present one; every amount in fen."""

    @extend_schema(parameters=[QuarterQuery], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        given = _given(QuarterQuery, request)
        today = clock.today()
        table = fund_table(given.get("year", today.year), given.get("quarter", quarter_of(today)))
        return Response({**asdict(table), "balance_fen": table.balance_fen})


def _given(query: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    given = query(data=request.query_params)
    given.is_valid(raise_exception=True)
    found: dict[str, Any] = given.validated_data
    return found


api_urls: list[URLPattern | URLResolver] = [
    path("reports/progress/", ProgressFigures.as_view(), name="reports-api-progress"),
    path("reports/funds/", FundFigures.as_view(), name="reports-api-funds"),
]
