"""试算: one case in, one result out, in the shape that page, API and `manage.py quote` share.

Whatever is entered, the answer is a result; what cannot be read is an `error` with a code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation.policy.catalogue import default_parameters, documents
from foundation.policy.statements import Line, Statement
from foundation.policy.types import Parameters
from subsidies.rules.calculate import calculate_subsidy, refused
from subsidies.rules.entry import Reading, read_case
from subsidies.rules.facts import Category
from subsidies.rules.figures import yuan
from subsidies.rules.trial import with_params, with_rate
from subsidies.rules.validation import fault, find_faults


def quote_case(raw: object, parameters: Parameters | None = None) -> dict[str, Any]:
    """The result of one written case; `parameters` are those in force, by default the document's own."""
    result = written_result(quote_statement(raw, parameters))
    identity = raw.get("id") if isinstance(raw, Mapping) else None
    return {"id": identity, **result} if isinstance(identity, str) else result


def quote_statement(raw: object, parameters: Parameters | None = None) -> Statement:
    """The statement of one written case."""
    if not isinstance(raw, Mapping):
        return _unreadable("E_INPUT_MALFORMED", "试算内容应为对象")
    policy, category = raw.get("policy"), raw.get("category")
    entered = raw.get("input")
    if not isinstance(policy, str) or policy not in {document.code for document in documents()}:
        return _unreadable("E_POLICY_UNKNOWN", "policy 应为 2024-20 或 2026-8")
    if not isinstance(category, str) or category not in set(Category):
        return _unreadable("E_CATEGORY_UNKNOWN", f"category 应为 {'、'.join(Category)} 之一")
    if not isinstance(entered, Mapping):
        return _unreadable("E_INPUT_MALFORMED", "input 应为对象")
    in_force = default_parameters(policy) if parameters is None else parameters
    return _quote(read_case(entered, policy, Category(category)), entered, in_force)


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


def _quote(reading: Reading, entered: Mapping[str, Any], parameters: Parameters) -> Statement:
    faults = list(reading.faults)
    trial = with_params(parameters, entered.get("params"), faults)
    trial = with_rate(trial, entered.get("rate"), reading.case.category, faults)
    if not faults:
        return calculate_subsidy(reading.case, trial)
    unread = reading.unread | {value for line in faults for _, value in line.inputs}
    for found in find_faults(reading.case, trial):
        if not unread & {value for name, value in found.inputs if name == "field"}:
            faults.append(found)
    return refused(reading.case.policy, reading.case.category.value, tuple(faults), trial)


def _unreadable(code: str, text: str) -> Statement:
    return refused("", "", (fault(code, text),), Parameters())


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
