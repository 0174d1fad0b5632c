"""Replay (B.3): every stored claim computed anew from its own snapshot, compared line by line and person by person.

Facts, parameters and rule set are those stored with the claim, so that the answer does not depend on what the policy
or the class is today. Nothing is repaired here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from foundation.policy.statements import Statement
from foundation.policy.types import Parameters
from subsidies.enums import EDITABLE_STATES
from subsidies.models import ClaimLine, ClaimPerson, SubsidyClaim
from subsidies.queries.calculation import content_digest, replay, stored_case, stored_statement
from subsidies.queries.explanation import line_rows, whole_heads
from subsidies.rules.calculate import RULE_SETS
from subsidies.rules.persons import explain_amounts

FIGURES = ("status", "payable_heads", "deduction_heads", "total_fen", "per_head_fen", "full_fen")
LINE = (
    "order", "code", "title", "formula", "detail", "clause", "inputs", "intermediate", "rounding", "result_text",
    "heads", "amount_fen", "is_pending",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """Where a stored claim is not what its snapshot comes to; never a name or number of a person."""

    claim: str
    where: str
    stored: str
    computed: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def stored_claims() -> list[SubsidyClaim]:
    """Every claim with a stored statement that is signed or waits to be, in the order of its number."""
    rows = SubsidyClaim.objects.exclude(state__in=EDITABLE_STATES).exclude(statement=None)
    return list(rows.select_related("training_class").order_by("number"))


def sample_of(claims: list[SubsidyClaim], size: int, on: date) -> list[SubsidyClaim]:
    """`size` neighbours, the next ones on the next day: in count ÷ size days every claim has had its turn."""
    if size >= len(claims):
        return claims
    first = on.toordinal() * size % len(claims)
    return [claims[(first + place) % len(claims)] for place in range(size)]


def differences(claim: SubsidyClaim) -> list[Difference]:
    """What is not as its snapshot says: statement, stored lines, people, columns, and the digest over them."""
    try:
        found = list(_differences(claim))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as broken:
        # a snapshot that cannot even be read is the plainest difference of all
        found = [("快照", "无法读取", type(broken).__name__)]
    return [Difference(claim.number, where, str(stored), str(computed)) for where, stored, computed in found]


def replays(claim: SubsidyClaim) -> bool:
    return not differences(claim)


def _differences(claim: SubsidyClaim) -> Iterator[tuple[str, Any, Any]]:
    if claim.rule_version not in RULE_SETS:
        yield "规则版本", claim.rule_version, "、".join(RULE_SETS)
        return
    computed, stored = replay(claim), stored_statement(claim)
    yield from _statement(stored, computed)
    yield from _columns(claim, computed)
    yield from _lines(claim, computed)
    yield from _people(claim, computed)
    digest = content_digest(claim)
    if digest != claim.digest:
        yield "内容校验值", claim.digest[:16], digest[:16]


def _statement(stored: Statement, computed: Statement) -> Iterator[tuple[str, Any, Any]]:
    for name in FIGURES:
        if getattr(stored, name) != getattr(computed, name):
            yield f"测算结果 {name}", getattr(stored, name), getattr(computed, name)
    for number, (one, other) in enumerate(_paired(stored.lines, computed.lines), start=1):
        if one != other:
            yield f"测算结果第 {number} 行", one.text if one else "无", other.text if other else "无"
    if stored != computed:
        yield "测算结果", "与重算不同", "逐项见上；人员金额、提示、参数一并比较"


def _columns(claim: SubsidyClaim, computed: Statement) -> Iterator[tuple[str, Any, Any]]:
    wanted = {
        "payable_heads": whole_heads(computed.payable_heads),
        "deduction_heads": whole_heads(computed.deduction_heads),
        "full_fen": computed.full_fen,
        "total_fen": computed.total_fen,
        "rule_version": computed.rule_version,
    }
    for name, value in wanted.items():
        if getattr(claim, name) != value:
            yield f"申领单 {name}", getattr(claim, name), value


def _lines(claim: SubsidyClaim, computed: Statement) -> Iterator[tuple[str, Any, Any]]:
    stored = list(ClaimLine.objects.filter(claim=claim).order_by("order"))
    wanted = list(line_rows(claim, computed))
    if len(stored) != len(wanted):
        yield "测算行数", len(stored), len(wanted)
    for one, other in zip(stored, wanted, strict=False):
        for name in LINE:
            if getattr(one, name) != getattr(other, name):
                yield f"测算行 {one.order} {name}", getattr(one, name), getattr(other, name)


def _people(claim: SubsidyClaim, computed: Statement) -> Iterator[tuple[str, Any, Any]]:
    """Each person's fen and formula; people are told apart by their place in the roster."""
    case = stored_case(claim)
    amounts = dict(computed.amounts)
    words = explain_amounts(case, computed, Parameters.from_snapshot(claim.parameters or {}))
    keys = {row.person: row.key for row in case.trainees or ()}
    total = 0
    for row in ClaimPerson.objects.filter(claim=claim).select_related("enrolment"):
        key = keys.get(str(row.enrolment.person_id), "")
        total += row.amount_fen
        if row.amount_fen != amounts.get(key, 0):
            yield f"人员 {row.enrolment.position} 金额", row.amount_fen, amounts.get(key, 0)
        if row.formula and row.formula != words.get(key, ""):
            yield f"人员 {row.enrolment.position} 算式", row.formula, words.get(key, "")
    if total != claim.total_fen:
        yield "人员金额合计", total, claim.total_fen


def _paired(stored: tuple[Any, ...], computed: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    length = max(len(stored), len(computed))
    for place in range(length):
        yield (
            stored[place] if place < len(stored) else None,
            computed[place] if place < len(computed) else None,
        )
