"""补贴测算: the whole way from facts to a statement, in the order in which the law asks.

Faults of the input, then the gates, then 核实人数 → 合格率 → 就业率 → 应付人数 → 应付金额. The same facts
and the same parameters always give the same statement; no clock, no database, no chance.

Version 1 of the rules is the calculation itself. Version 2 puts the governing document and the payee around it and
warns of a carried-over employment rule; no amount differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from foundation.policy.statements import Line, Statement, Warning, numbered
from foundation.policy.types import Parameters
from subsidies.rules.certificate import calculate_certificates
from subsidies.rules.confirmed import confirm_heads
from subsidies.rules.employment import decide_employment, decide_heads
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.framing import framed
from subsidies.rules.gates import shut_gates
from subsidies.rules.pass_rate import decide_pass_rate, limit_to_passed, paid_without_pass
from subsidies.rules.passes import with_passes
from subsidies.rules.payment import pay_counts, pay_roster
from subsidies.rules.rates import RateInForce, pending_warnings, rate_in_force
from subsidies.rules.selection import Selection, choose_payable
from subsidies.rules.stages import Till
from subsidies.rules.validation import find_faults

RULE_VERSION = "2"
FIRST_VERSION = "1"


def calculate_subsidy(case: SubsidyCase, parameters: Parameters) -> Statement:
    """The subsidy of one claim under the parameters in force (B.4, DR-01 … DR-17)."""
    calculated = replace(calculate_first(case, parameters), rule_version=RULE_VERSION)
    return framed(calculated, case, parameters)


def calculate_first(entered: SubsidyCase, parameters: Parameters) -> Statement:
    """Version 1, by which the first stored claims are replayed."""
    case = with_passes(entered, parameters)
    faults = find_faults(case, parameters)
    in_force = rate_in_force(case.category, parameters)
    if faults or in_force is None:
        return refused(case.policy, case.category.value, faults, parameters, FIRST_VERSION)
    shut = shut_gates(case, parameters)
    if shut:
        return _statement(
            case, parameters, status="blocked", lines=shut, payable_heads=0, deduction_heads=0, total_fen=0
        )
    if case.category is Category.CERTIFICATE:
        return _certificate_statement(case, in_force, parameters)
    return _class_statement(case, in_force, parameters)


# Which calculation a stored claim is replayed by. A change of the rules is a new entry; the old one stays.
RULE_SETS: Mapping[str, Callable[[SubsidyCase, Parameters], Statement]] = {
    FIRST_VERSION: calculate_first,
    RULE_VERSION: calculate_subsidy,
}


def refused(
    policy: str, category: str, faults: tuple[Line, ...], parameters: Parameters, version: str = RULE_VERSION
) -> Statement:
    """Nothing is computed; every fault is a line, and the first gives the code (DR-13)."""
    return Statement(
        status="error",
        policy=policy,
        category=category,
        rule_version=version,
        error=faults[0].code,
        lines=numbered(faults),
        parameters=parameters.snapshot(),
    )


def _class_statement(case: SubsidyCase, in_force: RateInForce, parameters: Parameters) -> Statement:
    entitled = confirm_heads(case, in_force, parameters)
    confirmed = limit_to_passed(entitled, parameters)
    cut = decide_pass_rate(case, confirmed, parameters)
    rule = decide_employment(case, confirmed, parameters)
    heads, both = decide_heads(confirmed, cut, rule, parameters)
    if confirmed.people is None:
        selection = Selection((), ())
        payment = pay_counts(case, entitled, heads, in_force, parameters)
    else:
        till = Till(case, in_force, parameters)
        selection = choose_payable(confirmed.people, heads, rule.limit, parameters, till.worth)
        payment = pay_roster(case, entitled, selection, in_force, till)
    return _statement(
        case,
        parameters,
        payable_heads=heads,
        deduction_heads=cut.heads,
        total_fen=payment.total_fen,
        per_head_fen=payment.per_head_fen,
        full_fen=payment.full_fen,
        amounts=payment.amounts,
        excluded=(*confirmed.excluded, *selection.excluded),
        lines=(*confirmed.lines, *cut.lines, *rule.lines, *both, *payment.lines),
        warnings=(
            *confirmed.warnings,
            *cut.warnings,
            *rule.warnings,
            *paid_without_pass(heads, confirmed),
            *payment.warnings,
            *pending_warnings(in_force),
        ),
    )


def _certificate_statement(case: SubsidyCase, in_force: RateInForce, parameters: Parameters) -> Statement:
    payment = calculate_certificates(case, in_force, parameters)
    fens = {fen for _, fen in payment.amounts}
    total = sum(fen for _, fen in payment.amounts)
    return _statement(
        case,
        parameters,
        payable_heads=len(payment.amounts),
        deduction_heads=0,
        total_fen=total,
        per_head_fen=fens.pop() if len(fens) == 1 else None,
        full_fen=total,
        amounts=payment.amounts,
        excluded=payment.excluded,
        lines=payment.lines,
        warnings=pending_warnings(in_force),
    )


def _statement(
    case: SubsidyCase,
    parameters: Parameters,
    *,
    lines: tuple[Line, ...],
    status: Literal["ok", "blocked"] = "ok",
    warnings: tuple[Warning, ...] = (),
    **figures: Any,
) -> Statement:
    return Statement(
        status=status,
        policy=case.policy,
        category=case.category.value,
        rule_version=FIRST_VERSION,
        has_rows=case.trainees is not None,
        lines=numbered(lines),
        warnings=warnings,
        parameters=parameters.snapshot(),
        **figures,
    )
