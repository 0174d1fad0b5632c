"""暂缓支付: a disputed line is held back, and what is paid is the signed total less what is held; on both engines."""

import importlib
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.core.clock
import foundation.core.fields

signed_is_final = importlib.import_module("subsidies.migrations.0002_signed_is_final")

TABLE, PAYMENT = "subsidies_heldline", "subsidies_payment"
HELD_WRONGLY = "a line is held back once, whole, and when its claim is sent"
HELD_FROZEN = "a held line keeps its content and what became of it"
UNPAID = "a held line is paid by a payment of its own"
COLUMNS = ("claim_id", "row_id", "dispute_id", "amount_fen", "created_by_id", "created_at")
MAY_BE_HELD = """EXISTS (
    SELECT 1 FROM subsidies_claimperson p JOIN subsidies_subsidyclaim c ON c.id = p.claim_id
    WHERE p.id = NEW.row_id AND c.id = NEW.claim_id AND NEW.state = 'held' AND p.amount_fen = NEW.amount_fen
    AND c.state IN ('notice_closed', 'payment_failed'))"""
PAID_BY = "EXISTS (SELECT 1 FROM subsidies_payment m WHERE m.held_line_id = NEW.id AND m.returned_on IS NULL)"
SETTLED = "OLD.state IN ('paid', 'struck') AND NEW.state <> OLD.state"
# {day} is the business day in Wenshui on which the payment is recorded.
PAYABLE = """EXISTS (
    SELECT 1 FROM subsidies_subsidyclaim c JOIN subsidies_publicnotice n ON n.id = c.notice_id
    WHERE c.id = NEW.claim_id
    AND c.signed_digest <> '' AND c.signed_digest = c.digest
    AND c.first_reviewed_by_id <> c.second_reviewed_by_id
    AND n.payable_from <= NEW.paid_on AND NEW.paid_on <= {day}
    AND NOT EXISTS (SELECT 1 FROM subsidies_objection o WHERE o.claim_id = c.id AND o.state = 'open')
    AND (NEW.held_line_id IS NULL AND c.state = 'sent_to_finance' AND NEW.amount_fen = c.total_fen
            - COALESCE((SELECT SUM(h.amount_fen) FROM subsidies_heldline h WHERE h.claim_id = c.id), 0)
        OR c.state = 'paid' AND EXISTS (SELECT 1 FROM subsidies_heldline h WHERE h.id = NEW.held_line_id
            AND h.claim_id = c.id AND h.state = 'sent' AND h.amount_fen = NEW.amount_fen)))"""


def _changed(columns, operator):
    return "(" + " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in columns) + ")"


PAYMENT_COLUMNS = (*signed_is_final.PAYMENT_COLUMNS, "held_line_id")
SQLITE_PAYMENT = {
    "subsidies_payment_is_due": (
        "INSERT",
        "NOT " + PAYABLE.format(day="date(NEW.recorded_at, '+8 hours')"),
        signed_is_final.NOT_PAYABLE,
    ),
    "subsidies_payment_frozen_update": (
        "UPDATE",
        _changed(PAYMENT_COLUMNS, "IS NOT"),
        signed_is_final.PAID_FROZEN,
    ),
}
SQLITE_HELD = {
    "subsidies_heldline_may_be_held": ("INSERT", f"NOT {MAY_BE_HELD}", HELD_WRONGLY),
    "subsidies_heldline_frozen": ("UPDATE", f"{_changed(COLUMNS, 'IS NOT')} OR {SETTLED}", HELD_FROZEN),
    "subsidies_heldline_paid": (
        "UPDATE",
        f"NEW.state = 'paid' AND OLD.state <> 'paid' AND NOT {PAID_BY}",
        UNPAID,
    ),
    "subsidies_heldline_kept": ("DELETE", "1", HELD_FROZEN),
}
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION subsidies_pay_when_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT {PAYABLE.format(day=signed_is_final.DAY)} THEN RAISE EXCEPTION '{signed_is_final.NOT_PAYABLE}'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION subsidies_keep_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR {_changed(PAYMENT_COLUMNS, "IS DISTINCT FROM")} THEN
    RAISE EXCEPTION '{signed_is_final.PAID_FROZEN}'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION subsidies_keep_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT {MAY_BE_HELD} THEN RAISE EXCEPTION '{HELD_WRONGLY}'; END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' OR {_changed(COLUMNS, "IS DISTINCT FROM")} OR {SETTLED} THEN
    RAISE EXCEPTION '{HELD_FROZEN}'; END IF;
  IF NEW.state = 'paid' AND OLD.state <> 'paid' AND NOT {PAID_BY} THEN RAISE EXCEPTION '{UNPAID}'; END IF;
  RETURN NEW;
