"""What stands around every calculation: which document it follows and since which day, and who is paid (A12, A13, A28).

The figures come from the calculation itself; this adds what a reader of the sheet must be able to look up beside them.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from foundation.policy.catalogue import documents
from foundation.policy.statements import Line, Statement, Warning, numbered
from foundation.policy.types import Parameters
from subsidies.rules import clauses, employment
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.governing import governing_day, governing_day_name
from subsidies.rules.taken import is_awaiting, taken


class Payee(StrEnum):
    """Who draws the money (A28), in the words of the sheet."""

    INSTITUTION = "培训机构基本账户"
    PERSON = "取证人员本人"
    BODY_FOR_PERSON = "受取证人员委托代领的评价机构"


_OF_CERTIFICATES = {"by_type": Payee.PERSON, "body_for_person": Payee.BODY_FOR_PERSON}


def payee_of(category: Category, parameters: Parameters) -> Payee:
    """Training is paid to the institution; 取证 as the reading in force says. The payment asks here too."""
    of_certificates = _OF_CERTIFICATES[taken(parameters, "payee_by_type")]
    return of_certificates if category is Category.CERTIFICATE else Payee.INSTITUTION


def framed(statement: Statement, case: SubsidyCase, parameters: Parameters) -> Statement:
    """The statement with the lines and warnings that every paid claim carries; others stay as they are."""
    if statement.status != "ok":
        return statement
    *steps, last = statement.lines
    return replace(
        statement,
        lines=numbered((_policy_line(case, parameters), *steps, _payee_line(case, parameters), last)),
        warnings=(*statement.warnings, *_awaiting(case, parameters)),
    )


def _policy_line(case: SubsidyCase, parameters: Parameters) -> Line:
    document = next((each for each in documents() if each.code == case.policy), None)
    day, named = governing_day(case, parameters), governing_day_name(parameters)
    basis = parameters.get("policy_day")
    return Line(
        code="S_POLICY_DAY",
        title="适用文件",
        formula=document.number if document else case.policy,
        detail=f"按{named}确定" + (f"，{day:%Y年%-m月%-d日}" if day else ""),
        clause=basis.clause if basis else clauses.PASS_RATE_MET,
        inputs=((named, day.isoformat()),) if day else (),
    )


def _payee_line(case: SubsidyCase, parameters: Parameters) -> Line:
    basis = parameters.get("payee_by_type")
    return Line(
        code="S_PAYEE",
        title="支付对象",
        formula=f"付给{payee_of(case.category, parameters)}",
        clause=basis.clause if basis else clauses.CERTIFICATE,
    )


def _awaiting(case: SubsidyCase, parameters: Parameters) -> tuple[Warning, ...]:
    """A12: the employment rule was carried over like the rates, and is shown until it is confirmed."""
    if not employment.applies(case, parameters) or not is_awaiting(parameters, *employment.RESTS_ON):
        return ()
    clause = parameters["emp_rule"].clause.cite()
    return (Warning("W_EMP_RULE_PENDING", f"就业率核定沿用{clause}，本年度是否继续适用待局里确认"),)
