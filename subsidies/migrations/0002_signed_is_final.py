"""What was submitted, published or paid can no longer be changed, and nothing is paid too early; on both engines."""

from django.db import migrations

EDITABLE = "('draft', 'returned')"
CLAIM_STATE = "(SELECT state FROM subsidies_subsidyclaim WHERE id = {row}.claim_id)"
ROWS_FROZEN = "a submitted claim keeps its lines and people"
CLAIM_FROZEN = "a submitted claim keeps its content"
SUM_WRONG = "the total of a claim is the sum of its people"
NOTICE_FROZEN = "a published notice keeps its content"
NOT_PAYABLE = "this claim may not be paid yet, or not this amount"
PAID_FROZEN = "a payment keeps its content"
LEDGER_FROZEN = "an entry of the ledger is corrected by another entry"

CLAIM_COLUMNS = (
    "number",
    "training_class_id",
    "institution_id",
    "stage",
    "is_final_stage",
    "facts",
    "parameters",
    "statement",
    "rule_version",
    "digest",
    "payable_heads",
    "deduction_heads",
    "full_fen",
    "total_fen",
)
NOTICE_COLUMNS = (
    "number",
    "title",
    "content",
    "digest",
    "published_on",
    "working_days",
    "closes_on",
    "payable_from",
    "published_by_id",
)
PAYMENT_COLUMNS = (
    "claim_id",
    "account_id",
    "amount_fen",
    "bank_reference",
    "paid_on",
    "payee_name",
    "made_by_id",
    "recorded_by_id",
    "recorded_at",
)

SUM_OF_PEOPLE = "(SELECT COALESCE(SUM(amount_fen), 0) FROM subsidies_claimperson WHERE claim_id = NEW.id)"
SUBMITTED_WRONGLY = (
    f"OLD.state IN {EDITABLE} AND NEW.state NOT IN {EDITABLE} AND NEW.total_fen <> {SUM_OF_PEOPLE}"
)
SIGNATURE_CHANGED = (
    f"OLD.state NOT IN {EDITABLE} AND OLD.signed_digest <> '' AND NEW.signed_digest <> OLD.signed_digest"
)
# {day} is the business day in Wenshui on which the payment is recorded.
PAYABLE = """EXISTS (
    SELECT 1 FROM subsidies_subsidyclaim c JOIN subsidies_publicnotice n ON n.id = c.notice_id
    WHERE c.id = NEW.claim_id AND c.state = 'sent_to_finance' AND c.total_fen = NEW.amount_fen
    AND c.signed_digest <> '' AND c.signed_digest = c.digest
    AND c.first_reviewed_by_id <> c.second_reviewed_by_id
    AND n.payable_from <= NEW.paid_on AND NEW.paid_on <= {day}
    AND NOT EXISTS (SELECT 1 FROM subsidies_objection o WHERE o.claim_id = c.id AND o.state = 'open'))"""


def _differs(columns, operator):
    return "(" + " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in columns) + ")"


def _sqlite(name, moment, table, condition, message):
    return f"CREATE TRIGGER {name} BEFORE {moment} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _sqlite_rows(table):
    short = table.removeprefix("subsidies_")
    for moment, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        state = CLAIM_STATE.format(row=row)
        name = f"subsidies_{short}_frozen_{moment.lower()}"
        yield name, _sqlite(name, moment, table, f"{state} NOT IN {EDITABLE}", ROWS_FROZEN)


