"""Take from every role but the owner the rights to change or empty the ledger of vouchers."""

from django.db import migrations

from foundation.audit.rights import ALL_BUT_APPENDING, statements

LEDGER = {"vouchers_voucherposting": ALL_BUT_APPENDING}


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for sql in statements(LEDGER):
            schema_editor.execute(sql, None)  # None: its percent signs are its own


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0003_ledger")]
    operations = [migrations.RunPython(take_away, migrations.RunPython.noop)]
