"""The call about an employment becomes a record of its own; evaluation (表7), draws, reminders, evaluation bodies."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.core.clock


def keep_calls(apps, _editor):
    """What was noted of a call stays, as a call chosen by the inspector who then confirmed the employment."""
    CallBack = apps.get_model("classes", "CallBack")
    noted = apps.get_model("classes", "EmploymentProof").objects.exclude(callback_note="")
    confirmed = noted.filter(enrolment__employment_verified_by__isnull=False).select_related("enrolment")
    CallBack.objects.bulk_create(
        CallBack(
            enrolment=proof.enrolment,
            result="confirmed",
            note=proof.callback_note,
            called_at=proof.enrolment.employment_verified_at,
            called_by_id=proof.enrolment.employment_verified_by_id,
        )
        for proof in confirmed
    )


class Migration(migrations.Migration):
    dependencies = [
        ("classes", "0008_footage"),
        ("institutions", "0002_evaluation_bodies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvaluationGiven",
            fields=[
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="evaluation_given",
                        serialize=False,
                        to="classes.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "已填评估表",
                "verbose_name_plural": "已填评估表",
            },
        ),
        migrations.AddField(
            model_name="enrolment",
            name="evaluation_body",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="institutions.evaluationbody",
                verbose_name="评价机构",
            ),
        ),
        migrations.CreateModel(
            name="CallBackDraw",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次抽取")),
                ("seed", models.CharField(max_length=64, verbose_name="随机种子")),
                ("share_text", models.CharField(max_length=20, verbose_name="抽取比例")),
                ("population", models.JSONField(default=list)),
                (
                    "drawn_at",
                    models.DateTimeField(default=foundation.core.clock.now, verbose_name="抽取时间"),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
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
                        related_name="+",
                        to="classes.trainingclass",
                    ),
                ),
            ],
            options={
                "verbose_name": "电话回访抽取",
                "verbose_name_plural": "电话回访抽取",
                "ordering": ["training_class", "number"],
            },
        ),
        migrations.CreateModel(
            name="CallBack",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "属实"), ("denied", "不属实"), ("unreached", "未接通")],
                        max_length=12,
                        verbose_name="回访结果",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="回访记录")),
                ("called_at", models.DateTimeField(null=True, verbose_name="回访时间")),
                (
                    "called_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="callback",
                        to="classes.enrolment",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="classes.callbackdraw",
                    ),
                ),
            ],
            options={
                "verbose_name": "电话回访",
                "verbose_name_plural": "电话回访",
                "ordering": ["enrolment__position"],
            },
        ),
        migrations.CreateModel(
            name="ClassEvaluation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("teachers", models.JSONField(default=dict)),
                (
                    "teaching_overall",
                    models.CharField(
                        choices=[("excellent", "优秀"), ("good", "良好"), ("fair", "一般")],
                        max_length=10,
                        verbose_name="教学总体评价",
                    ),
                ),
                ("effects", models.JSONField(default=list)),
                (
                    "effect_overall",
                    models.CharField(
                        choices=[("excellent", "优秀"), ("good", "良好"), ("fair", "一般")],
                        max_length=10,
                        verbose_name="培训总体评价",
                    ),
                ),
                ("suggestions", models.TextField(blank=True, verbose_name="意见建议")),
                (
                    "training_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="classes.trainingclass",
                    ),
                ),
            ],
            options={
                "verbose_name": "培训班评估",
                "verbose_name_plural": "培训班评估",
                "ordering": ["training_class", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AbsenceReminder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("missed", models.PositiveSmallIntegerField(verbose_name="已缺半天数")),
                ("note", models.CharField(max_length=160, verbose_name="提醒情况")),
                (
                    "reminded_at",
                    models.DateTimeField(default=foundation.core.clock.now, verbose_name="提醒时间"),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="classes.enrolment",
                    ),
                ),
                (
                    "reminded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "缺课提醒",
                "verbose_name_plural": "缺课提醒",
                "ordering": ["enrolment", "missed"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "missed"), name="classes_absencereminder_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="callbackdraw",
            constraint=models.UniqueConstraint(
                fields=("training_class", "number"), name="classes_callbackdraw_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("called_at__isnull", True), ("result", "")),
                    models.Q(
                        ("called_at__isnull", False),
                        ("called_by__isnull", False),
                        ("result__in", ["confirmed", "denied", "unreached"]),
                    ),
                    _connector="OR",
                ),
                name="classes_callback_result_has_caller",
                violation_error_message="回访结果须有回访人和时间。",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("draw__isnull", False), models.Q(("result", ""), _negated=True), _connector="OR"
                ),
                name="classes_callback_chosen_is_called",
            ),
        ),
        migrations.AddConstraint(
            model_name="classevaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effect_overall__in", ["excellent", "good", "fair"]),
                    ("teaching_overall__in", ["excellent", "good", "fair"]),
                ),
                name="classes_classevaluation_grades_are_known",
            ),
        ),
        migrations.RunPython(keep_calls, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="employmentproof",
            name="callback_note",
        ),
    ]
