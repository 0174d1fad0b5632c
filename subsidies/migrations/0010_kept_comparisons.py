"""五源对账 as it was found last, for the list: of a class, and of each month of it."""

import django.db.models.deletion
from django.db import migrations, models

import foundation.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("classes", "0009_aftercare"),
        ("subsidies", "0009_difference_explanations"),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceComparison",
            fields=[
                ("compared", models.PositiveSmallIntegerField(default=0, verbose_name="已比对半天")),
                ("found", models.PositiveSmallIntegerField(default=0, verbose_name="差异")),
                ("open", models.PositiveSmallIntegerField(default=0, verbose_name="未了结")),
                ("serious", models.PositiveSmallIntegerField(default=0, verbose_name="其中严重")),
                ("pending", models.PositiveSmallIntegerField(default=0, verbose_name="说明待认定")),
                ("lines", models.JSONField(default=list)),
                (
                    "training_class",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="classes.trainingclass",
                    ),
                ),
                (
                    "compared_at",
                    models.DateTimeField(default=foundation.core.clock.now, verbose_name="比对时间"),
                ),
                ("entry_seq", models.BigIntegerField()),
                ("is_final", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "对账结果",
                "verbose_name_plural": "对账结果",
                "indexes": [
                    models.Index(
                        condition=models.Q(("open__gt", 0)), fields=["open"], name="subsidies_comparison_open"
                    ),
                    models.Index(
                        condition=models.Q(("is_final", False)),
                        fields=["compared_at"],
                        name="subsidies_comparison_going_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("compared", models.PositiveSmallIntegerField(default=0, verbose_name="已比对半天")),
                ("found", models.PositiveSmallIntegerField(default=0, verbose_name="差异")),
                ("open", models.PositiveSmallIntegerField(default=0, verbose_name="未了结")),
                ("serious", models.PositiveSmallIntegerField(default=0, verbose_name="其中严重")),
                ("pending", models.PositiveSmallIntegerField(default=0, verbose_name="说明待认定")),
                ("lines", models.JSONField(default=list)),
                ("month", models.DateField(verbose_name="月份")),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="months",
                        to="subsidies.sourcecomparison",
                    ),
                ),
            ],
            options={
                "verbose_name": "按月对账结果",
                "verbose_name_plural": "按月对账结果",
                "constraints": [
                    models.UniqueConstraint(fields=("month", "comparison"), name="subsidies_sourcemonth_once")
                ],
            },
        ),
    ]
