"""Somebody else confirms that what was disputed with reason was put right; then the line is free again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_supervision_constraints"),
        ("trainees", "0006_tail_of_the_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="dispute",
            name="trainees_dispute_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="dispute",
            name="trainees_dispute_decided_with_answer_by_another",
        ),
        migrations.AddField(
            model_name="dispute",
            name="corrected_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="corrected_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="更正确认人",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="correction",
            field=models.TextField(blank=True, editable=False, verbose_name="更正情况"),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="state",
            field=models.CharField(
                choices=[
                    ("opened", "已提出"),
                    ("under_examination", "核查中"),
                    ("upheld", "成立"),
                    ("corrected", "成立并已更正"),
                    ("rejected", "不成立"),
                ],
                default="opened",
                max_length=20,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["opened", "under_examination", "upheld", "corrected", "rejected"])
                ),
                name="trainees_dispute_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["upheld", "corrected", "rejected"]), _negated=True),
                    models.Q(
                        ("decided_by__isnull", False),
                        ("examined_by__isnull", False),
                        models.Q(("decided_by", models.F("examined_by")), _negated=True),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="trainees_dispute_decided_with_answer_by_another",
                violation_error_message="异议须由一人核查、另一人作出结论，并写明答复。",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "corrected"), _negated=True),
                    models.Q(
                        ("corrected_at__isnull", False),
                        ("corrected_by__isnull", False),
                        models.Q(("corrected_by", models.F("decided_by")), _negated=True),
                        models.Q(("correction", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="trainees_dispute_correction_confirmed_by_another",
                violation_error_message="更正须由作出结论以外的人确认，并写明改了什么。",
            ),
        ),
    ]
