"""What must hold of every claim, whatever its figures: 20,000 classes by chance in every run.

That heads never fall when one more passes or is employed holds of the default readings. Under `payable_requires_pass`
it does not: one more pass who has no work lowers the employment rate. And it holds of heads: the money of a roster may
fall, since who passes is no longer the first to be cut (DR-15). Both are shown below by an example.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from foundation.policy.catalogue import default_parameters
from foundation.policy.statements import Heads, Statement
from foundation.policy.types import Parameters
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.entry import read_case, write_case
from subsidies.rules.facts import Category, HeadCounts, PriorClaim, SubsidyCase, Trainee
from subsidies.rules.persons import explain_amounts
from tests.subsidies.chance_cases import (
    any_policy,
    any_readings,
    batches,
    chances,
    counted,
    rostered,
    row,
    standing,
)
from tests.subsidies.rule_cases import NEW, project_case

LIMIT_FEN = 500_000


def calculated(case: SubsidyCase, parameters: Parameters | None = None) -> Statement:
    statement = calculate_subsidy(case, parameters or standing(case.policy, case.category))
    assert statement.status == "ok", (case, statement.error)
    return statement


def heads(case: SubsidyCase) -> Heads:
    payable = calculated(case).payable_heads
    assert payable is not None
    return payable


def fen(statement: Statement) -> int:
    assert statement.total_fen is not None
    return statement.total_fen


def any_mark(chance: Random) -> str:
    return chance.choice(("passed", "employed"))


def one_more_of_the_counts(case: SubsidyCase, name: str) -> SubsidyCase:
    more: int = min(getattr(case.counts, name) + 1, case.counts.verified or 0)
    return replace(case, counts=replace(case.counts, **{name: more}))


def one_more_of_the_rows(case: SubsidyCase, name: str, chance: Random) -> SubsidyCase:
    rows = list(case.trainees or ())
    place = chance.randrange(len(rows))
    before = rows[place]
    rows[place] = replace(before, passed=True) if name == "passed" else replace(before, employed=True)
    return replace(case, trainees=tuple(rows))


@batches(5_000)
def test_one_more_pass_or_job_in_numbers_never_lowers_heads_or_amount(seed: int) -> None:
    for chance in chances(seed):
        case = counted(chance, any_policy(chance))
        before, after = (calculated(each) for each in (case, one_more_of_the_counts(case, any_mark(chance))))

        assert (after.payable_heads or 0) >= (before.payable_heads or 0), case
        assert fen(after) >= fen(before), case


@batches(3_000)
def test_one_more_pass_or_job_in_a_roster_never_lowers_the_heads(seed: int) -> None:
    for chance in chances(seed):
        case = rostered(chance, any_policy(chance))

        assert heads(one_more_of_the_rows(case, any_mark(chance), chance)) >= heads(case), case


def test_money_of_a_roster_may_fall_where_the_passer_is_not_the_first_to_go_any_more() -> None:
    days = (2, 20, 20, 20, 20)
    rows = tuple(
        Trainee(f"T{n}", f"T{n}", passed=False, employed=True, attended_days=Fraction(d))
        for n, d in enumerate(days)
    )
    case = SubsidyCase(NEW, Category.PROJECT, approved=20, trainees=rows, training_days=Fraction(20))

    passes = replace(case, trainees=(replace(rows[0], passed=True), *rows[1:]))

    assert heads(passes) == heads(case) == 1  # 4 of 5 are cut with no pass and with one: 4, 3.75
    assert (fen(calculated(case)), fen(calculated(passes))) == (250_000, 30_000)


def test_only_passers_payable_is_a_reading_under_which_one_more_pass_may_cost_heads() -> None:
    only = standing(NEW, Category.PROJECT).with_overrides({"payable_requires_pass": True})
    rows = tuple(
        Trainee(f"T{n}", f"T{n}", passed=n < 5, employed=n < 4, attended_days=Fraction(10)) for n in range(6)
    )
    case = SubsidyCase(NEW, Category.PROJECT, approved=6, trainees=rows, training_days=Fraction(10))

    passes = replace(case, trainees=(*rows[:5], replace(rows[5], passed=True)))

    assert (calculated(case, only).payable_heads, calculated(passes, only).payable_heads) == (5, 4)


@batches(6_000)
def test_under_any_reading_parts_sum_to_the_whole_within_nothing_and_the_limit(seed: int) -> None:
    for chance in chances(seed):
        policy = any_policy(chance)
        case = rostered(chance, policy)
        statement = calculate_subsidy(case, any_readings(chance, policy, case.category))

        assert (statement.total_fen or 0) == sum(amount for _, amount in statement.amounts), case
        assert all(0 <= amount <= LIMIT_FEN for _, amount in statement.amounts), case
        assert statement.total_fen is None or 0 <= statement.total_fen <= (statement.full_fen or 0), case
        assert (statement.payable_heads or 0) >= 0, case
        assert (statement.deduction_heads or 0) >= 0, case


@batches(1_500)
def test_everybody_is_either_paid_or_named_and_nobody_above_the_limit_of_all_stages(seed: int) -> None:
    for chance in chances(seed):
        case = rostered(chance)
        statement = calculated(case)

        paid = [key for key, _ in statement.amounts]
        left_out = [gone.key for gone in statement.excluded]
        confirmed = [each.key for each in case.trainees or () if each.verified]
        assert sorted(paid + left_out) == confirmed, case
        assert statement.payable_heads == len(paid), case
        drawn = {prior.person: prior.paid_fen for prior in case.prior_claims}
        assert all(
            amount == 0 or amount + drawn.get(key, 0) <= LIMIT_FEN for key, amount in statement.amounts
        )


@batches(1_000)
def test_numbers_and_an_equal_roster_come_to_the_same(seed: int) -> None:
    for chance in chances(seed):
        case = replace(rostered(chance, any_policy(chance)), prior_claims=())
        rows = tuple(
            replace(each, attended_days=Fraction(18)) for each in case.trainees or () if each.verified
        )
        passed, employed = (
            sum(bool(getattr(each, name)) for each in rows) for name in ("passed", "employed")
        )
        by_roster = replace(case, trainees=rows, training_days=Fraction(18))
        by_counts = replace(by_roster, trainees=None, counts=HeadCounts(len(rows), passed, employed))

        left, right = calculated(by_roster), calculated(by_counts)

        assert (left.payable_heads, left.total_fen) == (right.payable_heads, right.total_fen), case


@batches(1_500)
def test_order_of_the_rows_decides_nothing_but_between_equals(seed: int) -> None:
    """Equal passes and equal days are the named tie-break (DR-15): who of them goes may change, nothing else."""
    for chance in chances(seed):
        case = rostered(chance, any_policy(chance))
        rows = list(case.trainees or ())
        chance.shuffle(rows)
        first, second = calculated(case), calculated(replace(case, trainees=tuple(rows)))

        same = ("payable_heads", "deduction_heads", "full_fen", "warning_codes")
        assert all(getattr(first, name) == getattr(second, name) for name in same), case
        assert [line.code for line in first.lines] == [line.code for line in second.lines], case
        assert _ranks(case, first) == _ranks(case, second), case
        if not case.prior_claims:
            assert first.total_fen == second.total_fen, case


def _ranks(case: SubsidyCase, statement: Statement) -> list[tuple[str, bool, Fraction]]:
    """Who goes, without the name: by which rule, whether passed, and with how many valid days."""
    rows, most = {each.key: each for each in case.trainees or ()}, case.training_days or Fraction(0)
    return sorted(
        (gone.code, bool(it.passed), min(it.attended_days or Fraction(0), most))
        for gone in statement.excluded
        for it in [rows[gone.key]]
    )


@batches(1_000)
def test_stages_add_up_to_the_single_settlement(seed: int) -> None:
    """Whoever comes and goes between the stages: the last one pays the difference to what one settlement pays."""
    for chance in chances(seed):
        rows = tuple(row(chance, place, 0.8, chance.randint(0, 30)) for place in range(chance.randint(1, 8)))
        stage = SubsidyCase(NEW, Category.PROJECT, len(rows) + 1, trainees=rows, training_days=Fraction(15))
        first = calculated(stage)
        whole = replace(
            stage, trainees=tuple(_at_the_end(chance, each) for each in rows), training_days=Fraction(55)
        )
        paid = tuple(PriorClaim(key, paid_days=Fraction(1), paid_fen=drawn) for key, drawn in first.amounts)

        last_case = replace(whole, prior_claims=paid, final_stage=True, whole_class=True)
        last, single = calculated(last_case), calculated(whole)

        assert fen(first) + fen(last) == fen(single), stage
        drawn = Counter(dict(first.amounts))
        drawn.update(dict(last.amounts))
        assert {key: each for key, each in drawn.items() if each} == {
            k: each for k, each in single.amounts if each
        }
        words = explain_amounts(last_case, last, standing(NEW, Category.PROJECT))
        assert set(words) == {key for key, _ in last.amounts}


def _at_the_end(chance: Random, each: Trainee) -> Trainee:
    days = (each.attended_days or Fraction(0)) + Fraction(chance.randint(0, 80), 2)
    return replace(each, attended_days=days, employed=chance.random() < 0.8)


@batches(500)
def test_a_person_paid_in_every_stage_has_drawn_what_one_settlement_pays(seed: int) -> None:
    for chance in chances(seed):
        stages = [Fraction(chance.randint(0, 50), 2) for _ in range(chance.randint(2, 4))]
        drawn, done = 0, Fraction(0)
        for days in stages:
            person = Trainee("T00", "T00", passed=True, employed=True, attended_days=days)
            prior = (PriorClaim("T00", paid_days=done, paid_fen=drawn),) if done else ()
            stage = SubsidyCase(
                NEW, Category.PROJECT, 1, trainees=(person,), training_days=days, prior_claims=prior
            )
            drawn, done = drawn + fen(calculated(stage)), done + days

        assert drawn == default_parameters(NEW).ladder().amount(done), stages


@batches(800)
def test_a_stored_claim_reads_back_and_recalculates_to_the_same_statement(seed: int) -> None:
    for chance in chances(seed):
        policy = any_policy(chance)
        case = rostered(chance, policy) if chance.random() < 0.7 else counted(chance, policy)
        first = calculate_subsidy(case, any_readings(chance, policy, case.category))

        stored: dict[str, Any] = json.loads(json.dumps({"case": write_case(case), "sheet": first.as_dict()}))

        read = read_case(stored["case"]["input"], policy, Category(stored["case"]["category"]))
        again = calculate_subsidy(read.case, Parameters.from_snapshot(stored["sheet"]["parameters"]))
        assert read.case == case
        assert again == first == Statement.from_dict(stored["sheet"]), case


def test_the_classes_by_chance_stand_on_both_sides_of_both_thresholds() -> None:
    found = {line.code for chance in chances(0) for line in calculated(counted(chance)).lines}

    assert {"R_PASS_RATE_MET", "R_PASS_RATE_SHORTFALL", "R_EMPLOYMENT_MET", "R_EMPLOYMENT_SHORTFALL"} <= found
    assert heads(project_case(5, 5, 4, 4)) == 5
