"""What every API shares: one form of refusal, strict bodies, and a lifecycle's records with their verbs."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.decorators import action
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.accounts.actor import Actor
from foundation.accounts.middleware import actor_from
from foundation.audit.middleware import record_refusal, refusal_body, refusal_in
from foundation.core.errors import Invalid
from foundation.workflow.engine import available
from foundation.workflow.models import LifecycleModel
from foundation.workflow.registry import operation_of
from foundation.workflow.types import Lifecycle

ModelT = TypeVar("ModelT", bound=LifecycleModel)

_SAID = {
    400: "请求的格式有误，请按接口说明提交。",
    401: "请先登录。",
    403: "没有权限，或页面已过期，请重新登录后再试。",
    404: "找不到这条记录，或者它不属于本单位。",
    405: "这个地址不接受这样的操作。",
    415: "请以 JSON 提交。",
    429: "操作过于频繁，请稍后再试。",
}


class Pages(PageNumberPagination):
    """`?page=` and `?per_page=` (20, at most 100), as on the pages."""

    page_size = 20
    page_size_query_param = "per_page"
    max_page_size = 100


def refusal_response(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal as `code`, `message`, `reasons`: 403, 409, 422 of our own, and what DRF itself refuses."""
    refusal = refusal_in(exception)
    if refusal is not None:
        record_refusal(context["request"]._request, refusal)
        return Response(refusal_body(refusal), status=refusal.http_status)
    if isinstance(exception, serializers.ValidationError):
        return Response(_invalid_body(exception.detail), status=422)
    response = exception_handler(exception, context)
    if response is not None:
        response.data = {
            "code": _code(exception),
            "message": _SAID.get(response.status_code, ""),
            "reasons": [],
        }
    return response


def _code(exception: Exception) -> str:
    if isinstance(exception, Http404):
        return "record.not_found"
    if isinstance(exception, PermissionDenied):
        return "access.denied"
    return f"request.{getattr(exception, 'default_code', 'refused')}"


def _invalid_body(detail: Any) -> dict[str, Any]:
    """A field error per reason; `link` is empty, `field` names the key of the body."""
    fields = detail if isinstance(detail, dict) else {"": detail}
    reasons = [
        {"code": f"body.{getattr(item, 'code', 'invalid')}", "message": str(item), "field": str(name)}
        for name, items in fields.items()
        for item in (items if isinstance(items, list) else [items])
    ]
    return {"code": "body.invalid", "message": "提交的内容有误，请逐项改正。", "reasons": reasons}


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses a body with a key that it does not know or that may not be written; nothing is silently dropped."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            odd = sorted(set(map(str, data)) - writable)
            if odd:
                raise serializers.ValidationError(
                    {name: [exceptions.ErrorDetail("不接受这一项。", code="unknown_key")] for name in odd}
                )
        return super().to_internal_value(data)


class PerformBody(StrictSerializer):
    """What every verb takes: its name and an opinion. Facts of a verb stand beside them in the same body."""

    verb = serializers.CharField(max_length=40)
    comment = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class LifecycleViewSet(ReadOnlyModelViewSet[ModelT]):
    """A lifecycle's records, scoped to what the actor may see, and one address for all their verbs.

    A concrete class names `queryset`, `serializer_class`, `lifecycle`, and in `facts` a strict serializer for each
    verb whose operation takes more than an opinion. State is never written any other way.
    """

    pagination_class = Pages
    lifecycle: ClassVar[Lifecycle]
    facts: ClassVar[Mapping[str, type[StrictSerializer]]] = {}

    @property
    def actor(self) -> Actor:
        return actor_from(self.request._request)

    def get_queryset(self) -> Any:
        return super().get_queryset().visible_to(self.actor)  # type: ignore[attr-defined]  # tenant rows

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        return Response({**self.get_serializer(record).data, **actions_of(record, self.actor)})

    @extend_schema(request=PerformBody, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"])
    def perform(self, request: Request, pk: str | None = None) -> Response:
        """Do a verb: `{"verb": …, "comment": …, facts of the verb}`; answers the record as it now is."""
        record = self.get_object()
        verb, arguments = self._arguments(request.data)
        moved = operation_of(self.lifecycle, verb)(record, actor=self.actor, **arguments)
        return Response({**self.get_serializer(moved).data, **actions_of(moved, self.actor)})

    def _arguments(self, body: Any) -> tuple[str, dict[str, Any]]:
        given = body if isinstance(body, Mapping) else {}
        head = PerformBody(data={name: given[name] for name in ("verb", "comment") if name in given})
        head.is_valid(raise_exception=True)
        verb, comment = head.validated_data["verb"], head.validated_data["comment"]
        if verb not in self.lifecycle.verbs.values:
            raise Invalid(
                f"{self.lifecycle.key}.unknown_verb", f"{self.lifecycle.noun}没有“{verb[:40]}”这个动作。"
            )
        form = self.facts.get(verb, StrictSerializer)
        facts = form(data={name: given[name] for name in given if name not in ("verb", "comment")})
        facts.is_valid(raise_exception=True)
        self._require_complete(verb, set(facts.validated_data))
        return verb, {"comment": comment, **facts.validated_data}

    def _require_complete(self, verb: str, given: set[str]) -> None:
        missing = needed_facts(self.lifecycle, verb) - given
        if missing:
            raise Invalid(
                f"{self.lifecycle.key}.facts_missing",
                f"“{self.lifecycle.verb_label(verb)}”还须填写其他内容，请在页面上办理。",
            )


def needed_facts(lifecycle: Lifecycle, verb: str) -> set[str]:
    """The keyword arguments without which the operation of a verb cannot be called, besides the actor."""
    parameters = inspect.signature(operation_of(lifecycle, verb)).parameters.values()
    required = {p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty}
    return required - {"actor", "comment"}


def actions_of(record: LifecycleModel, actor: Actor) -> dict[str, Any]:
    """What this actor may do with the record now, and what stands in the way of the rest."""
    verdicts = available(record, actor)
    blocked = [
        {
            "verb": v.verb,
            "reasons": [
                {"code": r.code, "message": r.message, "who": r.who, "link": r.link} for r in v.reasons
            ],
        }
        for v in verdicts
        if not v.is_allowed
    ]
    return {"allowed_actions": [v.verb for v in verdicts if v.is_allowed], "blocked_actions": blocked}
