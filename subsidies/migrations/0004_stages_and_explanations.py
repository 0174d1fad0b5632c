"""Settlement by stages, and lines and people that explain themselves.

SQLite makes a table anew to change its constraints and loses the triggers on it, so those of 0002 are taken away
first and put back last, on both engines.
"""

import importlib
import uuid

import django.db.models.deletion
from django.db import migrations, models

signed_is_final = importlib.import_module("subsidies.migrations.0002_signed_is_final")

STAGES_FROZEN = "the stages of a class are settled once a claim of it was handed in"
CLAIMED = (
    "EXISTS (SELECT 1 FROM subsidies_subsidyclaim"
    " WHERE training_class_id = {row}.training_class_id AND state <> 'draft')"
)
MOMENTS = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}
TABLE, PEOPLE = "subsidies_settlementstage", "subsidies_claimperson"
ONLY_AT_THE_END = "only the last stage of several takes money back"
TAKEN_BACK_EARLY = (
    "NEW.amount_fen < 0 AND NOT EXISTS (SELECT 1 FROM subsidies_subsidyclaim"
    " WHERE id = NEW.claim_id AND stage > 1 AND is_final_stage)"
)
FUNCTION = f"""
CREATE OR REPLACE FUNCTION subsidies_keep_stages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND {CLAIMED.format(row="OLD")} THEN RAISE EXCEPTION '{STAGES_FROZEN}'; END IF;
  IF TG_OP <> 'DELETE' AND {CLAIMED.format(row="NEW")} THEN RAISE EXCEPTION '{STAGES_FROZEN}'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION subsidies_take_back_at_the_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {TAKEN_BACK_EARLY} THEN RAISE EXCEPTION '{ONLY_AT_THE_END}'; END IF;
  RETURN NEW;
END $$;
"""


def fill_inputs(apps, schema_editor):
    """The stored lines take their inputs from the stored statement that they were written from."""
    lines = apps.get_model("subsidies", "ClaimLine").objects
    for claim in apps.get_model("subsidies", "SubsidyClaim").objects.exclude(statement=None).iterator():
        for line in (claim.statement or {}).get("lines", ()):
            lines.filter(claim=claim, order=line["order"]).update(inputs=line["inputs"])


def keep_stages(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        schema_editor.execute(
            f"CREATE TRIGGER subsidies_stages_frozen BEFORE INSERT OR UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION subsidies_keep_stages()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER subsidies_claimperson_taken_back BEFORE INSERT OR UPDATE ON {PEOPLE}"
            " FOR EACH ROW EXECUTE FUNCTION subsidies_take_back_at_the_end()"
        )
        return
    for moment, row in MOMENTS.items():
        schema_editor.execute(
            f"CREATE TRIGGER subsidies_stages_frozen_{moment.lower()} BEFORE {moment} ON {TABLE}"
            f" WHEN {CLAIMED.format(row=row)} BEGIN SELECT RAISE(ABORT, '{STAGES_FROZEN}'); END"
        )
    for moment in ("INSERT", "UPDATE"):
        schema_editor.execute(
            f"CREATE TRIGGER subsidies_claimperson_taken_back_{moment.lower()} BEFORE {moment} ON {PEOPLE}"
            f" WHEN {TAKEN_BACK_EARLY} BEGIN SELECT RAISE(ABORT, '{ONLY_AT_THE_END}'); END"
        )


def free_stages(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS subsidies_stages_frozen ON {TABLE}")
        schema_editor.execute(f"DROP TRIGGER IF EXISTS subsidies_claimperson_taken_back ON {PEOPLE}")
        return
    for moment in MOMENTS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS subsidies_stages_frozen_{moment.lower()}")
        schema_editor.execute(f"DROP TRIGGER IF EXISTS subsidies_claimperson_taken_back_{moment.lower()}")


def nothing(apps, schema_editor):
    """The way back leaves the inputs to the column that goes."""


class Migration(migrations.Migration):
    dependencies = [("classes", "0002_closed_sheets_are_final"), ("subsidies", "0003_archive_order")]

    operations = [
        migrations.RunPython(signed_is_final.unprotect, signed_is_final.protect),
        migrations.CreateModel(
            name="SettlementStage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="时段")),
                ("through_on", models.DateField(verbose_name="截至日期")),
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
                "verbose_name": "结算时段",
                "verbose_name_plural": "结算时段",
                "ordering": ["training_class", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="settlementstage",
            constraint=models.UniqueConstraint(
                fields=("training_class", "number"), name="subsidies_settlementstage_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementstage",
            constraint=models.UniqueConstraint(
                fields=("training_class", "through_on"),
                name="subsidies_settlementstage_day_once",
                violation_error_message="两个时段不能截至同一天。",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementstage",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="subsidies_settlementstage_counts_from_one"
            ),
        ),
        migrations.RemoveConstraint(model_name="subsidyclaim", name="subsidies_subsidyclaim_stage_once"),
        migrations.AddConstraint(
            model_name="subsidyclaim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "recovered"), _negated=True),
                fields=("training_class", "stage"),
                name="subsidies_subsidyclaim_stage_once",
                violation_error_message="本班本阶段已有申领单。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidyclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__gte", 1)), name="subsidies_subsidyclaim_stage_counts_from_one"
            ),
        ),
        migrations.RemoveConstraint(model_name="claimperson", name="subsidies_claimperson_amount_within_cap"),
        migrations.RemoveConstraint(
            model_name="claimperson", name="subsidies_claimperson_unpaid_gets_nothing"
        ),
        migrations.AddField(
            model_name="claimperson",
            name="formula",
            field=models.CharField(blank=True, max_length=200, verbose_name="算式"),
        ),
        migrations.AddConstraint(
            model_name="claimperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gte", -500000), ("amount_fen__lte", 500000)),
                name="subsidies_claimperson_amount_within_cap",
                violation_error_message="每人补贴最高不超过 5,000 元。",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_paid", True), ("amount_fen__lte", 0), _connector="OR"),
                name="subsidies_claimperson_unpaid_gets_nothing",
            ),
        ),
        migrations.AddField(model_name="claimline", name="inputs", field=models.JSONField(default=list)),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("received_by__isnull", True),
                    models.Q(
                        models.Q(("received_by", models.F("training_confirmed_by")), _negated=True),
                        models.Q(("received_by", models.F("inspection_confirmed_by")), _negated=True),
                        models.Q(("received_by", models.F("approved_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="subsidies_acceptance_receiver_is_another",
                violation_error_message="资料接收人不能是前面的确认人或批准人。",
            ),
        ),
        migrations.RunPython(fill_inputs, nothing),
        migrations.RunPython(signed_is_final.protect, signed_is_final.unprotect),
        migrations.RunPython(keep_stages, free_stages),
    ]
