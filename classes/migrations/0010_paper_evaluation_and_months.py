"""表7 on paper beside the telephone, with scans; wages and attendance by the month; when a proof was handed in."""

import django.db.models.deletion
from django.db import migrations, models


def keep_first_months(apps, _editor):
    """Papers of the first month are of the month in which the work began; of others no month is known."""
    ProofFile = apps.get_model("classes", "ProofFile")
    files = ProofFile.objects.filter(document__in=["first_wage", "first_attendance"]).select_related("proof")
    changed = []
    for each in files:
        each.month = each.proof.started_on.replace(day=1)
        changed.append(each)
    ProofFile.objects.bulk_update(changed, ["month"])


def keep_handing_in(apps, _editor):
    """A proof that lies with the bureau was handed in, at the earliest, on the day it was declared."""
    EmploymentProof = apps.get_model("classes", "EmploymentProof")
    states = ["employment_pending", "employment_verified"]
    changed = []
    for each in EmploymentProof.objects.filter(enrolment__state__in=states):
        each.submitted_on = each.declared_at.date()
        changed.append(each)
    EmploymentProof.objects.bulk_update(changed, ["submitted_on"])


class Migration(migrations.Migration):
    dependencies = [
        ("classes", "0009_aftercare"),
        ("core", "0003_file_scanning_and_pictures"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="prooffile",
            options={
                "ordering": ["proof", "document", "month"],
                "verbose_name": "就业证明材料",
                "verbose_name_plural": "就业证明材料",
            },
        ),
        migrations.RemoveConstraint(
            model_name="classevaluation",
            name="classes_classevaluation_grades_are_known",
        ),
        migrations.AddField(
            model_name="classevaluation",
            name="paper_number",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="纸质第几号"),
        ),
        migrations.AddField(
            model_name="classevaluation",
            name="scan",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="employmentproof",
            name="submitted_on",
            field=models.DateField(editable=False, null=True, verbose_name="提交日期"),
        ),
        migrations.AddField(
            model_name="evaluationgiven",
            name="on_paper",
            field=models.BooleanField(default=False, verbose_name="领纸质表"),
        ),
        migrations.AddField(
            model_name="prooffile",
            name="month",
            field=models.DateField(null=True, verbose_name="所属月份"),
        ),
        migrations.AlterField(
            model_name="classevaluation",
            name="effect_overall",
            field=models.CharField(
                choices=[("excellent", "优秀"), ("good", "良好"), ("fair", "一般"), ("open", "未填")],
                max_length=10,
                verbose_name="培训总体评价",
            ),
        ),
        migrations.AlterField(
            model_name="classevaluation",
            name="teaching_overall",
            field=models.CharField(
                choices=[("excellent", "优秀"), ("good", "良好"), ("fair", "一般"), ("open", "未填")],
                max_length=10,
                verbose_name="教学总体评价",
            ),
        ),
        migrations.AddConstraint(
            model_name="classevaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("effect_overall__in", ["excellent", "good", "fair"]),
                        ("teaching_overall__in", ["excellent", "good", "fair"]),
                    ),
                    models.Q(
                        ("effect_overall__in", ["excellent", "good", "fair", "open"]),
                        ("paper_number__isnull", False),
                        ("teaching_overall__in", ["excellent", "good", "fair", "open"]),
                    ),
                    _connector="OR",
                ),
                name="classes_classevaluation_grades_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="classevaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paper_number__isnull", True), ("scan__isnull", True)),
                    models.Q(("paper_number__gte", 1), ("scan__isnull", False)),
                    _connector="OR",
                ),
                name="classes_classevaluation_sheet_has_scan",
            ),
        ),
        migrations.AddConstraint(
            model_name="classevaluation",
            constraint=models.UniqueConstraint(
                fields=("training_class", "paper_number"),
                name="classes_classevaluation_sheet_once",
                violation_error_message="这一号纸质表已经录入。",
            ),
        ),
        migrations.AddConstraint(
            model_name="prooffile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("month__isnull", True),
                    ("document__in", ["first_attendance", "first_wage", "recent_attendance", "recent_wages"]),
                    _connector="OR",
                ),
                name="classes_prooffile_month_of_a_monthly_paper",
            ),
        ),
        migrations.RunPython(keep_first_months, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(keep_handing_in, migrations.RunPython.noop, elidable=True),
    ]
