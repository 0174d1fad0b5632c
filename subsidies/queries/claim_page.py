"""Everything that the page of one claim shows (screen 04): sheet, open readings, what is missing, checks, people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from classes.enums import EnrolmentState
from classes.queries.results import ClassNumbers, class_facts
from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from foundation.core.display import StateTag, Task
from foundation.core.money import yuan_in_words
from foundation.policy.models import ParameterRow
from foundation.policy.statements import Line, Statement
from foundation.policy.types import Parameters
from inspections.models import Inspection
from inspections.queries import open_serious_findings
from subsidies.enums import EDITABLE_STATES
from subsidies.models import ClaimPerson, HeldLine, Payment, SubsidyClaim
from subsidies.queries.acceptance import acceptance_of
from subsidies.queries.calculation import (
    PersonAmount,
    calculate_claim,
    stored_case,
    stored_statement,
    unconfirmed_standard,
)
from subsidies.queries.claim import claim_people, days_to_pay
from subsidies.queries.claim_readings import ReadingRow, claim_readings
from subsidies.queries.disputed import FrozenLine, frozen_lines
from subsidies.queries.distance import ClaimDistance, claim_distance
from subsidies.queries.explanation import SheetRow, line_rows, sheet_rows, stored_rows
from subsidies.queries.fund import payments_of
from subsidies.queries.held import held_line_of, held_of, stored_sending, sum_of
from subsidies.queries.stage_overview import StageOverview, stage_overview
from subsidies.rules.facts import Category
from subsidies.rules.rates import standard_key
from vouchers.enums import VoucherState
from vouchers.models import Voucher


@dataclass(frozen=True)
class PersonRow:
    """One trainee on the list of the claim; `amount_fen` is None for one who is not paid and owes nothing.

    `formula` says how the amount came about, `reason` why it is none, or is held back.
    """

    position: int
    name: str
    identity: str
    days: str
    passed: bool
    employed: bool
    amount_fen: int | None
    formula: str
    reason: str


@dataclass(frozen=True)
class ClaimPage:
    """`is_preview`: calculated from today's data, nothing is stored until the claim is handed in."""

    claim: SubsidyClaim
    statement: Statement
    is_preview: bool
    rows: Sequence[SheetRow]
    warnings: Sequence[str]
    pending: str
    readings: Sequence[ReadingRow]
    distance: ClaimDistance
    people: Sequence[PersonRow]
    checks: Sequence[Task]
    entries: Sequence[Entry]
    payments: Sequence[Payment]
    days_left: int | None
    is_trial_rate: bool
    stages: StageOverview | None
    frozen: Sequence[FrozenLine] = ()
    held: Sequence[HeldLine] = ()
    sending: Sequence[Line] = ()

    @property
    def newly_frozen(self) -> list[FrozenLine]:
        """Disputed after the claim was sent, or before it is: not held back (yet)."""
        held = {line.row_id for line in self.held}
        return [line for line in self.frozen if line.row.pk not in held]

    @property
    def held_open_fen(self) -> int:
        return sum_of(line for line in self.held if line.is_open)

    @property
    def telling_readings(self) -> list[ReadingRow]:
        """The questions of which another reading would change this claim."""
        return [row for row in self.readings if row.matters]

    @property
    def idle_readings(self) -> list[ReadingRow]:
        return [row for row in self.readings if not row.matters]

    @property
    def total_in_words(self) -> str:
        fen = self.statement.total_fen
        return "" if fen is None else yuan_in_words(fen)

    @property
    def reviewers(self) -> str:
        """一审 李静，二审 周敏（不得为同一人）."""
        first, second = self.claim.first_reviewed_by, self.claim.second_reviewed_by
        named = f"一审 {first or '待办'}，二审 {second or '待办'}"
        return f"{named}（不得为同一人）"


def claim_page(claim: SubsidyClaim, actor: Actor) -> ClaimPage:
    """The page of one claim. An editable one is calculated now, a submitted one is shown as stored."""
    is_preview = claim.state in EDITABLE_STATES
    if is_preview:
        calculation = calculate_claim(claim)
        case, parameters, statement = calculation.case, calculation.parameters, calculation.statement
        people = _preview_people(claim, calculation.people)
        rows = sheet_rows(claim, line_rows(claim, statement), parameters)
    else:
        case, statement = stored_case(claim), stored_statement(claim)
        parameters = Parameters.from_snapshot(claim.parameters or {})
        people = [_person(row, held_line_of(row)) for row in claim_people(claim)]
        rows = stored_rows(claim)
    entries = Entry.objects.visible_to(actor).done().of_record("subsidies.subsidyclaim", claim.pk)
    return ClaimPage(
        claim=claim,
        statement=statement,
        is_preview=is_preview,
        rows=rows,
        warnings=[w.text for w in statement.warnings if w.code != "W_RATE_PENDING"],
        pending=_pending(claim, statement),
        readings=claim_readings(claim, case, parameters),
        distance=claim_distance(claim, case, parameters),
        people=people,
        checks=list(_checks(claim, statement)),
        entries=list(entries.order_by("-seq")),
        payments=payments_of(claim),
        days_left=days_to_pay(claim),
        is_trial_rate=_rests_on_trial_rate(claim, parameters),
        stages=stage_overview(claim),
        frozen=() if is_preview else frozen_lines(claim),
        held=held_of(claim),
        sending=stored_sending(claim),
    )


