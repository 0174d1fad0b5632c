"""The papers of the claim itself (line 18 of the inferred order, A63) are added after it, not before acceptance."""

from django.db import migrations, models

TITLE = "补贴资金申请表、补贴人员花名册、公示及结果"


def mark(apps, schema_editor):
    for name in ("ArchiveTemplateItem", "ArchiveItem"):
        rows = apps.get_model("subsidies", name).objects.filter(title=TITLE)
        rows.update(comes_after_claim=True, is_required=False)


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0006_income_once")]
    operations = [
        migrations.AddField(
            model_name="archivetemplateitem",
            name="comes_after_claim",
            field=models.BooleanField(default=False, verbose_name="申领后补"),
        ),
        migrations.AddField(
            model_name="archiveitem",
            name="comes_after_claim",
            field=models.BooleanField(default=False, verbose_name="申领后补"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
