"""试算 by program: the written case of `manage.py quote`, one or a list, and its result. Nothing is stored."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ErrorDetail, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.viewsets import ViewSet

from foundation.policy.catalogue import documents
from subsidies.queries.quotes import answered
from subsidies.rules.facts import Category

MOST_CASES = 200
_CASE: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "category", "input"],
    "properties": {
        "id": {"type": "string", "description": "随结果原样返回"},
        "policy": {"type": "string", "enum": [document.code for document in documents()]},
        "category": {"type": "string", "enum": list(Category)},
        "input": {"type": "object", "description": "人数或名册、天数、拨付条件、试算标准和口径"},
    },
}
_BODY = {"oneOf": [_CASE, {"type": "array", "items": _CASE, "minItems": 1, "maxItems": MOST_CASES}]}
_COUNTS = {
    "approved_count": 50,
    "verified_count": 48,
    "passed_count": 38,
    "employed_count": 36,
    "training_days": 18,
}
_EXAMPLE = OpenApiExample(
    "人数", {"policy": "2026-8", "category": "订单式", "input": _COUNTS}, request_only=True
)


class QuoteReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(read_only=True)
    clause = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)


class QuoteResultSerializer(serializers.Serializer[Any]):
    """`status`: ok, blocked (a gate is shut), error (nothing is computed; `error` is the code of the first fault)."""

    id = serializers.CharField(read_only=True, required=False)
    status = serializers.ChoiceField(["ok", "blocked", "error"], read_only=True)
    error = serializers.CharField(read_only=True, required=False)
    payable_heads = serializers.CharField(read_only=True, allow_null=True)
    deduction_heads = serializers.CharField(read_only=True, allow_null=True)
    per_head_amount = serializers.CharField(read_only=True, allow_null=True)
    total_yuan = serializers.CharField(read_only=True, allow_null=True)
    total_fen = serializers.IntegerField(read_only=True, allow_null=True)
    reasons = QuoteReasonSerializer(many=True, read_only=True)
    warnings = serializers.ListField(child=serializers.CharField(), read_only=True)
    amounts = serializers.DictField(child=serializers.CharField(), read_only=True, required=False)
    excluded = serializers.ListField(child=serializers.CharField(), read_only=True, required=False)


class QuoteParser(JSONParser):
    """JSON of a depth that can be meant."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as too_deep:
            raise ParseError from too_deep


class QuoteViewSet(ViewSet):
    """补贴试算."""

    parser_classes = (QuoteParser,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "quotes"

    @extend_schema(
        request={"application/json": _BODY},
        responses={
            200: OpenApiResponse(QuoteResultSerializer, "一个案例的结果；提交列表的，按原次序返回结果的列表"),
            422: OpenApiResponse(
                OpenApiTypes.OBJECT, "一个案例填报有误，结果另带 code、message；或列表为空、过长"
            ),
            429: OpenApiResponse(OpenApiTypes.OBJECT, "提交过于频繁；Retry-After 为须等待的秒数"),
        },
        examples=[_EXAMPLE],
    )
    def create(self, request: Request) -> Response:
        """One case: its result, 422 where it is faulty. A list: 200 and each case's own result."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise _refused("too_large", "一次提交的内容过大，请分次试算。")
        if not isinstance(request.data, list):
            return _answer(answered(request.data))
        if not 0 < len(request.data) <= MOST_CASES:
            raise _refused("wrong_length", f"一次试算 1 至 {MOST_CASES} 个案例，请分次提交。")
        return Response([answered(case) for case in request.data])


def _answer(result: dict[str, Any]) -> Response:
    if result["status"] != "error":
        return Response(result)
    told = {"code": result["error"], "message": "；".join(reason["text"] for reason in result["reasons"])}
    return Response({**result, **told}, status=status.HTTP_422_UNPROCESSABLE_ENTITY)


def _refused(code: str, message: str) -> serializers.ValidationError:
    return serializers.ValidationError({"": [ErrorDetail(message, code=code)]})
