"""还差多少 on the page of a claim: the changes of the rules, with what can still be done about them and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from classes.enums import ClassState, EnrolmentState
from classes.models import Enrolment
from classes.queries.sheets import CORRECTING
from foundation.policy.types import Clause, Parameters
from subsidies.enums import EDITABLE_STATES, ClaimState
from subsidies.models import SubsidyClaim
from subsidies.queries.acceptance import acceptance_of
from subsidies.queries.calculation import calculate_claim, stored_case
from subsidies.rules.facts import SubsidyCase
from subsidies.rules.figures import decimal
from subsidies.rules.what_if import Distance, Kind, Step, distance, kinds_in

NAMED_AT_ONCE = 6
RETURNABLE = frozenset(
    {
        ClaimState.SUBMITTED,
        ClaimState.FIRST_REVIEWED,
        ClaimState.SECOND_REVIEWED,
        ClaimState.DEPUTY_APPROVED,
    }
)
RETAKES = frozenset({ClassState.EXAMINED, ClassState.ACCEPTANCE_FAILED})
CERTIFYING = RETAKES | {ClassState.AWAITING_ACCEPTANCE, ClassState.ACCEPTED}
CONFIRMING = RETAKES | {ClassState.AWAITING_ACCEPTANCE}
# In which states of the class a kind of fact may still change; a kind that is not named may change at any time.
OPEN_WHILE: dict[Kind, frozenset[ClassState]] = {
    Kind.PASS: RETAKES,
    Kind.ATTENDANCE: CORRECTING,
    Kind.CONFIRMATION: CONFIRMING,
    Kind.CERTIFICATE: CERTIFYING,
    Kind.NEW_TALENT: CERTIFYING,
    Kind.CLASS_DAYS: frozenset(),
}
# Where the fact is entered, and in which words.
EVIDENCE: dict[Kind, tuple[str, str]] = {
    Kind.PASS: ("结业考试成绩", "classes:exam"),
    Kind.PASS_AND_EMPLOYMENT: ("结业考试成绩", "classes:exam"),
    Kind.EMPLOYMENT: ("就业证明", "classes:employment"),
    Kind.ATTENDANCE: ("考勤", "classes:teaching"),
    Kind.MINIMUM_ATTENDANCE: ("考勤", "classes:teaching"),
    Kind.CLASS_DAYS: ("课程计划", "classes:teaching"),
    Kind.CONFIRMATION: ("人员核实", "classes:verification"),
    Kind.CERTIFICATE: ("证书", "classes:certificates"),
    Kind.NEW_TALENT: ("证书", "classes:certificates"),
    Kind.PAPERS: ("证书", "classes:certificates"),
}
# All of whom it could be.
WAITING: dict[Kind, str] = {
    Kind.PASS: "尚未合格的",
    Kind.EMPLOYMENT: "尚未核实就业的",
    Kind.PASS_AND_EMPLOYMENT: "尚未合格或尚未核实就业的",
    Kind.CONFIRMATION: "尚未核实的",
    Kind.CERTIFICATE: "缺证书的",
    Kind.NEW_TALENT: "缺新增认定的",
    Kind.PAPERS: "缺两项以上的",
}


@dataclass(frozen=True)
class DistanceRow:
    """One change: what would have to be, whom it concerns, what it brings, and whether it can still be done."""

    step: Step
    people: str
    note: str
    is_open: bool
    evidence: str
    link: str

    @property
    def heads(self) -> str:
        return f"{decimal(self.step.payable_heads)} 人"

    @property
    def clause_text(self) -> str:
        return self.step.clause.spoken() if self.step.clause else ""


@dataclass(frozen=True)
class ClaimDistance:
    """The panel of one claim; rows that can still be done stand first."""

    found: Distance
    opening: DistanceRow | None
    rows: Sequence[DistanceRow]
    further: Sequence[DistanceRow]

    @property
    def nearest(self) -> DistanceRow | None:
        """What can still be done and is shown first, for a line elsewhere."""
        first = self.opening or next(iter(self.rows), None)
        return first if first is not None and first.is_open else None

    @property
    def obstacles(self) -> Sequence[tuple[str, Clause | None]]:
        return [(line.text, line.clause) for line in self.found.obstacles]

    @property
    def obstacle_texts(self) -> Sequence[str]:
        return [line.text for line in self.found.obstacles]


def present_distance(claim: SubsidyClaim) -> ClaimDistance:
    """The same from what is on record: an editable claim from today's facts, a submitted one from its own."""
    if claim.state in EDITABLE_STATES:
        calculation = calculate_claim(claim)
        return claim_distance(claim, calculation.case, calculation.parameters)
    return claim_distance(claim, stored_case(claim), Parameters.from_snapshot(claim.parameters or {}))


