"""The API of vouchers: read, and the three verbs of people. What class and claim cause is nobody's to post."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from foundation.workflow.api import LifecycleViewSet
from vouchers.models import Voucher
from vouchers.workflow import VOUCHER


class VoucherSerializer(serializers.ModelSerializer[Voucher]):
    """Everything read-only; the holder's name is masked."""

    holder = serializers.CharField(source="person.masked_name", read_only=True)
    institution_name = serializers.CharField(source="application.institution.name", read_only=True)
    class_number = serializers.CharField(source="training_class.number", read_only=True, default="")

    class Meta:
        model = Voucher
        fields = [
            "id", "number", "kind", "state", "state_since", "holder", "institution_name", "class_number",
            "training_class", "occupation_code", "occupation_name", "level", "year", "face_fen", "valid_to",
            "issued_at", "redeemed_at", "written_off_at",
        ]  # fmt: skip
        read_only_fields = fields


class VoucherViewSet(LifecycleViewSet[Voucher]):
    queryset = Voucher.objects.select_related("person", "application__institution", "training_class")
    serializer_class = VoucherSerializer
    lifecycle = VOUCHER


router = SimpleRouter()
router.register("vouchers", VoucherViewSet, basename="vouchers-api-voucher")
api_urls = router.urls
