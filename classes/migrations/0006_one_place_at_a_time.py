"""Nobody and no place in two classes at one time; changes of an approved list; the approved head count stays.

An exclusion constraint on PostgreSQL, triggers on SQLite.
"""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from foundation.core import clock

MESSAGE = "classes_booking_one_at_a_time"
FROZEN = "the approved head count is frozen"

# Equality of the key as a range of one number: a plain GiST index compares ranges, and no extension is needed.
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION classes_spans(found jsonb) RETURNS int8multirange
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT coalesce(range_agg(int8range((each ->> 0)::bigint, (each ->> 1)::bigint)), '{}'::int8multirange)
      FROM jsonb_array_elements(found) AS each $$""",
    """CREATE OR REPLACE FUNCTION classes_same(kind text, key text) RETURNS int8range
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT int8range(place, place + 1) FROM (SELECT hashtextextended(kind || ':' || key, 0) / 2 AS place) AS one $$""",
    """ALTER TABLE classes_booking ADD CONSTRAINT classes_booking_one_at_a_time
    EXCLUDE USING gist (classes_same(kind, key) WITH &&, classes_spans(spans) WITH &&)""",
    f"""CREATE OR REPLACE FUNCTION classes_refuse_other_count() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER classes_class_count_is_frozen BEFORE UPDATE OF approved_count ON classes_trainingclass
    FOR EACH ROW WHEN (OLD.approved_count IS NOT NULL AND NEW.approved_count IS DISTINCT FROM OLD.approved_count)
    EXECUTE FUNCTION classes_refuse_other_count()""",
)
POSTGRESQL_BACK = (
    "ALTER TABLE classes_booking DROP CONSTRAINT IF EXISTS classes_booking_one_at_a_time",
    "DROP FUNCTION IF EXISTS classes_spans(jsonb)",
    "DROP FUNCTION IF EXISTS classes_same(text, text)",
    "DROP TRIGGER IF EXISTS classes_class_count_is_frozen ON classes_trainingclass",
    "DROP FUNCTION IF EXISTS classes_refuse_other_count()",
)
_OVERLAP = """EXISTS (
    SELECT 1 FROM classes_booking other, json_each(other.spans) theirs, json_each(NEW.spans) ours
    WHERE other.kind = NEW.kind AND other.key = NEW.key AND other.id <> NEW.id
    AND json_extract(theirs.value, '$[0]') < json_extract(ours.value, '$[1]')
    AND json_extract(ours.value, '$[0]') < json_extract(theirs.value, '$[1]'))"""
SQLITE = {
    f"classes_booking_{moment.lower()}": (
        f"CREATE TRIGGER classes_booking_{moment.lower()} BEFORE {moment} ON classes_booking WHEN {_OVERLAP} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
    for moment in ("INSERT", "UPDATE")
} | {
    "classes_class_count_is_frozen": (
        "CREATE TRIGGER classes_class_count_is_frozen BEFORE UPDATE OF approved_count ON classes_trainingclass "
        "WHEN OLD.approved_count IS NOT NULL AND NEW.approved_count IS NOT OLD.approved_count "
        f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    )
}


def protect(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del apps
    for sql in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE.values():
        schema_editor.execute(sql)


def unprotect(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del apps
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for sql in POSTGRESQL_BACK if on_postgresql else [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE]:
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [
        ("classes", "0005_roster_photos_and_long_lists"),
        ("trainees", "0006_tail_of_the_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("teacher", "教师"), ("venue", "场地"), ("person", "学员")],
                        max_length=8,
                        verbose_name="占用",
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("label", models.CharField(max_length=60, verbose_name="名称")),
                ("spans", models.JSONField(verbose_name="时间")),
                (
                    "training_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bookings",
                        to="classes.trainingclass",
                    ),
                ),
            ],
            options={
                "verbose_name": "时间占用",
                "verbose_name_plural": "时间占用",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "key", "training_class"), name="classes_booking_once_per_class"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["teacher", "venue", "person"])),
                        name="classes_booking_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="trainingclass",
            name="material_sets",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="教材套数"),
        ),
        migrations.CreateModel(
            name="RosterChange",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state_since",
                    models.DateTimeField(default=clock.now, editable=False, verbose_name="到达时间"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(default=clock.now, editable=False, verbose_name="建立时间"),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                ("reason", models.CharField(max_length=200, verbose_name="变更原因")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "已提交"),
                            ("first_reviewed", "初审"),
                            ("second_reviewed", "复核"),
                            ("approved", "已批准"),
                            ("refused", "不同意"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="submitted",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("first_reviewed_at", models.DateTimeField(editable=False, null=True)),
                ("second_reviewed_at", models.DateTimeField(editable=False, null=True)),
                ("approved_at", models.DateTimeField(editable=False, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建立人",
                    ),
                ),
                (
                    "first_reviewed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_reviewed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "training_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roster_changes",
                        to="classes.trainingclass",
                        verbose_name="班次",
                    ),
                ),
            ],
            options={
                "verbose_name": "名册变更单",
                "verbose_name_plural": "名册变更单",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="RosterChangeLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="classes.rosterchange",
                    ),
                ),
                (
                    "joining",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trainees.application",
                    ),
                ),
                (
                    "leaving",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="classes.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "变更人员",
                "verbose_name_plural": "变更人员",
                "ordering": ["change", "leaving__position", "joining__created_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="rosterchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["first_reviewed", "second_reviewed", "submitted"])),
                fields=("training_class",),
                name="classes_rosterchange_one_open",
                violation_error_message="本班已有一份变更单在审批。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "submitted",
                            "first_reviewed",
                            "second_reviewed",
                            "approved",
                            "refused",
                            "withdrawn",
                        ],
                    )
                ),
                name="classes_rosterchange_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("second_reviewed_by__isnull", True),
                        models.Q(("second_reviewed_by", models.F("first_reviewed_by")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("approved_by__isnull", True),
                        models.Q(
                            models.Q(("approved_by", models.F("first_reviewed_by")), _negated=True),
                            models.Q(("approved_by", models.F("second_reviewed_by")), _negated=True),
                        ),
                        _connector="OR",
                    ),
                ),
                name="classes_rosterchange_reviewers_differ",
                violation_error_message="初审、复核、批准须由不同的人办理。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    models.Q(
                        ("approved_by__isnull", False),
                        ("first_reviewed_by__isnull", False),
                        ("second_reviewed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="classes_rosterchange_approved_is_complete",
                violation_error_message="没有逐级审批的变更单不能生效。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterchangeline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joining__isnull", True), ("leaving__isnull", False)),
                    models.Q(("joining__isnull", False), ("leaving__isnull", True)),
                    _connector="OR",
                ),
                name="classes_rosterchangeline_leaves_or_joins",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterchangeline",
            constraint=models.UniqueConstraint(
                fields=("change", "leaving"), name="classes_rosterchangeline_leaves_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterchangeline",
            constraint=models.UniqueConstraint(
                fields=("change", "joining"), name="classes_rosterchangeline_joins_once"
            ),
        ),
        migrations.RunPython(protect, unprotect),
    ]
