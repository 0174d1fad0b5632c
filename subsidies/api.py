"""The API of acceptance, claims, held lines, notices and payments: no amount, state or stamp is written through it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSet

from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.workflow.api import LifecycleViewSet, Pages, StrictSerializer
from subsidies.api_forecasts import ForecastViewSet, ImpactViewSet
from subsidies.api_quotes import QuoteViewSet
from subsidies.enums import ClaimVerb, HeldVerb
from subsidies.models import (
    Acceptance,
    ArchiveItem,
    ClaimPerson,
    DifferenceExplanation,
    FundAccount,
    HeldLine,
    Payment,
    SubsidyClaim,
)
from subsidies.queries.claim_readings import stored_readings
from subsidies.queries.distance import present_distance
from subsidies.queries.explanation import stored_rows
from subsidies.queries.fund import payments_visible_to
from subsidies.queries.register import question_page, register_lines_today
from subsidies.rules.questions import find_question
from subsidies.workflow import ACCEPTANCE, CLAIM, DIFFERENCE, HELD_LINE


class ArchiveItemSerializer(serializers.ModelSerializer[ArchiveItem]):
    class Meta:
        model = ArchiveItem
        fields = ["id", "order", "title", "is_required", "is_present", "pages", "deficiency"]
        read_only_fields = fields


class AcceptanceSerializer(serializers.ModelSerializer[Acceptance]):
    items = ArchiveItemSerializer(many=True, read_only=True)

    class Meta:
        model = Acceptance
        fields = [
            "id", "training_class", "state", "state_since", "report", "finance_is_in_order", "box_number",
            "disk_label", "correction_due_on", "submitted_at", "received_at", "items",
        ]  # fmt: skip
        read_only_fields = fields


class AcceptanceViewSet(LifecycleViewSet[Acceptance]):
    queryset = Acceptance.objects.prefetch_related("items").order_by("-created_at")
    serializer_class = AcceptanceSerializer
    lifecycle = ACCEPTANCE


class DifferenceSerializer(serializers.ModelSerializer[DifferenceExplanation]):
    """An explanation of a difference in 五源对账, with both sides as they stood when it was given."""

    training_class = serializers.UUIDField(source="session.training_class_id", read_only=True)

    class Meta:
        model = DifferenceExplanation
        fields = [
            "id", "training_class", "session", "code", "evidence", "reason", "state", "state_since", "created_at",
            "decided_at",
        ]  # fmt: skip
        read_only_fields = fields


class DifferenceViewSet(LifecycleViewSet[DifferenceExplanation]):
    queryset = DifferenceExplanation.objects.with_names().order_by("-created_at")
    serializer_class = DifferenceSerializer
    lifecycle = DIFFERENCE


class SheetInputSerializer(serializers.Serializer[Any]):
    """A figure of a line, where it comes from, and the page on which it can be looked up."""

    name = serializers.CharField(read_only=True)
    value = serializers.CharField(read_only=True)
    evidence = serializers.CharField(read_only=True)
    link = serializers.CharField(read_only=True)


class ClaimLineSerializer(serializers.Serializer[Any]):
    """A stored line as page and printed sheet show it, in their order."""

    order = serializers.IntegerField(source="number", read_only=True)
    code = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    formula = serializers.CharField(read_only=True)
    detail = serializers.CharField(read_only=True)
    inputs = SheetInputSerializer(many=True, read_only=True)
    intermediate = serializers.CharField(read_only=True)
    rounding = serializers.CharField(source="rounding_text", read_only=True)
    clause = serializers.CharField(source="clause_text", read_only=True)
    result_text = serializers.CharField(source="result", read_only=True)
    amount_fen = serializers.IntegerField(read_only=True, allow_null=True)
    is_pending = serializers.BooleanField(read_only=True)


class DistanceRowSerializer(serializers.Serializer[Any]):
    """One change that would raise the amount; `is_open`: it can still be made."""

    kind = serializers.CharField(source="step.kind", read_only=True)
    words = serializers.CharField(source="step.words", read_only=True)
    people = serializers.ListField(source="step.people", child=serializers.CharField(), read_only=True)
    size = serializers.IntegerField(source="step.size", read_only=True)
    payable_heads = serializers.CharField(source="step.payable_heads", read_only=True)
    total_fen = serializers.IntegerField(source="step.total_fen", read_only=True)
    gain_fen = serializers.IntegerField(source="step.gain_fen", read_only=True)
    clause = serializers.CharField(source="clause_text", read_only=True)
    is_open = serializers.BooleanField(read_only=True)
    note = serializers.CharField(read_only=True)
    link = serializers.CharField(read_only=True)


class DistanceSerializer(serializers.Serializer[Any]):
    """还差多少: what is missing to any amount at all, and the smallest change of each kind."""

    is_highest = serializers.BooleanField(source="found.is_highest", read_only=True)
    obstacles = serializers.ListField(source="obstacle_texts", child=serializers.CharField(), read_only=True)
    opening = DistanceRowSerializer(read_only=True, allow_null=True)
    steps = DistanceRowSerializer(source="rows", many=True, read_only=True)
    further = DistanceRowSerializer(many=True, read_only=True)


class ClaimPersonSerializer(serializers.ModelSerializer[ClaimPerson]):
    """One trainee, masked, with the way to the amount or the reason why there is none."""

    position = serializers.IntegerField(source="enrolment.position", read_only=True)
    name = serializers.CharField(source="enrolment.person.masked_name", read_only=True)

    class Meta:
        model = ClaimPerson
        fields = [
            "enrolment", "position", "name", "half_days", "is_paid", "amount_fen", "formula", "exclusion_code",
            "exclusion_reason",
        ]  # fmt: skip
        read_only_fields = fields


class TakenReadingSerializer(serializers.Serializer[Any]):
    """本单采用的口径: a question of the register and how this claim reads it."""

    question = serializers.CharField(source="question.id", read_only=True)
    title = serializers.CharField(source="question.title", read_only=True)
    parameter = serializers.CharField(source="question.key", read_only=True)
    words = serializers.CharField(read_only=True)
    is_default = serializers.BooleanField(read_only=True)


class HeldLineSerializer(serializers.ModelSerializer[HeldLine]):
    """A line that was held back; the account it goes to is not here."""

    position = serializers.IntegerField(source="row.enrolment.position", read_only=True)
    name = serializers.CharField(source="row.enrolment.person.masked_name", read_only=True)
    dispute = serializers.CharField(source="dispute.number", read_only=True)

    class Meta:
        model = HeldLine
        fields = [
            "id", "claim", "position", "name", "dispute", "amount_fen", "state", "state_since", "created_at",
            "struck_reason", "changes_others",
        ]  # fmt: skip
        read_only_fields = fields


class ClaimSerializer(serializers.ModelSerializer[SubsidyClaim]):
    """The account of the payee is not here: neither whole nor masked."""

    lines = serializers.SerializerMethodField()
    readings = serializers.SerializerMethodField()
    distance = serializers.SerializerMethodField()
    people = ClaimPersonSerializer(many=True, read_only=True)
    held_lines = HeldLineSerializer(many=True, read_only=True)

    class Meta:
        model = SubsidyClaim
        fields = [
            "id", "number", "training_class", "institution", "stage", "is_final_stage", "state", "state_since",
            "received_on", "pay_by", "correction_due_on", "payable_heads", "deduction_heads", "full_fen",
            "total_fen", "rule_version", "digest", "signed_digest", "payee_name", "notice", "lines", "people",
            "sending", "held_lines", "readings", "distance",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ClaimLineSerializer(many=True))
    def get_lines(self, claim: SubsidyClaim) -> Any:
        """The stored lines; none before the claim is handed in."""
        return ClaimLineSerializer(stored_rows(claim), many=True).data

    @extend_schema_field(TakenReadingSerializer(many=True))
    def get_readings(self, claim: SubsidyClaim) -> Any:
        """The readings of the stored parameters; none before the claim is handed in."""
        return TakenReadingSerializer(stored_readings(claim), many=True).data

    @extend_schema_field(DistanceSerializer(allow_null=True))
    def get_distance(self, claim: SubsidyClaim) -> Any:
        """还差多少, for one claim that is asked for by itself; none in a list."""
        view = self.context.get("view")
        if getattr(view, "action", "") != "retrieve":
            return None
        return DistanceSerializer(present_distance(claim)).data


class SubmitFacts(StrictSerializer):
    applicant_statement = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class ObjectionFacts(StrictSerializer):
    raised_by_name = serializers.CharField(max_length=40)
    contact = serializers.CharField(max_length=60, required=False, allow_blank=True)


class PaymentFacts(StrictSerializer):
    """What the bank's slip says, which only a last stage without money has none of. The amount is the claim's."""

    bank_reference = serializers.CharField(max_length=40, required=False, allow_blank=True)
    paid_on = serializers.DateField()
    account: serializers.PrimaryKeyRelatedField[FundAccount] = serializers.PrimaryKeyRelatedField(
        queryset=FundAccount.objects.all(), required=False
    )


class RecoveryFacts(StrictSerializer):
    document = serializers.CharField(max_length=80)


class ClaimViewSet(LifecycleViewSet[SubsidyClaim]):
    queryset = (
        SubsidyClaim.objects.select_related("training_class")
        .prefetch_related(
            "lines", "people__enrolment__person", "held_lines__row__enrolment__person", "held_lines__dispute"
        )
        .order_by("-created_at")
    )
    serializer_class = ClaimSerializer
    lifecycle = CLAIM
    facts: ClassVar = {
        ClaimVerb.SUBMIT: SubmitFacts,
        ClaimVerb.OPEN_OBJECTION: ObjectionFacts,
        ClaimVerb.RECORD_PAYMENT: PaymentFacts,
        ClaimVerb.RECOVER: RecoveryFacts,
    }


class HeldLineViewSet(LifecycleViewSet[HeldLine]):
    queryset = HeldLine.objects.with_names().order_by("-created_at")
    serializer_class = HeldLineSerializer
    lifecycle = HELD_LINE
    facts: ClassVar = {HeldVerb.RECORD_PAYMENT: PaymentFacts}


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    class Meta:
        model = Payment
        fields = [
            "id",
            "claim",
            "held_line",
            "account",
            "amount_fen",
            "bank_reference",
            "paid_on",
            "payee_name",
            "recorded_at",
        ]
        read_only_fields = fields


class PaymentViewSet(ReadOnlyModelViewSet[Payment]):
    queryset = Payment.objects.all()
    serializer_class = PaymentSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Payment]:
        return payments_visible_to(actor_from(self.request._request))


class InForceSerializer(serializers.Serializer[Any]):
    """How one document reads a question today."""

    document = serializers.CharField(source="document.number", read_only=True)
    words = serializers.CharField(read_only=True)
    effective_from = serializers.DateField(source="row.effective_from", read_only=True, default=None)
    decided_by = serializers.CharField(read_only=True)
    proposed = serializers.IntegerField(read_only=True)
    state = serializers.CharField(source="tag.label", read_only=True)


class ExampleCellSerializer(serializers.Serializer[Any]):
    """An example under one reading; the difference is against the first reading."""

    heads = serializers.CharField(read_only=True)
    total_fen = serializers.IntegerField(read_only=True, allow_null=True)
    difference_fen = serializers.IntegerField(read_only=True, allow_null=True)
    obstacle = serializers.CharField(read_only=True)
    remark = serializers.CharField(read_only=True)


class ReadingLineSerializer(serializers.Serializer[Any]):
    """One reading of a question."""

    words = serializers.CharField(source="reading.words", read_only=True)
    argument = serializers.CharField(source="reading.argument", read_only=True)
    in_force_under = serializers.ListField(child=serializers.CharField(), read_only=True)
    examples = ExampleCellSerializer(source="cells", many=True, read_only=True)


class QuestionSerializer(serializers.Serializer[Any]):
    """One open question with its readings side by side, as the page 口径登记簿 shows it."""

    id = serializers.CharField(source="question.id", read_only=True)
    title = serializers.CharField(source="question.title", read_only=True)
    question = serializers.CharField(source="question.question", read_only=True)
    parameter = serializers.CharField(source="question.key", read_only=True)
    in_force = InForceSerializer(many=True, read_only=True)
    readings = ReadingLineSerializer(many=True, read_only=True)
    open_classes = serializers.IntegerField(source="classes", read_only=True)
    open_claims = serializers.IntegerField(source="claims", read_only=True)


class RegisterLineSerializer(serializers.Serializer[Any]):
    """One open question and the reading in force under the newest document."""

    id = serializers.CharField(source="question.id", read_only=True)
    title = serializers.CharField(source="question.title", read_only=True)
    question = serializers.CharField(source="question.question", read_only=True)
    parameter = serializers.CharField(source="question.key", read_only=True)
    in_force = InForceSerializer(read_only=True)


class ReadingViewSet(ViewSet):
    """口径登记簿: the open questions of both documents."""

    lookup_value_regex = "[A-Za-z0-9-]+"

    @extend_schema(responses=RegisterLineSerializer(many=True))
    def list(self, request: Request) -> Response:
        return Response(RegisterLineSerializer(register_lines_today(), many=True).data)

    @extend_schema(responses=QuestionSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        question = find_question(pk)
        if question is None:
            raise Http404
        shown = question_page(question, actor_from(request._request), clock.today())
        return Response(QuestionSerializer(shown).data)


router = SimpleRouter()
router.register("acceptances", AcceptanceViewSet, basename="subsidies-api-acceptance")
router.register("differences", DifferenceViewSet, basename="subsidies-api-difference")
router.register("claims", ClaimViewSet, basename="subsidies-api-claim")
router.register("held-lines", HeldLineViewSet, basename="subsidies-api-held")
router.register("readings", ReadingViewSet, basename="subsidies-api-reading")
router.register("quotes", QuoteViewSet, basename="subsidies-api-quote")
router.register("forecasts", ForecastViewSet, basename="subsidies-api-forecast")
router.register("impacts", ImpactViewSet, basename="subsidies-api-impact")
router.register("payments", PaymentViewSet, basename="subsidies-api-payment")
api_urls = router.urls
