"""Phones, every sign-in as it reached the server, proof of a correction; what has happened is not changed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.core.clock

_CLOSED = (
    "NEW.channel <> 'roll' AND "
    "(SELECT closed_at FROM classes_plannedsession WHERE id = NEW.session_id) IS NOT NULL"
)
_UNPROVED = "NEW.proof_id IS NULL AND NEW.late_sign_in_id IS NULL"
_REBOUND = (
    "OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.phone_id <> OLD.phone_id "
    "OR NEW.enrolment_id <> OLD.enrolment_id OR NEW.bound_at <> OLD.bound_at"
)
KEPT = "what has happened is kept as it was"
FINAL = "the sign-in sheet is closed"
UNPROVED = "a correction needs a proof"

TRIGGERS = (  # name, moment, table, condition, message
    ("classes_signin_no_update", "UPDATE", "classes_signin", "", KEPT),
    ("classes_signin_no_delete", "DELETE", "classes_signin", "", KEPT),
    ("classes_signin_closed", "INSERT", "classes_signin", _CLOSED, FINAL),
    ("classes_phonealert_no_update", "UPDATE", "classes_sharedphonealert", "", KEPT),
    ("classes_phonealert_no_delete", "DELETE", "classes_sharedphonealert", "", KEPT),
    ("classes_phonebinding_only_ends", "UPDATE", "classes_phonebinding", _REBOUND, KEPT),
    ("classes_phonebinding_no_delete", "DELETE", "classes_phonebinding", "", KEPT),
    ("classes_correction_proved", "INSERT", "classes_attendancecorrection", _UNPROVED, UNPROVED),
)


def protect(apps, schema_editor):
    for trigger in TRIGGERS:
        for sql in _postgresql(*trigger) if _is_postgresql(schema_editor) else [_sqlite(*trigger)]:
            schema_editor.execute(sql)
    if _is_postgresql(schema_editor):
        schema_editor.execute(
            "CREATE TRIGGER classes_signin_no_truncate BEFORE TRUNCATE ON classes_signin "
            "FOR EACH STATEMENT EXECUTE FUNCTION classes_signin_no_delete()"
        )


def unprotect(apps, schema_editor):
    if _is_postgresql(schema_editor):
        schema_editor.execute("DROP TRIGGER IF EXISTS classes_signin_no_truncate ON classes_signin")
    for name, _, table, *_ in TRIGGERS:
        if _is_postgresql(schema_editor):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _is_postgresql(schema_editor):
    return schema_editor.connection.vendor == "postgresql"


def _sqlite(name, moment, table, condition, message):
    when = f"WHEN {condition} " if condition else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {moment} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql(name, moment, table, condition, message):
    row = "OLD" if moment == "DELETE" else "NEW"
    refuse = f"RAISE EXCEPTION '{message}';"
    body = f"IF {condition} THEN {refuse} END IF; RETURN {row};" if condition else refuse
    yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    yield f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


class Migration(migrations.Migration):
    dependencies = [
        ("classes", "0006_one_place_at_a_time"),
        ("core", "0002_submitted_form"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningPhone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("device", models.CharField(blank=True, max_length=200, verbose_name="设备")),
                (
                    "first_seen_at",
                    models.DateTimeField(default=foundation.core.clock.now, verbose_name="首次使用"),
                ),
            ],
            options={
                "verbose_name": "签到手机",
                "verbose_name_plural": "签到手机",
            },
        ),
        migrations.AddField(
            model_name="attendancecorrection",
            name="proof",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
            ),
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("in", "签到"), ("out", "签退")], max_length=3, verbose_name="签到或签退"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("phone", "本人手机"), ("witness", "两人见证"), ("roll", "平板点名")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="时间")),
                (
                    "received_at",
                    models.DateTimeField(default=foundation.core.clock.now, verbose_name="收到时间"),
                ),
                ("is_late", models.BooleanField(default=False, verbose_name="迟到")),
                ("code_shown_at", models.DateTimeField(null=True, verbose_name="二维码生成时间")),
                ("distance_metres", models.PositiveIntegerField(null=True, verbose_name="距培训地点（米）")),
                ("accuracy_metres", models.PositiveIntegerField(null=True, verbose_name="定位精度（米）")),
                ("is_outside", models.BooleanField(null=True, verbose_name="在范围外")),
                ("place_index", models.CharField(blank=True, editable=False, max_length=64)),
                ("photo_sha256", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                (
                    "photo_fingerprint",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=16),
                ),
                ("reason", models.CharField(blank=True, max_length=100, verbose_name="原因")),
                ("device_time", models.DateTimeField(null=True, verbose_name="平板时间")),
                (
                    "class_assistant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="classes.enrolment",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to="classes.enrolment",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "same_photo_as",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="classes.signin",
                    ),
                ),
                (
                    "second_witness",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to="classes.plannedsession",
                    ),
                ),
                (
                    "phone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to="classes.signingphone",
                    ),
                ),
            ],
            options={
                "verbose_name": "原始签到",
                "verbose_name_plural": "原始签到",
                "ordering": ["happened_at"],
            },
        ),
        migrations.AddField(
            model_name="attendancecorrection",
            name="late_sign_in",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="classes.signin"
            ),
        ),
        migrations.CreateModel(
            name="SharedPhoneAlert",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("people", models.PositiveSmallIntegerField(verbose_name="这部手机上的人数")),
                (
                    "raised_at",
                    models.DateTimeField(default=foundation.core.clock.now, verbose_name="发现时间"),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="classes.enrolment"
                    ),
                ),
                (
                    "phone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="classes.signingphone",
                    ),
                ),
            ],
            options={
                "verbose_name": "一机多人",
                "verbose_name_plural": "一机多人",
                "ordering": ["-raised_at"],
            },
        ),
        migrations.CreateModel(
            name="PhoneBinding",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "bound_at",
                    models.DateTimeField(default=foundation.core.clock.now, verbose_name="认定时间"),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phone_bindings",
                        to="classes.enrolment",
                    ),
                ),
                (
                    "phone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bindings",
                        to="classes.signingphone",
                    ),
                ),
            ],
            options={
                "verbose_name": "本人手机",
                "verbose_name_plural": "本人手机",
                "ordering": ["bound_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="signin",
            constraint=models.UniqueConstraint(
                fields=("session", "enrolment", "direction", "channel"),
                name="classes_signin_once",
                violation_error_message="这一次已经签过。",
            ),
        ),
        migrations.AddConstraint(
            model_name="signin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel__in", ["phone", "witness", "roll"]), ("direction__in", ["in", "out"])
                ),
                name="classes_signin_words_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="signin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "phone"), _negated=True),
                    models.Q(
                        ("code_shown_at__isnull", False),
                        ("code_shown_at__lte", models.F("received_at")),
                        ("happened_at", models.F("received_at")),
                        ("phone__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="classes_signin_phone_by_server_time",
                violation_error_message="手机签到以服务器时间为准。",
            ),
        ),
        migrations.AddConstraint(
            model_name="signin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "witness"), _negated=True),
                    models.Q(
                        models.Q(("reason", ""), _negated=True),
                        ("happened_at", models.F("received_at")),
                        ("recorded_by__isnull", False),
                        models.Q(
                            models.Q(("class_assistant__isnull", True), ("second_witness__isnull", False)),
                            models.Q(("class_assistant__isnull", False), ("second_witness__isnull", True)),
                            _connector="OR",
                        ),
                        models.Q(
                            ("second_witness__isnull", True),
                            models.Q(("second_witness", models.F("recorded_by")), _negated=True),
                            _connector="OR",
                        ),
                        models.Q(
                            ("class_assistant__isnull", True),
                            models.Q(("class_assistant", models.F("enrolment")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="classes_signin_witnessed_by_two",
                violation_error_message="见证签到须写明原因，并由两人见证。",
            ),
        ),
        migrations.AddConstraint(
            model_name="signin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "roll"), _negated=True),
                    models.Q(("device_time__isnull", False), ("recorded_by__isnull", False)),
                    _connector="OR",
                ),
                name="classes_signin_roll_has_its_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedphonealert",
            constraint=models.UniqueConstraint(
                fields=("phone", "enrolment"), name="classes_sharedphonealert_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedphonealert",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__gte", 2)), name="classes_sharedphonealert_is_shared"
            ),
        ),
        migrations.AddConstraint(
            model_name="phonebinding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("enrolment",),
                name="classes_phonebinding_one_at_a_time",
                violation_error_message="这名学员已有一部签到手机。",
            ),
        ),
        migrations.RunPython(protect, unprotect),
    ]