def _sqlite_triggers():
    claim, notice = "subsidies_subsidyclaim", "subsidies_publicnotice"
    payment, entry = "subsidies_payment", "subsidies_fundentry"
    payable = PAYABLE.format(day="date(NEW.recorded_at, '+8 hours')")
    changed = _differs(CLAIM_COLUMNS, "IS NOT")
    rows = (
        (
            "subsidies_claim_frozen_update",
            "UPDATE",
            claim,
            f"OLD.state NOT IN {EDITABLE} AND {changed}",
            CLAIM_FROZEN,
        ),
        ("subsidies_claim_signature_kept", "UPDATE", claim, SIGNATURE_CHANGED, CLAIM_FROZEN),
        ("subsidies_claim_total_is_sum", "UPDATE", claim, SUBMITTED_WRONGLY, SUM_WRONG),
        ("subsidies_claim_frozen_delete", "DELETE", claim, "OLD.state <> 'draft'", CLAIM_FROZEN),
        (
            "subsidies_notice_frozen_update",
            "UPDATE",
            notice,
            _differs(NOTICE_COLUMNS, "IS NOT"),
            NOTICE_FROZEN,
        ),
        ("subsidies_notice_frozen_delete", "DELETE", notice, "1", NOTICE_FROZEN),
        ("subsidies_payment_is_due", "INSERT", payment, f"NOT {payable}", NOT_PAYABLE),
        (
            "subsidies_payment_frozen_update",
            "UPDATE",
            payment,
            _differs(PAYMENT_COLUMNS, "IS NOT"),
            PAID_FROZEN,
        ),
        ("subsidies_payment_frozen_delete", "DELETE", payment, "1", PAID_FROZEN),
        ("subsidies_fundentry_frozen_update", "UPDATE", entry, "1", LEDGER_FROZEN),
        ("subsidies_fundentry_frozen_delete", "DELETE", entry, "1", LEDGER_FROZEN),
    )
    for name, *rest in rows:
        yield name, _sqlite(name, *rest)
    yield from _sqlite_rows("subsidies_claimline")
    yield from _sqlite_rows("subsidies_claimperson")


DAY = "(NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date"
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION subsidies_keep_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND {CLAIM_STATE.format(row="OLD")} NOT IN {EDITABLE} THEN
    RAISE EXCEPTION '{ROWS_FROZEN}'; END IF;
  IF TG_OP <> 'DELETE' AND {CLAIM_STATE.format(row="NEW")} NOT IN {EDITABLE} THEN
    RAISE EXCEPTION '{ROWS_FROZEN}'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION subsidies_keep_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'draft' THEN RAISE EXCEPTION '{CLAIM_FROZEN}'; END IF;
    RETURN OLD;
  END IF;
  IF OLD.state NOT IN {EDITABLE} AND {_differs(CLAIM_COLUMNS, "IS DISTINCT FROM")} THEN
    RAISE EXCEPTION '{CLAIM_FROZEN}'; END IF;
  IF {SIGNATURE_CHANGED} THEN RAISE EXCEPTION '{CLAIM_FROZEN}'; END IF;
  IF {SUBMITTED_WRONGLY} THEN RAISE EXCEPTION '{SUM_WRONG}'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION subsidies_keep_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR {_differs(NOTICE_COLUMNS, "IS DISTINCT FROM")} THEN
    RAISE EXCEPTION '{NOTICE_FROZEN}'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION subsidies_pay_when_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT {PAYABLE.format(day=DAY)} THEN RAISE EXCEPTION '{NOT_PAYABLE}'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION subsidies_keep_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR {_differs(PAYMENT_COLUMNS, "IS DISTINCT FROM")} THEN
    RAISE EXCEPTION '{PAID_FROZEN}'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION subsidies_keep_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{LEDGER_FROZEN}'; END $$;
"""

# name: (table, moments, function)
POSTGRESQL = {
    "subsidies_claimline_frozen": (
        "subsidies_claimline",
        "INSERT OR UPDATE OR DELETE",
        "subsidies_keep_rows",
    ),
    "subsidies_claimperson_frozen": (
        "subsidies_claimperson",
        "INSERT OR UPDATE OR DELETE",
        "subsidies_keep_rows",
    ),
    "subsidies_claim_frozen": ("subsidies_subsidyclaim", "UPDATE OR DELETE", "subsidies_keep_claim"),
    "subsidies_notice_frozen": ("subsidies_publicnotice", "UPDATE OR DELETE", "subsidies_keep_notice"),
    "subsidies_payment_is_due": ("subsidies_payment", "INSERT", "subsidies_pay_when_due"),
    "subsidies_payment_frozen": ("subsidies_payment", "UPDATE OR DELETE", "subsidies_keep_payment"),
    "subsidies_fundentry_frozen": ("subsidies_fundentry", "UPDATE OR DELETE", "subsidies_keep_ledger"),
}


def protect(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        for _, sql in _sqlite_triggers():
            schema_editor.execute(sql)
        return
    schema_editor.execute(FUNCTIONS)
    for name, (table, moments, function) in POSTGRESQL.items():
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {moments} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        for name, _ in _sqlite_triggers():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for name, (table, _, _) in POSTGRESQL.items():
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