END $$;
"""


def _sqlite(schema_editor, table, triggers):
    for name, (moment, condition, message) in triggers.items():
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        schema_editor.execute(signed_is_final._sqlite(name, moment, table, condition, message))


def protect(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        _sqlite(schema_editor, PAYMENT, SQLITE_PAYMENT)
        _sqlite(schema_editor, TABLE, SQLITE_HELD)
        return
    schema_editor.execute(FUNCTIONS)
    schema_editor.execute(
        f"CREATE TRIGGER subsidies_heldline_kept BEFORE INSERT OR UPDATE OR DELETE ON {TABLE}"
        " FOR EACH ROW EXECUTE FUNCTION subsidies_keep_held()"
    )


def unprotect(apps, schema_editor):
    """The way back: the payment's triggers are those of 0002 again."""
    signed_is_final.unprotect(apps, schema_editor)
    if schema_editor.connection.vendor != "postgresql":
        for name in SQLITE_HELD:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS subsidies_heldline_kept ON {TABLE}")
    signed_is_final.protect(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("subsidies", "0007_archive_after_claim"),
        ("trainees", "0006_tail_of_the_number"),
        ("vouchers", "0003_ledger"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state_since",
                    models.DateTimeField(
                        default=foundation.core.clock.now, editable=False, verbose_name="到达时间"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=foundation.core.clock.now, editable=False, verbose_name="建立时间"
                    ),
                ),
                ("payee_name", models.CharField(blank=True, max_length=120, verbose_name="户名")),
                ("payee_bank", models.CharField(blank=True, max_length=80, verbose_name="开户行")),
                (
                    "payee_account",
                    foundation.core.fields.SealedTextField(blank=True, default="", verbose_name="账号"),
                ),
                ("amount_fen", models.PositiveBigIntegerField(verbose_name="暂缓金额（分）")),
                ("struck_reason", models.TextField(blank=True, editable=False, verbose_name="不予支付原因")),
                (
                    "changes_others",
                    models.BooleanField(default=False, editable=False, verbose_name="影响其他人金额"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "暂缓"),
                            ("sent", "待补付"),
                            ("paid", "已补付"),
                            ("struck", "不予支付"),
                        ],
                        default="held",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("sent_at", models.DateTimeField(editable=False, null=True)),
                ("paid_at", models.DateTimeField(editable=False, null=True)),
                ("struck_at", models.DateTimeField(editable=False, null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_lines",
                        to="subsidies.subsidyclaim",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建立人",
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trainees.dispute"
                    ),
                ),
                (
                    "paid_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "row",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held",
                        to="subsidies.claimperson",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "struck_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "暂缓支付",
                "verbose_name_plural": "暂缓支付",
                "ordering": ["claim", "created_at", "pk"],
                "indexes": [models.Index(fields=["state", "state_since"], name="subsidies_held_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["held", "sent", "paid", "struck"])),
                        name="subsidies_heldline_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="subsidies_heldline_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sent", "paid"]), _negated=True),
                            ("sent_by__isnull", False),
                            _connector="OR",
                        ),
                        name="subsidies_heldline_sent_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_by__isnull", True),
                            models.Q(("paid_by", models.F("sent_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="subsidies_heldline_sender_does_not_record",
                        violation_error_message="送补付和补付登记须由两人办理。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "struck"), _negated=True),
                            models.Q(
                                ("struck_at__isnull", False), models.Q(("struck_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="subsidies_heldline_struck_with_reason",
                        violation_error_message="不予支付须写明原因。",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="subsidies_payment_one_live_per_claim",
        ),
        migrations.AddField(
            model_name="subsidyclaim",
            name="sending",
            field=models.JSONField(editable=False, null=True, verbose_name="送拨说明"),
        ),
        migrations.AddField(
            model_name="payment",
            name="held_line",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="subsidies.heldline",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("held_line__isnull", True), ("returned_on__isnull", True)),
                fields=("claim",),
                name="subsidies_payment_one_live_per_claim",
                violation_error_message="该申领单已经拨付。",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("held_line__isnull", False), ("returned_on__isnull", True)),
                fields=("held_line",),
                name="subsidies_payment_one_live_per_held_line",
                violation_error_message="这一暂缓行已经补付。",
            ),
        ),
        migrations.RunPython(protect, unprotect),
    ]
