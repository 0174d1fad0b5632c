"""Evaluation bodies filed with 人社部门, 本市 first."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("institutions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvaluationBody",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="评价机构名称")),
                ("filing_number", models.CharField(max_length=40, unique=True, verbose_name="备案号")),
                ("filed_on", models.DateField(verbose_name="备案日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("is_of_the_city", models.BooleanField(default=True, verbose_name="本市评价机构")),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
                (
                    "occupations",
                    models.ManyToManyField(
                        related_name="+", to="institutions.occupation", verbose_name="可评价工种"
                    ),
                ),
            ],
            options={
                "verbose_name": "评价机构",
                "verbose_name_plural": "评价机构",
                "ordering": ["-is_of_the_city", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("filed_on")),
                            _connector="OR",
                        ),
                        name="institutions_evaluationbody_valid_after_filing",
                        violation_error_message="有效期不能早于备案日期。",
                    )
                ],
            },
        ),
    ]
