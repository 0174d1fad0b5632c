"""How long a venue's fire check is good, and of which end the institution was told."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("institutions", "0002_evaluation_bodies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="venue",
            name="fire_safety_valid_to",
            field=models.DateField(blank=True, null=True, verbose_name="消防检查有效期至"),
        ),
        migrations.AddField(
            model_name="venue",
            name="fire_warned_for",
            field=models.DateField(editable=False, null=True, verbose_name="已提醒的到期日"),
        ),
        migrations.AddConstraint(
            model_name="venue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fire_safety_valid_to__isnull", True),
                    models.Q(
                        ("fire_safety_on__isnull", False),
                        ("fire_safety_valid_to__gte", models.F("fire_safety_on")),
                    ),
                    _connector="OR",
                ),
                name="institutions_venue_fire_check_ends_after_it",
                violation_error_message="消防检查有效期不能早于检查合格日期。",
            ),
        ),
    ]
