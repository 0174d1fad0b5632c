"""Which entries a trial of one kind of subsidy needs: the form shows these and no others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foundation.policy.rates import LadderRate
from foundation.policy.types import Parameters
from subsidies.rules.facts import ORDER_LIKE, Category, SubsidyCase
from subsidies.rules.questions import Question, questions_about
from subsidies.rules.rates import RateInForce, rate_in_force
from subsidies.rules.taken import taken
from subsidies.rules.validation import needs_employment, needs_passes

GATES = (
    "acceptance",
    "institution_status",
    "class_finished_before_suspension",
    "reviewers",
    "notice_working_days",
)


@dataclass(frozen=True)
class Entries:
    """The names of the entries, in the order of the form; `rate` is what is in force without a trial rate."""

    counts: tuple[str, ...]
    columns: tuple[str, ...]
    prior_columns: tuple[str, ...]
    gates: tuple[str, ...]
    stages: tuple[str, ...]
    days: tuple[str, ...]
    questions: tuple[Question, ...]
    rate: RateInForce | None
    by_rows_only: bool


def needed_entries(
    category: Category, parameters: Parameters, *, by_rows: bool, has_trial_ladder: bool
) -> Entries:
    """What a trial asks under these parameters; `has_trial_ladder`: the trial's own rate is paid by days."""
    in_force = rate_in_force(category, parameters)
    by_days = has_trial_ladder or (in_force is not None and isinstance(in_force.rate, LadderRate))
    only_rows = category is Category.CERTIFICATE
    return Entries(
        counts=tuple(_counts(category, parameters, by_rows=by_rows or only_rows, by_days=by_days)),
        columns=("id", *_columns(category, parameters, by_days=by_days)),
        prior_columns=_prior_columns(category, parameters),
        gates=(*GATES, "city_report_filed") if category in ORDER_LIKE else GATES,
        stages=("part", "final_stage", "whole_class") if category is Category.PROJECT else (),
        days=("approved_on", *_deciding_days(category, parameters)),
        questions=tuple(
            question
            for question in questions_about(category)
            if question.key in parameters and not question.is_about_a_rate
        ),
        rate=in_force,
        by_rows_only=only_rows,
    )


def _counts(category: Category, parameters: Parameters, *, by_rows: bool, by_days: bool) -> Iterator[str]:
    stub = SubsidyCase(policy="", category=category, approved=1)
    if category is not Category.CERTIFICATE:
        yield "approved_count"
    if not by_rows:
        yield "verified_count"
        if needs_passes(stub, parameters):
            yield "passed_count"
        if needs_employment(stub, parameters):
            yield "employed_count"
    if by_days:
        yield "training_days"


def _columns(category: Category, parameters: Parameters, *, by_days: bool) -> Iterator[str]:
    if category is Category.CERTIFICATE:
        yield from ("level", "certified", "newly_added", "skill_upgrade_eligible", "skill_upgrade_drawn")
        return
    stub = SubsidyCase(policy="", category=category, approved=1)
    yield "verified"
    yield from ("passed",) if needs_passes(stub, parameters) else ()
    yield from _pass_columns(parameters) if needs_passes(stub, parameters) else ()
    yield from ("employed",) if needs_employment(stub, parameters) else ()
    yield from ("attended_days",) if by_days else ()
    if category is Category.ENTERPRISE_STAFF:
        yield from ("occupation", "level", "class_end", *_staff_columns(parameters))
    elif taken(parameters, "yearly_limit") == "block":
        yield "other_kinds"


def _pass_columns(parameters: Parameters) -> tuple[str, ...]:
    """What another reading of 合格 is judged by (A05)."""
    return {"total": ("theory_score", "practice_score"), "certificate": ("certified",)}.get(
        taken(parameters, "pass_basis"), ()
    )


def _staff_columns(parameters: Parameters) -> Iterator[str]:
    """What tells one draw of a year from another under another reading (A21, A22)."""
    extra = {"with_employer": "employer", "by_name": "occupation_name"}.get(
        taken(parameters, "staff_unique_key")
    )
    if extra:
        yield extra
    if parameters.choice("staff_year_basis") == "class_start":
        yield "class_start"


def _prior_columns(category: Category, parameters: Parameters) -> tuple[str, ...]:
    """What was drawn before: a year for 企业职工 (DR-11), days and money where a ladder has a cap (DR-08)."""
    if category is Category.ENTERPRISE_STAFF:
        return ("id", "occupation", "level", "year", "class_end", *_staff_columns(parameters))
    if category not in ORDER_LIKE:
        return ()
    other = ("other_class",) if parameters.choice("cap_scope") == "person_year" else ()
    return ("id", "paid_days", "paid_fen", *other)


def _deciding_days(category: Category, parameters: Parameters) -> Iterator[str]:
    """The days that decide under another reading which document governs (A13) and which year counts (A21)."""
    basis = taken(parameters, "policy_day")
    if basis == "class_end":
        yield "ends_on"
    staff_by_claim = (
        category is Category.ENTERPRISE_STAFF and parameters.choice("staff_year_basis") == "claim"
    )
    if basis == "claim" or staff_by_claim:
        yield "claimed_on"
