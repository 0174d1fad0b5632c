"""试算: one case in, one result out, in the shape that page, API and `manage.py quote` share.

Whatever is entered, the answer is a result; what cannot be read is an `error` with a code.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation.policy.catalogue import default_parameters, documents
from foundation.policy.statements import Line, Statement
from foundation.policy.types import Parameters
from subsidies.rules.calculate import calculate_subsidy, refused
from subsidies.rules.entry import Reading, read_case
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.figures import yuan
from subsidies.rules.governing import Provide, governed, governing_faults
from subsidies.rules.trial import with_params, with_rate
from subsidies.rules.validation import fault, find_faults


@dataclass(frozen=True, slots=True)
class Quote:
    """A case as it was judged: under the document that governs it, with the trial's own readings and rate.

    `case` is None where the entry could not be read at all.
    """

    case: SubsidyCase | None
    parameters: Parameters
    statement: Statement


def quote_case(
    raw: object, parameters: Parameters | None = None, provide: Provide = default_parameters
) -> dict[str, Any]:
    """The result of one written case; `parameters` are those in force, by default what `provide` gives."""
    result = written_result(quote_statement(raw, parameters, provide))
    identity = raw.get("id") if isinstance(raw, Mapping) else None
    return {"id": identity, **result} if isinstance(identity, str) and is_writable(identity) else result


def quote_statement(
    raw: object, parameters: Parameters | None = None, provide: Provide = default_parameters
) -> Statement:
    """The statement of one written case."""
    return quote(raw, parameters, provide).statement


def quote(raw: object, parameters: Parameters | None = None, provide: Provide = default_parameters) -> Quote:
    """One written case, read and calculated; `provide` gives the parameters of a document."""
    if not isinstance(raw, Mapping):
        return _unreadable("E_INPUT_MALFORMED", "试算内容应为对象")
    if not is_writable(raw):
        return _unreadable("E_TEXT_MALFORMED", "试算内容含有不完整的字符，请重新输入")
    policy, category = raw.get("policy"), raw.get("category")
    entered = raw.get("input")
    if not isinstance(policy, str) or policy not in {document.code for document in documents()}:
        return _unreadable("E_POLICY_UNKNOWN", "policy 应为 2024-20 或 2026-8", "policy")
    if not isinstance(category, str) or category not in set(Category):
        return _unreadable("E_CATEGORY_UNKNOWN", f"category 应为 {'、'.join(Category)} 之一", "category")
    if not isinstance(entered, Mapping):
        return _unreadable("E_INPUT_MALFORMED", "input 应为对象")
    in_force = provide(policy) if parameters is None else parameters
    return _quote(read_case(entered, policy, Category(category)), entered, in_force, provide)


def is_writable(raw: object) -> bool:
    """Whether every text of an entry can be written out again: half a character (a lone surrogate) cannot."""
    waiting = [raw]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if any(unicodedata.category(sign) == "Cs" for sign in each):
                return False
        elif isinstance(each, Mapping):
            waiting += [*each, *each.values()]
        elif isinstance(each, list | tuple):
            waiting += each
    return True


def written_result(statement: Statement) -> dict[str, Any]:
    """A statement in the shape of the worked examples, with the lines of the sheet added."""
    total = statement.total_fen
    result: dict[str, Any] = {
        "status": statement.status,
        **({"error": statement.error} if statement.error else {}),
        "payable_heads": statement.as_dict()["payable_heads"],
        "deduction_heads": statement.as_dict()["deduction_heads"],
        "per_head_amount": _per_head(statement),
        "total_yuan": None if total is None else yuan(total),
        "total_fen": total,
        "reasons": [_reason(line) for line in statement.reasons],
        "warnings": list(statement.warning_codes),
        "warning_texts": [warning.text for warning in statement.warnings],
        "lines": [line.as_dict() for line in statement.lines],
    }
    if statement.has_rows and total is not None:
        result["amounts"] = _amounts(statement)
        result["excluded"] = [exclusion.key for exclusion in statement.excluded]
    return result


def _quote(reading: Reading, entered: Mapping[str, Any], parameters: Parameters, provide: Provide) -> Quote:
    faults = list(reading.faults)
    trial = _switched(parameters, entered, reading.case.category, faults)
    faults += governing_faults(reading.case, trial)
    if not faults:
        case, governing = governed(reading.case, trial, _provided(provide, entered, reading.case.category))
        return Quote(case, governing, calculate_subsidy(case, governing))
    whole_rows = "id" not in reading.unread  # a row without a readable id is left out, and the others move up
    unread = {_entry(line, whole_rows) for line in faults}
    faults += [
        found
        for found in find_faults(reading.case, trial)
        if "field" not in dict(found.inputs) or _entry(found, whole_rows) not in unread
    ]
    refusal = refused(reading.case.policy, reading.case.category.value, tuple(faults), trial)
    return Quote(reading.case, trial, refusal)


def _entry(line: Line, whole_rows: bool) -> tuple[str, ...]:
    """Which entry a fault is about; what was given and not understood is not "missing" as well."""
    named = dict(line.inputs)
    place = (named.get("list", ""), named.get("row", "")) if whole_rows else ()
    return (named.get("field", ""), *place)


def _switched(
    parameters: Parameters, entered: Mapping[str, Any], category: Category, faults: list[Line]
) -> Parameters:
    switched = with_params(parameters, entered.get("params"), faults)
    return with_rate(switched, entered.get("rate"), category, faults)


def _provided(provide: Provide, entered: Mapping[str, Any], category: Category) -> Provide:
    """Another document's own parameters, with the same switches and rate of the trial."""
    return lambda code: _switched(provide(code), entered, category, [])


def _unreadable(code: str, text: str, field: str = "") -> Quote:
    return Quote(None, Parameters(), refused("", "", (fault(code, text, field=field),), Parameters()))


def _per_head(statement: Statement) -> str | None:
    if statement.status != "ok":
        return None
    if statement.per_head_fen is not None:
        return yuan(statement.per_head_fen)
    return "mixed" if statement.amounts else None


def _reason(line: Line) -> dict[str, str]:
    return {"code": line.code, "clause": line.clause.cite() if line.clause else "", "text": line.text}


def _amounts(statement: Statement) -> dict[str, str]:
    """Yuan by key; a key paid for two years in one list shows the sum."""
    sums: dict[str, int] = {}
    for key, fen in statement.amounts:
        sums[key] = sums.get(key, 0) + fen
    return {key: yuan(fen) for key, fen in sums.items()}
