"""A voucher that was redeemed is void where its line of the claim is struck before it was paid (暂缓支付)."""

import importlib

from django.db import migrations, models

ledger = importlib.import_module("vouchers.migrations.0003_ledger")
NAME = "vouchers_posting_transfer_is_listed"


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0003_ledger")]
    operations = [
        migrations.RunPython(ledger.unprotect, ledger.protect),
        migrations.RemoveConstraint(model_name="voucherposting", name=NAME),
        migrations.AddConstraint(
            model_name="voucherposting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", "quota"), ("target__in", ("requested",))),
                    models.Q(("source", "requested"), ("target__in", ("issued", "returned", "voided"))),
                    models.Q(("source", "issued"), ("target__in", ("bound", "voided", "expired"))),
                    models.Q(("source", "bound"), ("target__in", ("in_training", "voided"))),
                    models.Q(("source", "in_training"), ("target__in", ("completed", "voided"))),
                    models.Q(("source", "completed"), ("target__in", ("evaluated", "redeemed", "voided"))),
                    models.Q(("source", "evaluated"), ("target__in", ("redeemed", "voided"))),
                    models.Q(("source", "redeemed"), ("target__in", ("written_off", "voided"))),
                    models.Q(("is_opening", True), ("source", "quota")),
                    _connector="OR",
                ),
                name=NAME,
                violation_error_message="电子券没有这样的流转。",
            ),
        ),
        migrations.RunPython(ledger.protect, ledger.unprotect),
    ]
