"""本单采用的口径: how a claim was read, who settled that, and what it would come to under each other reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from foundation.core.display import StateTag
from foundation.core.money import format_yuan
from foundation.policy.models import ParameterRow, ParameterState
from foundation.policy.operations import PROPOSED_BY
from foundation.policy.types import Parameters, ParameterValue
from subsidies.models import SubsidyClaim
from subsidies.queries.calculation import documents_of
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.figures import decimal
from subsidies.rules.governing import Provide
from subsidies.rules.readings import OtherReading, TakenReading, other_readings, readings_taken


@dataclass(frozen=True)
class OtherRow:
    """One other reading: what the claim would come to, and the difference in fen; None where nothing is computed."""

    words: str
    heads: str
    total_fen: int | None
    difference_fen: int | None
    obstacle: str

    @property
    def said(self) -> str:
        """按一人核减：46 人，69,000.00 元."""
        if self.total_fen is None or self.obstacle:
            return f"{self.words}：不付，{self.obstacle.partition('：')[0]}"
        if not self.difference_fen:
            return f"{self.words}：金额不变"
        return f"{self.words}：{self.heads}，{format_yuan(self.total_fen)} 元"


@dataclass(frozen=True)
class ReadingRow:
    """One open question: the reading taken here, what each other one would come to, and who settled it."""

    id: str
    subject: str
    adopted: str
    others: tuple[OtherRow, ...]
    tag: StateTag

    @property
    def matters(self) -> bool:
        """Whether another reading would change this claim."""
        return any(other.difference_fen or other.obstacle for other in self.others)


def claim_readings(claim: SubsidyClaim, case: SubsidyCase, parameters: Parameters) -> list[ReadingRow]:
    """Every question that concerns this kind of subsidy, in the order of the register."""
    return case_readings(case, parameters, claim.training_class.policy_document_id, documents_of(case))


def case_readings(
    case: SubsidyCase, parameters: Parameters, document: str | None, provide: Provide
) -> list[ReadingRow]:
    """The same for a case that need not be on record; `provide` gives the parameters of another document."""
    confirmed = _confirmed(document)
    others: dict[str, list[OtherRow]] = {}
    for other in other_readings(case, parameters, provide):
        others.setdefault(other.question.id, []).append(_other(other))
    return [
        ReadingRow(
            id=taken.question.id,
            subject=taken.question.title,
            adopted=taken.words,
            others=tuple(others.get(taken.question.id, ())),
            tag=_tag(parameters[taken.question.key], confirmed),
        )
        for taken in readings_taken(parameters, case.category)
    ]


def stored_readings(claim: SubsidyClaim) -> tuple[TakenReading, ...]:
    """The readings by which a claim that is handed in was calculated; none before that."""
    if not claim.parameters:
        return ()
    return readings_taken(Parameters.from_snapshot(claim.parameters), Category(claim.training_class.category))


def _other(other: OtherReading) -> OtherRow:
    heads = "" if other.payable_heads is None else f"{decimal(other.payable_heads)} 人"
    return OtherRow(other.words, heads, other.total_fen, other.difference_fen, other.obstacle)


def _confirmed(document: str | None) -> dict[str, ParameterRow]:
    """The values that two people have put into force, the latest of each parameter."""
    rows: Iterable[ParameterRow] = ParameterRow.objects.filter(
        document_id=document, state=ParameterState.ACTIVE
    ).exclude(proposed_by_name=PROPOSED_BY)
    return {row.key: row for row in rows}


def _tag(value: ParameterValue, confirmed: dict[str, ParameterRow]) -> StateTag:
    """What two people have put into force is confirmed; a default reading waits for the bureau.

    Only a rule that a document prints (the employment rule in its own years) is not open.
    """
    row = confirmed.get(value.key)
    if row is not None:
        return StateTag(f"{row.confirmed_on or row.effective_from:%-m月%-d日}确认", "ok")
    is_printed = isinstance(value.value, bool) and not value.clause.document.startswith("DR-")
    if is_printed and not value.pending_confirmation:
        return StateTag("按文件", "ok")
    return StateTag("待确认", "warn")
