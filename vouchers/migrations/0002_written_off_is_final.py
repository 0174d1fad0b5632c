"""A voucher that was written off never changes again, whoever asks (trust 3.17 no. 16)."""

from django.db import migrations

SQLITE = {
    "vouchers_voucher_written_off_no_update": """
        CREATE TRIGGER vouchers_voucher_written_off_no_update BEFORE UPDATE ON vouchers_voucher
        WHEN OLD.state = 'written_off'
        BEGIN SELECT RAISE(ABORT, 'a voucher written off is final'); END""",
    "vouchers_voucher_written_off_no_delete": """
        CREATE TRIGGER vouchers_voucher_written_off_no_delete BEFORE DELETE ON vouchers_voucher
        WHEN OLD.state = 'written_off'
        BEGIN SELECT RAISE(ABORT, 'a voucher written off is final'); END""",
}
POSTGRESQL = {
    "vouchers_voucher_written_off_is_final": """
        CREATE TRIGGER vouchers_voucher_written_off_is_final BEFORE UPDATE OR DELETE ON vouchers_voucher
        FOR EACH ROW WHEN (OLD.state = 'written_off') EXECUTE FUNCTION vouchers_voucher_refuse()""",
}
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION vouchers_voucher_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a voucher written off is final'; END $$;
"""


def protect(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(POSTGRESQL_FUNCTION)
    for sql in (POSTGRESQL if is_postgresql else SQLITE).values():
        schema_editor.execute(sql)


def unprotect(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    on_table = " ON vouchers_voucher" if is_postgresql else ""
    for name in POSTGRESQL if is_postgresql else SQLITE:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
