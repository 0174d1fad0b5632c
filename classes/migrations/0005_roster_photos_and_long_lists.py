"""Photos beside the rows of a roster, lists that are read in the background, and rows that were left out."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def mark_as_read(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Every upload until now was read while the person waited."""
    apps.get_model("classes", "RosterUpload").objects.update(read_at=F("uploaded_at"))


class Migration(migrations.Migration):
    dependencies = [("classes", "0004_half_days"), ("core", "0002_submitted_form")]

    operations = [
        migrations.AddField(
            model_name="rosterrow",
            name="photo",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="rosterupload",
            name="left_out_count",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="未报名行数"),
        ),
        migrations.AddField(
            model_name="rosterupload",
            name="read_at",
            field=models.DateTimeField(null=True, verbose_name="读入时间"),
        ),
        migrations.RunPython(mark_as_read, migrations.RunPython.noop),
    ]