def _rests_on_trial_rate(claim: SubsidyClaim, parameters: Parameters) -> bool:
    """Whether the standard was entered for trial only (DR-14): it is then cited as 试用标准."""
    used = parameters.get(standard_key(Category(claim.training_class.category), parameters))
    rows = ParameterRow.objects.filter(document_id=claim.training_class.policy_document_id, is_trial=True)
    return used is not None and rows.filter(key=used.key, effective_from=used.effective_from).exists()


def _pending(claim: SubsidyClaim, statement: Statement) -> str:
    """The banner while a carried-over standard is not confirmed (A12)."""
    told = next((w.text for w in statement.warnings if w.code == "W_RATE_PENDING"), "")
    if not told or (claim.parameters and unconfirmed_standard(claim) is None):
        return ""
    return told


def _preview_people(claim: SubsidyClaim, people: Iterable[PersonAmount]) -> list[PersonRow]:
    """The rows as they would be stored."""
    enrolments = {
        e.pk: e for e in claim.training_class.enrolments.select_related("person").order_by("position")
    }
    return [
        _person(
            ClaimPerson(
                claim=claim,
                enrolment=enrolments[p.enrolment_id],
                half_days=p.half_days,
                is_paid=p.is_paid,
                amount_fen=p.amount_fen,
                formula=p.formula,
                exclusion_reason=p.reason,
            )
        )
        for p in people
    ]


def _person(row: ClaimPerson, held: HeldLine | None = None) -> PersonRow:
    enrolment = row.enrolment
    days, half = divmod(row.half_days, 2)
    return PersonRow(
        position=enrolment.position,
        name=enrolment.person.masked_name,
        identity=enrolment.person.identity_masked,
        days=f"{days}.5" if half else str(days),
        passed=enrolment.has_passed,
        employed=enrolment.employment_verified_by_id is not None,
        amount_fen=row.amount_fen if row.is_paid or row.amount_fen else None,
        formula=row.formula,
        reason=f"{held.state_tag.label}（异议 {held.dispute.number}）"
        if held
        else _without_name(row.exclusion_reason, enrolment.person.masked_name),
    )


def _without_name(reason: str, name: str) -> str:
    """The reason stands in the person's own row."""
    return reason.removeprefix(name).strip()


def _checks(claim: SubsidyClaim, statement: Statement) -> Iterable[Task]:
    training_class = claim.training_class
    numbers = class_facts(training_class)
    acceptance = acceptance_of(training_class)
    if acceptance is not None:
        yield Task("档案验收", acceptance.state_tag, acceptance.get_absolute_url(), "五步逐级签字")
    yield _vouchers(claim)
    yield _people_check(numbers)
    yield _passes(statement, numbers)
    yield _employment(claim, numbers)
    yield _inspections(claim)


def _vouchers(claim: SubsidyClaim) -> Task:
    if not claim.is_final_stage:
        return Task("电子券", StateTag("末段兑现", "mute"), hint="各段拨付不兑现，末段清算时一并兑现、核销")
    rows = Voucher.objects.live().filter(training_class=claim.training_class_id)
    closed = rows.filter(claim_id=claim.pk, state=VoucherState.WRITTEN_OFF).count()
    redeemed = rows.filter(claim_id=claim.pk, state=VoucherState.REDEEMED).count()
    if closed:
        return Task("电子券", StateTag("已核销", "ok"), hint=f"{closed} 张")
    if redeemed:
        return Task("电子券", StateTag("已兑现", "ok"), hint=f"{redeemed} 张，拨付后核销")
    return Task("电子券", StateTag("待兑现", "mute"), hint=f"{rows.count()} 张，送财政时兑现")


def _people_check(numbers: ClassNumbers) -> Task:
    hint = f"审批 {numbers.approved} 人，退班 {numbers.withdrawn} 人，核实 {numbers.verified} 人"
    return Task("人员核实", StateTag("已核实", "ok"), hint=hint)


def _passes(statement: Statement, numbers: ClassNumbers) -> Task:
    hint = f"合格 {numbers.passed} 人，其中核实 {numbers.verified_passed} 人"
    if "W_PAID_WITHOUT_PASS" in statement.warning_codes:
        return Task("应付人员成绩", StateTag("须两人签字", "warn"), hint=f"{hint}；应付人员中有未合格的")
    return Task("应付人员成绩", StateTag("无异常", "ok"), hint=hint)


def _employment(claim: SubsidyClaim, numbers: ClassNumbers) -> Task:
    rows = claim.training_class.enrolments
    waiting = rows.filter(
        state__in=[EnrolmentState.EMPLOYMENT_PENDING, EnrolmentState.EMPLOYMENT_RETURNED]
    ).count()
    tag = StateTag(f"{waiting} 份待补", "warn") if waiting else StateTag("已核验", "ok")
    return Task("就业证明", tag, hint=f"有效 {numbers.employed} 份")


def _inspections(claim: SubsidyClaim) -> Task:
    rows = Inspection.objects.filter(training_class=claim.training_class_id).recorded()
    on_site, video = rows.on_site().count(), rows.video().count()
    serious = open_serious_findings(claim.training_class).count()
    tag = StateTag(f"{serious} 项严重问题未销号", "danger") if serious else StateTag("通过", "ok")
    return Task("现场检查、视频调阅", tag, hint=f"{on_site} 次、{video} 次")
