"""Valid half-days beside each enrolment, filled from the closed sheets and confirmed corrections."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

_SIGNED = {"signed_in_at__isnull": False, "signed_out_at__isnull": False, "session__closed_at__isnull": False}


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del schema_editor
    corrected = apps.get_model("classes", "AttendanceCorrection").objects.order_by()
    confirmed = corrected.filter(
        session=OuterRef("session"), enrolment=OuterRef("enrolment"), decision="confirmed"
    )
    marks = apps.get_model("classes", "AttendanceMark").objects.order_by()
    marks = marks.filter(~Exists(confirmed), enrolment=OuterRef("pk"), **_SIGNED)
    last = corrected.filter(
        ~Exists(confirmed.filter(decided_at__gt=OuterRef("decided_at"))),
        enrolment=OuterRef("pk"),
        decision="confirmed",
        **_SIGNED,
    )
    apps.get_model("classes", "Enrolment").objects.filter(marks__session__closed_at__isnull=False).update(
        attended_half_days=_count(marks) + _count(last)
    )


def _count(rows: Any) -> Coalesce:
    return Coalesce(Subquery(rows.values("enrolment").annotate(half_days=Count("pk")).values("half_days")), 0)


class Migration(migrations.Migration):
    dependencies = [("classes", "0003_what_a_photo_shows")]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="attended_half_days",
            field=models.PositiveSmallIntegerField(null=True, editable=False, verbose_name="有效半天数"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
