"""补贴预计 and 影响测算; an assessment that was put into force with its value can no longer be changed."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import foundation.core.clock

FROZEN = "an assessment is kept as it was when the value was put into force"
IMPACT, LINE = "subsidies_parameterimpact", "subsidies_impactline"
IS_FROZEN = {
    IMPACT: "{row}.frozen_at IS NOT NULL",
    LINE: "(SELECT frozen_at FROM subsidies_parameterimpact WHERE id = {row}.impact_id) IS NOT NULL",
}
# An assessment may be made frozen, but not be made anew or let go afterwards; its lines may not even be added to.
MOMENTS = {
    IMPACT: {"UPDATE": "OLD", "DELETE": "OLD"},
    LINE: {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"},
}


def _name(table, moment):
    return f"{table}_frozen_{moment.lower()}"


def keep(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION subsidies_keep_impact() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE EXCEPTION '{FROZEN}'; END $$"
        )
    for table, moments in MOMENTS.items():
        for moment, row in moments.items():
            condition = IS_FROZEN[table].format(row=row)
            if not is_postgresql:
                schema_editor.execute(
                    f"CREATE TRIGGER {_name(table, moment)} BEFORE {moment} ON {table}"
                    f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
                )
            elif table == IMPACT:
                schema_editor.execute(
                    f"CREATE TRIGGER {_name(table, moment)} BEFORE {moment} ON {table}"
                    f" FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION subsidies_keep_impact()"
                )
            else:
                schema_editor.execute(_line_function(moment, condition, row))
                schema_editor.execute(
                    f"CREATE TRIGGER {_name(table, moment)} BEFORE {moment} ON {table}"
                    f" FOR EACH ROW EXECUTE FUNCTION {_name(table, moment)}()"
                )


def _line_function(moment, condition, row):
    """PostgreSQL looks into another table only from within a function."""
    return (
        f"CREATE OR REPLACE FUNCTION {_name(LINE, moment)}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN IF {condition} THEN RAISE EXCEPTION '{FROZEN}'; END IF; RETURN {'OLD' if moment == 'DELETE' else 'NEW'}; END $$"
    )


def release(apps, schema_editor):
    on = schema_editor.connection.vendor == "postgresql"
    for table, moments in MOMENTS.items():
        for moment in moments:
            schema_editor.execute(
                f"DROP TRIGGER IF EXISTS {_name(table, moment)}" + (f" ON {table}" if on else "")
            )


class Migration(migrations.Migration):
    dependencies = [
        ("classes", "0004_half_days"),
        ("policy", "0002_confirmation"),
        ("subsidies", "0004_stages_and_explanations"),
    ]

    operations = [
        migrations.CreateModel(
            name="ParameterImpact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("proposal", models.JSONField(verbose_name="提出的值")),
                ("base_digest", models.CharField(max_length=64, verbose_name="现行参数校验值")),
                ("pending_classes", models.PositiveIntegerField(default=0, verbose_name="未批准班次")),
                ("pinned_classes", models.PositiveIntegerField(default=0, verbose_name="已批准班次")),
                ("past_claims", models.PositiveIntegerField(default=0, verbose_name="已申领")),
                ("digest", models.CharField(max_length=64, verbose_name="明细校验值")),
                (
                    "computed_at",
                    models.DateTimeField(default=foundation.core.clock.now, verbose_name="测算时间"),
                ),
                ("frozen_at", models.DateTimeField(null=True, verbose_name="随启用固定时间")),
                (
                    "parameter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policy.parameterrow",
                    ),
                ),
            ],
            options={
                "verbose_name": "影响测算",
                "verbose_name_plural": "影响测算",
                "ordering": ["-computed_at"],
            },
        ),
        migrations.CreateModel(
            name="ClassForecast",
            fields=[
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
                    "basis",
                    models.CharField(
                        choices=[("full", "按满额预计"), ("facts", "按现有事实"), ("claim", "按申领")],
                        max_length=8,
                        verbose_name="口径",
                    ),
                ),
                ("approved", models.PositiveSmallIntegerField(verbose_name="审批人数")),
                ("verified", models.PositiveSmallIntegerField(default=0, verbose_name="核实人数")),
                ("passed", models.PositiveSmallIntegerField(default=0, verbose_name="合格人数")),
                ("employed", models.PositiveSmallIntegerField(default=0, verbose_name="就业人数")),
                ("payable_heads", models.PositiveSmallIntegerField(null=True, verbose_name="应付人数")),
                ("deduction_heads", models.PositiveSmallIntegerField(null=True, verbose_name="核减人数")),
                ("full_fen", models.BigIntegerField(null=True, verbose_name="全额（分）")),
                ("total_fen", models.BigIntegerField(null=True, verbose_name="预计金额（分）")),
                ("error", models.CharField(blank=True, max_length=40, verbose_name="不能预计的原因")),
                ("parameters_digest", models.CharField(blank=True, max_length=64, verbose_name="参数校验值")),
                ("is_pinned", models.BooleanField(default=False, verbose_name="按批准时参数")),
                (
                    "computed_at",
                    models.DateTimeField(default=foundation.core.clock.now, verbose_name="测算时间"),
                ),
                (
                    "policy_document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policy.policydocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "补贴预计",
                "verbose_name_plural": "补贴预计",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["full", "facts", "claim"])),
                        name="subsidies_classforecast_basis_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total_fen__isnull", False),
                            models.Q(("error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="subsidies_classforecast_amount_or_error",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImpactLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pending", "未批准，将适用"),
                            ("pinned", "已批准，仅供参考"),
                            ("claimed", "已申领，仅供参考"),
                        ],
                        max_length=8,
                        verbose_name="情形",
                    ),
                ),
                ("ends_on", models.DateField(verbose_name="结束日期")),
                ("old_heads", models.PositiveSmallIntegerField(null=True, verbose_name="现应付人数")),
                ("new_heads", models.PositiveSmallIntegerField(null=True, verbose_name="拟应付人数")),
                ("old_fen", models.BigIntegerField(null=True, verbose_name="现金额（分）")),
                ("new_fen", models.BigIntegerField(null=True, verbose_name="拟金额（分）")),
                ("old_error", models.CharField(blank=True, max_length=40)),
                ("new_error", models.CharField(blank=True, max_length=40)),
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.subsidyclaim",
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
                (
                    "impact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="subsidies.parameterimpact",
                    ),
                ),
            ],
            options={
                "verbose_name": "影响明细",
                "verbose_name_plural": "影响明细",
                "ordering": ["impact", "kind", "training_class__number", "claim__stage"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("claim__isnull", True)),
                        fields=("impact", "training_class"),
                        name="subsidies_impactline_class_once",
                    ),
                    models.UniqueConstraint(
                        fields=("impact", "claim"), name="subsidies_impactline_claim_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["pending", "pinned", "claimed"])),
                        name="subsidies_impactline_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim__isnull", False), ("kind", "claimed")),
                            models.Q(models.Q(("kind", "claimed"), _negated=True), ("claim__isnull", True)),
                            _connector="OR",
                        ),
                        name="subsidies_impactline_claim_where_claimed",
                    ),
                ],
            },
        ),
        migrations.RunPython(keep, release),
    ]
