"""场地照片: of the place of theory or of practice; photographs from before say nothing."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("classes", "0002_closed_sheets_are_final")]

    operations = [
        migrations.AddField(
            model_name="classmaterial",
            name="shows",
            field=models.CharField(
                blank=True,
                choices=[("theory", "理论"), ("practice", "实操")],
                default="",
                max_length=8,
                verbose_name="照片用途",
            ),
            preserve_default=False,
        ),
    ]
