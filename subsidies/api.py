"""The API of acceptance, claims, notices and payments. No amount, state or stamp can be written through it."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.accounts.middleware import actor_from
from foundation.workflow.api import LifecycleViewSet, Pages, StrictSerializer
from subsidies.enums import ClaimVerb
from subsidies.models import (
    Acceptance,
    ArchiveItem,
    ClaimLine,
    ClaimPerson,
    FundAccount,
    Payment,
    SubsidyClaim,
)
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


class ClaimLineSerializer(serializers.ModelSerializer[ClaimLine]):
    class Meta:
        model = ClaimLine
        fields = [
            "order",
            "code",
            "title",
            "formula",
            "detail",
            "clause",
            "rounding",
            "result_text",
            "amount_fen",
        ]
        read_only_fields = fields


class ClaimPersonSerializer(serializers.ModelSerializer[ClaimPerson]):
    class Meta:
        model = ClaimPerson
        fields = ["enrolment", "half_days", "is_paid", "amount_fen", "exclusion_code"]
        read_only_fields = fields


class ClaimSerializer(serializers.ModelSerializer[SubsidyClaim]):
    """The account of the payee is not here: neither whole nor masked."""

    lines = ClaimLineSerializer(many=True, read_only=True)
    people = ClaimPersonSerializer(many=True, read_only=True)

    class Meta:
        model = SubsidyClaim
        fields = [
            "id", "number", "training_class", "institution", "stage", "is_final_stage", "state", "state_since",
            "received_on", "pay_by", "correction_due_on", "payable_heads", "deduction_heads", "full_fen",
            "total_fen", "rule_version", "digest", "signed_digest", "payee_name", "notice", "lines", "people",
        ]  # fmt: skip
        read_only_fields = fields


class SubmitFacts(StrictSerializer):
    applicant_statement = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class ObjectionFacts(StrictSerializer):
    raised_by_name = serializers.CharField(max_length=40)
    contact = serializers.CharField(max_length=60, required=False, allow_blank=True)


class PaymentFacts(StrictSerializer):
    """What the bank's slip says. The amount is the claim's."""

    bank_reference = serializers.CharField(max_length=40)
    paid_on = serializers.DateField()
    account: serializers.PrimaryKeyRelatedField[FundAccount] = serializers.PrimaryKeyRelatedField(
        queryset=FundAccount.objects.all(), required=False
    )


class RecoveryFacts(StrictSerializer):
    document = serializers.CharField(max_length=80)


class ClaimViewSet(LifecycleViewSet[SubsidyClaim]):
    queryset = SubsidyClaim.objects.prefetch_related("lines", "people").order_by("-created_at")
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
