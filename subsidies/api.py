"""The API of acceptance, claims, notices and payments. No amount, state or stamp can be written through it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.accounts.middleware import actor_from
from foundation.workflow.api import LifecycleViewSet, Pages, StrictSerializer
from subsidies.enums import ClaimVerb
from subsidies.models import (
    Acceptance,
    ArchiveItem,
    ClaimPerson,
    FundAccount,
    Payment,
    SubsidyClaim,
)
from subsidies.queries.explanation import stored_rows
from subsidies.queries.fund import payments_visible_to
from subsidies.workflow import ACCEPTANCE, CLAIM


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


class ClaimSerializer(serializers.ModelSerializer[SubsidyClaim]):
    """The account of the payee is not here: neither whole nor masked."""

    lines = serializers.SerializerMethodField()
    people = ClaimPersonSerializer(many=True, read_only=True)

    class Meta:
        model = SubsidyClaim
        fields = [
            "id", "number", "training_class", "institution", "stage", "is_final_stage", "state", "state_since",
            "received_on", "pay_by", "correction_due_on", "payable_heads", "deduction_heads", "full_fen",
            "total_fen", "rule_version", "digest", "signed_digest", "payee_name", "notice", "lines", "people",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ClaimLineSerializer(many=True))
    def get_lines(self, claim: SubsidyClaim) -> Any:
        """The stored lines; none before the claim is handed in."""
        return ClaimLineSerializer(stored_rows(claim), many=True).data


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
        .prefetch_related("lines", "people__enrolment__person")
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


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    class Meta:
        model = Payment
        fields = [
            "id",
            "claim",
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


router = SimpleRouter()
router.register("acceptances", AcceptanceViewSet, basename="subsidies-api-acceptance")
router.register("claims", ClaimViewSet, basename="subsidies-api-claim")
router.register("payments", PaymentViewSet, basename="subsidies-api-payment")
api_urls = router.urls
