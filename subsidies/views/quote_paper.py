"""A trial as the sheet that an institution takes along: the same boxes as the claim's, and no signatures."""

from __future__ import annotations

from classes.models import TrainingClass
from foundation.core import clock
from subsidies.documents import CalculationSheet, SheetPerson, SheetReading
from subsidies.queries.quotes import Trial, TrialPerson
from subsidies.views.papers import footnotes_of, sheet_lines

TRIAL = "试算，不作为申领依据"


def trial_sheet(trial: Trial, training_class: TrainingClass | None) -> CalculationSheet:
    """补贴试算单; of a class that was made up, the head stays open."""
    statement, case = trial.statement, trial.quote.case
    figures = {name: value for line in statement.lines for name, value in line.inputs}
    return CalculationSheet(
        is_trial=True,
        marks=(TRIAL, *_marks(trial)),
        institution_name=training_class.institution.name if training_class else "",
        class_name=str(training_class) if training_class else "",
        category=statement.category,
        policy=next((row.formula for row in trial.rows if row.code == "S_POLICY_DAY"), ""),
        calculated_at=f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
        approved_heads=case.approved if case else None,
        verified_heads=_count(figures.get("核实人数")),
        passed_heads=_count(figures.get("合格人数")),
        employed_heads=_count(figures.get("就业人数")),
        payable_heads=f"{trial.heads} 人",
        lines=sheet_lines(trial.rows, is_trial_rate=trial.is_trial_rate),
        total_fen=statement.total_fen,
        readings=tuple(
            SheetReading(subject=r.subject, reading=r.adopted, confirmation=r.tag.label)
            for r in trial.readings
        ),
        warnings=tuple(trial.warnings),
        persons=tuple(_person(each) for each in trial.people),
        signatures=(),
        footnotes=footnotes_of(trial.rows),
        printed_at=f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
    )


def _count(figure: str | None) -> int | None:
    return None if figure is None else int(figure)


def _marks(trial: Trial) -> list[str]:
    return ["补贴标准是试算时填写的，不是已启用的标准"] if trial.is_trial_rate else []


def _person(row: TrialPerson) -> SheetPerson:
    return SheetPerson(
        number=row.number,
        name=row.name,
        identity_number="",
        valid_days=row.days,
        amount_fen=row.amount_fen,
        formula=row.formula,
        remark=row.reason,
    )
