"""申请补签: what a person asks about a half-day that he did not sign, and how it was answered."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("classes", "0010_paper_evaluation_and_months"),
        ("core", "0003_file_scanning_and_pictures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MakeUpRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state_since",
                    models.DateTimeField(
                        default=foundation.core.clock.now, editable=False, verbose_name="到达时间"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=foundation.core.clock.now, editable=False, verbose_name="建立时间"
                    ),
                ),
                (
                    "missed",
                    models.CharField(
                        choices=[("out", "忘了签退"), ("in", "没签上到"), ("both", "签到、签退都没有")],
                        max_length=4,
                        verbose_name="没有签的",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="本人说明")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "本人已申请"),
                            ("entered", "已补入签到表"),
                            ("proposed", "已申请更正"),
                            ("refused", "机构不同意"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.CharField(blank=True, editable=False, max_length=200, verbose_name="答复")),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="办理时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "correction",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="classes.attendancecorrection",
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
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="make_up_requests",
                        to="classes.enrolment",
                    ),
                ),
                (
                    "phone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="classes.signingphone",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="make_up_requests",
                        to="classes.plannedsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "补签申请",
                "verbose_name_plural": "补签申请",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("session", "enrolment"),
                        name="classes_makeuprequest_one_open",
                        violation_error_message="这半天已经申请过补签，正在办理。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("missed__in", ["out", "in", "both"]),
                            ("state__in", ["asked", "entered", "proposed", "refused"]),
                        ),
                        name="classes_makeuprequest_words_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="classes_makeuprequest_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_by__isnull", True), ("state", "asked")),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="classes_makeuprequest_answered_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("correction__isnull", False), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True), ("correction__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="classes_makeuprequest_proposed_by_correction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="classes_makeuprequest_refusal_says_why",
                    ),
                ],
            },
        ),
    ]
