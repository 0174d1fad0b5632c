from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_supervision_grants"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="supervisionassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("user", "organisation"),
                name="accounts_supervisionassignment_open_once",
                violation_error_message="该监督员已指派到这家机构。",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="accounts_supervisionassignment_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("assigned_by", models.F("user")), _negated=True),
                name="accounts_supervisionassignment_not_by_oneself",
                violation_error_message="不能给自己指派监督任务。",
            ),
        ),
    ]
