"""Make the record append-only on both engines, and put the chain's head in place."""

from django.db import migrations

from foundation.audit.triggers import POSTGRESQL, POSTGRESQL_FUNCTIONS, SQLITE

GENESIS = "0" * 64


def protect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTIONS)
    for sql in (POSTGRESQL if vendor == "postgresql" else SQLITE).values():
        schema_editor.execute(sql)
    apps.get_model("audit", "ChainHead").objects.create(id=1, seq=0, mac=GENESIS)


def unprotect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    on_table = " ON audit_entry" if vendor == "postgresql" else ""
    for name in POSTGRESQL if vendor == "postgresql" else SQLITE:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
    apps.get_model("audit", "ChainHead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