def nearest_change(claims: Iterable[SubsidyClaim]) -> DistanceRow | None:
    """For a line on the page of the class: what the claim that is still open lacks first."""
    standing = [claim for claim in claims if claim.state in EDITABLE_STATES | RETURNABLE]
    return present_distance(standing[-1]).nearest if standing else None


def claim_distance(claim: SubsidyClaim, case: SubsidyCase, parameters: Parameters) -> ClaimDistance:
    """What could still raise this claim. Who has left the class cannot be confirmed any more."""
    found = distance(case, parameters, _left(claim, case))
    rows = sorted((_row(step, claim) for step in found.steps), key=lambda row: not row.is_open)
    opening = None if found.opening is None else _opening(found.opening, claim)
    further = [_row(step, claim) for step in found.further]
    return ClaimDistance(found, opening, rows, further)


def _left(claim: SubsidyClaim, case: SubsidyCase) -> frozenset[str]:
    left = Enrolment.objects.filter(training_class=claim.training_class_id, state=EnrolmentState.WITHDRAWN)
    people = {str(person) for person in left.values_list("person_id", flat=True)}
    return frozenset(row.key for row in case.trainees or () if row.person in people)


def _row(step: Step, claim: SubsidyClaim) -> DistanceRow:
    is_open, note = _still(step, claim)
    if not step.is_proven:
        note = "；".join(part for part in (note, "组合较多，未逐一试算") if part)
    evidence, page = EVIDENCE.get(step.kind, ("", ""))
    link = reverse(page, args=[claim.training_class_id]) if page else ""
    return DistanceRow(step, "".join(_people(step)), note, is_open, evidence, link)


def _opening(step: Step, claim: SubsidyClaim) -> DistanceRow:
    acceptance = acceptance_of(claim.training_class)
    link = (acceptance or claim.training_class).get_absolute_url()
    return DistanceRow(step, "", "各项办齐后才能拨付", True, "结业验收" if acceptance else "班次", link)


def _still(step: Step, claim: SubsidyClaim) -> tuple[bool, str]:
    """Whether every fact that it touches may still change, and a word about it."""
    state = ClassState(claim.training_class.state)
    facts_are_open = all(state in OPEN_WHILE.get(kind, ClassState) for kind in kinds_in(step.change))
    if not facts_are_open or claim.state not in EDITABLE_STATES | RETURNABLE:
        return False, "已不可更改，仅供说明"
    return True, "" if claim.state in EDITABLE_STATES else "退回补正后可以补"


def _people(step: Step) -> Iterator[str]:
    """如 李**、王**；尚未合格的共 8 人."""
    named = step.people[:NAMED_AT_ONCE]
    if not named or (len(step.people) == 1 and step.words.startswith(named[0])):
        return
    others = len(step.waiting) - len(step.people)
    yield ("如 " if others > 0 else "") + "、".join(named)
    if len(step.people) > len(named):
        yield f"等 {len(step.people)} 人"
    if others > 0:
        yield f"；{WAITING[step.kind]}共 {len(step.waiting)} 人"
