"""Take from every role but the owner the rights to change or empty the record."""

from django.db import migrations

from foundation.audit.rights import statements


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for sql in statements():
            schema_editor.execute(sql, None)  # None: its percent signs are its own


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chain_check")]
    operations = [migrations.RunPython(take_away, migrations.RunPython.noop)]
