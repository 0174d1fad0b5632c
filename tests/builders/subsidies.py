"""Classes that are examined, accepted, claimed and paid. What lies before the claim is written directly, in legal
states; acceptance, claim, notice and payment are done by the real operations, with the clock where it would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast as DatabaseCast
from django.db.models.functions import Concat

from classes.enums import ClassState, EnrolmentState
from classes.models import AttendanceMark, Enrolment, PlannedSession, TeachingLog, TrainingClass, VideoRecord
from classes.operations.attendance import recount_half_days
from classes.queries.teaching import expected_on
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.calendar_years import import_from_package
from foundation.core.models import CalendarYear
from foundation.policy.models import ParameterRow, ParameterState
from inspections.enums import InspectionKind, InspectionState
from inspections.models import Inspection
from institutions.enums import TrainingCategory
from subsidies.enums import AcceptanceState, ClaimState, FundEntryKind
from subsidies.models import (
    Acceptance,
    ArchiveItem,
    DifferenceExplanation,
    FundAccount,
    HeldLine,
    PublicNotice,
    SubsidyClaim,
)
from subsidies.operations import (
    approve_acceptance,
    approve_claim_as_deputy,
    approve_claim_as_director,
    close_notice,
    confirm_acceptance_in_system,
    confirm_inspection,
    confirm_training,
    create_claim,
    open_acceptance,
    open_fund_account,
    pass_first_claim_review,
    pass_second_claim_review,
    publish_claim,
    receive_acceptance,
    record_archive_facts,
    record_income,
    record_payment,
    send_to_finance,
    submit_acceptance,
    submit_claim,
)
from subsidies.rules.half_day import Code
from subsidies.workflow import ACCEPTANCE
from tests.builders.classes import make_file
from tests.builders.running import Size, make_running_class
from tests.builders.visits import make_dispute
from tests.builders.vouchers import place_vouchers
from tests.cast import Cast
from tests.clean_slate import without_triggers
from trainees.enums import DisputeTarget
from vouchers.enums import VoucherKind, VoucherState

FIRST_DAY = date(2026, 5, 6)
EARLIER_STEPS = (
    ("application.pass", "zhou_min"),
    ("voucher.issue", "zhou_min"),
    ("class.pass_first_review", "li_jing"),
    ("class.pass_second_review", "wang_jianming"),
    ("class.approve", "zhao_wenqing"),
    ("class.confirm_in_system", "li_jing"),
    ("class.record_evaluation_vouchers", "li_jing"),
)


@dataclass(frozen=True)
class Outcome:
    """How a class ended: heads approved, verified, passed and employed (the first of the roster each), and days."""

    approved: int = 4
    verified: int = 4
    passed: int = 4
    employed: int = 4
    days: int = 2
    category: str = TrainingCategory.ORDER


SMALL = Outcome()
SCREEN_04 = Outcome(approved=50, verified=48, passed=38, employed=36, days=18)


def make_examined_class(
    cast: Cast, outcome: Outcome = SMALL, *, institution: str = "qihang", **fields: Any
) -> TrainingClass:
    """已考试: taught, inspected, examined, everybody verified, employment proven; nothing accepted yet."""
    facts = {
        "category": outcome.category,
        "ends_on": FIRST_DAY + timedelta(days=outcome.days - 1),
        "city_filed_on": FIRST_DAY - timedelta(days=20),
        "state": ClassState.EXAMINED,
        **fields,
    }
    size = Size(people=outcome.approved, days=outcome.days, lessons=1)
    training_class = make_running_class(cast, size, institution=institution, first_day=FIRST_DAY, **facts)
    _attend(training_class)
    _decide_people(cast, training_class, outcome)
    _write_logs(training_class)
    _inspect(cast, training_class)
    for action, name in EARLIER_STEPS:
        append(Event(action, action, training_class), actor=cast.actor(name))
    staying = training_class.enrolments.exclude(state=EnrolmentState.WITHDRAWN).select_related("application")
    for kind in VoucherKind:
        place_vouchers(staying, VoucherState.EVALUATED, kind)
    return training_class


def _attend(training_class: TrainingClass) -> None:
    """Everybody came to every half-day; each 学时 was recorded."""
    sessions = list(PlannedSession.objects.filter(training_class=training_class))
    people = list(training_class.enrolments.all())
    AttendanceMark.objects.bulk_create(
        AttendanceMark(session=s, enrolment=e, signed_in_at=s.starts_at, signed_out_at=s.ends_at)
        for s in sessions
        for e in people
    )
    VideoRecord.objects.bulk_create(
        VideoRecord(
            session=s,
            lesson=1,
            disk_label=training_class.number,
            path=str(s.pk),
            minutes=30,
            shows_everybody=True,
        )
        for s in sessions
    )
    PlannedSession.objects.filter(training_class=training_class).update(closed_at=clock.now())
    recount_half_days(training_class.enrolments.all())


def _decide_people(cast: Cast, training_class: TrainingClass, outcome: Outcome) -> None:
    """The first of the roster are verified, passed, employed; the last approved one has left."""
    now, people = clock.now(), Enrolment.objects.filter(training_class=training_class)
    people.update(theory_points=5000, practice_points=5000, state=EnrolmentState.NOT_VERIFIED)
    passed = people.filter(position__lte=outcome.passed)
    passed.update(has_passed=True, theory_points=8000, practice_points=8000)
    people.filter(position__lte=outcome.verified).update(
        state=EnrolmentState.VERIFIED, verified_at=now, verified_by=cast["zhang_wei"]
    )
    people.filter(position__lte=outcome.employed).update(
        state=EnrolmentState.EMPLOYMENT_VERIFIED,
        employment_verified_at=now,
        employment_verified_by=cast["guo_liang"],
    )
    last = people.filter(position=outcome.approved, state=EnrolmentState.NOT_VERIFIED)
    last.update(state=EnrolmentState.WITHDRAWN, withdrawn_on=training_class.starts_on)


def _write_logs(training_class: TrainingClass) -> None:
    """Every day written up with the heads of its sheets."""
    people = list(training_class.enrolments.all())
    days = {session.date for session in PlannedSession.objects.filter(training_class=training_class)}
    heads = {day: len(expected_on(people, day)) for day in days}
    TeachingLog.objects.bulk_create(
        TeachingLog(
            training_class=training_class,
            date=day,
            expected_count=heads[day],
            present_count=heads[day],
            absent_count=0,
            teaching_method="讲授",
            lessons=2,
            morning_record="按计划讲授",
            afternoon_record="分组练习",
        )
        for day in days
    )


def make_explanation(training_class: TrainingClass) -> DifferenceExplanation:
    """An explanation that waits for its judgement; what it explains is another matter."""
    session = training_class.sessions.order_by("date", "half").first()
    assert session is not None
    return DifferenceExplanation.objects.create(
        session=session,
        code=Code.FEWER_COUNTED,
        evidence="签到表：签到 4 人；检查清点：清点 3 人",
        reason="1 号点名时在医务室",
        proof=make_file(),
    )


def _inspect(cast: Cast, training_class: TrainingClass) -> None:
    """One visit and one look at the recordings, both without findings, by 张伟 and 郭亮."""
    for kind in (InspectionKind.ON_SITE, InspectionKind.VIDEO):
        inspection = Inspection.objects.create(
            number=f"{training_class.number}-{kind[:2]}",
            kind=kind,
            training_class=training_class,
            planned_on=training_class.starts_on,
            inspected_at=clock.now(),
            recorded_at=clock.now(),
            recorded_by=cast["zhang_wei"],
            state=InspectionState.CLEAR,
        )
        for name in ("zhang_wei", "guo_liang"):
            inspection.assignments.create(inspector=cast[name], confirmed_at=clock.now())


def make_acceptance(
    cast: Cast, state: str = AcceptanceState.RECEIVED, outcome: Outcome = SMALL, **fields: Any
) -> Acceptance:
    """The acceptance of a new class in `state`: taken there step by step, or for RECEIVED written as it then is."""
    institution = fields.get("institution", "qihang")
    manager = cast.actor(f"{institution}_manager")
    acceptance = open_acceptance(make_examined_class(cast, outcome, **fields), actor=manager)
    bind_archive(acceptance)
    if state == AcceptanceState.DRAFT:
        return acceptance
    if state == AcceptanceState.RECEIVED:
        return _write_received(cast, acceptance, manager)
    for reached, operation, name in ACCEPTANCE_WAY:
        if reached == AcceptanceState.RECEIVED:
            record_archive_facts(
                acceptance, actor=cast.actor(name), box_number="2026-012", finance_is_in_order=True
            )
        moved: Acceptance = operation(acceptance, actor=manager if name == "manager" else cast.actor(name))
        acceptance = moved
        if reached == state:
            return acceptance
    raise AssertionError(f"no way leads to {state}")


ACCEPTANCE_WAY: tuple[tuple[str, Any, str], ...] = (
    (AcceptanceState.SUBMITTED, submit_acceptance, "manager"),
    (AcceptanceState.TRAINING_CONFIRMED, confirm_training, "li_jing"),
    (AcceptanceState.INSPECTION_CONFIRMED, confirm_inspection, "guo_liang"),
    (AcceptanceState.APPROVED, approve_acceptance, "zhao_wenqing"),
    (AcceptanceState.SYSTEM_CONFIRMED, confirm_acceptance_in_system, "hao_ping"),
    (AcceptanceState.RECEIVED, receive_acceptance, "wu_fang"),
)


def _write_received(cast: Cast, acceptance: Acceptance, manager: Actor) -> Acceptance:
    """Signed by everybody and received: what hundreds of tests of the claim begin with.

    The steps themselves are what the tests of the acceptance are about.
    """
    stamps: dict[str, Any] = {}
    before: str = acceptance.state
    for reached, _, name in ACCEPTANCE_WAY:
        actor = manager if name == "manager" else cast.actor(name)
        step = next(each for each in ACCEPTANCE.transitions if each.target == reached)
        append(
            Event(
                ACCEPTANCE.action(step.verb),
                ACCEPTANCE.verb_label(step.verb),
                acceptance,
                from_state=before,
                to_state=reached,
            ),
            actor=actor,
        )
        if stamp := step.stamp:
            stamps |= {f"{stamp}_at": clock.now(), f"{stamp}_by_id": actor.user_id}
        before = reached
    Acceptance.objects.filter(pk=acceptance.pk).update(
        **stamps, state=before, state_since=clock.now(), box_number="2026-012", finance_is_in_order=True
    )
    TrainingClass.objects.filter(pk=acceptance.training_class_id).update(
        state=ClassState.ACCEPTED, state_since=clock.now()
    )
    return Acceptance.objects.get(pk=acceptance.pk)


def bind_archive(acceptance: Acceptance) -> None:
    """Every line present with its pages, the report written."""
    items = ArchiveItem.objects.filter(acceptance=acceptance, comes_after_claim=False)
    page = DatabaseCast("order", CharField())
    items.update(is_present=True, pages=Concat(page, Value("-"), page))
    Acceptance.objects.filter(pk=acceptance.pk).update(
        report="本期培训按计划完成，材料齐全。", disk_label="YP-2026-05"
    )


def make_fund(cast: Cast, amount_fen: int = 100_000_000, year: int = 2026) -> FundAccount:
    """The account of the year with money in it."""
    finance = cast.actor("sun_li")
    account = open_fund_account(actor=finance, year=year, name=f"{year}年职业技能培训专账资金")
    record_income(
        account,
        actor=finance,
        kind=FundEntryKind.ALLOTMENT,
        amount_fen=amount_fen,
        occurred_on=date(year, 1, 15),
        document=f"吕财社〔{year}〕3号",
    )
    account.refresh_from_db()
    return account


def know_calendar(*years: int) -> None:
    """The working days of these years, by default 2026, as the State Council published them."""
    for year in years or (2026,):
        if not CalendarYear.objects.filter(year=year).exists():
            import_from_package(year)


def confirm_standard(key: str = "ladder", document: str = "2026-8") -> None:
    """The bureau has confirmed that the carried-over standard goes on: two people, a later row."""
    pending = ParameterRow.objects.get(document_id=document, key=key, state=ParameterState.ACTIVE)
    ParameterRow.objects.create(
        document_id=document,
        key=key,
        kind=pending.kind,
        written=pending.written,
        clause_document=pending.clause_document,
        clause_label=pending.clause_label,
        effective_from=date(2026, 2, 10),
        state=ParameterState.ACTIVE,
        reason="局长办公会确认继续执行",
        proposed_by_name="李静",
        activated_by_name="王建明",
        activated_at=clock.now(),
    )


def make_claim(
    cast: Cast, state: str = ClaimState.SUBMITTED, outcome: Outcome = SMALL, **fields: Any
) -> SubsidyClaim:
    """A claim in `state`, DRAFT to CONCLUDED. Needs `policy_in_force`; from approval on, `make_fund`.

    From 公示 on the clock is moved: published on the day of the caller, closed and paid after the fifth working day.
    """
    institution = fields.get("institution", "qihang")
    acceptance = make_acceptance(cast, AcceptanceState.RECEIVED, outcome, **fields)
    training_class = TrainingClass.objects.get(pk=acceptance.training_class_id)
    claim = create_claim(training_class, actor=cast.actor(f"{institution}_manager"))
    for reached in CLAIM_WAY:
        if claim.state == state:
            break
        claim = advance(cast, claim, reached, institution)
    return claim


CLAIM_WAY = (
    ClaimState.SUBMITTED,
    ClaimState.FIRST_REVIEWED,
    ClaimState.SECOND_REVIEWED,
    ClaimState.DEPUTY_APPROVED,
    ClaimState.DIRECTOR_APPROVED,
    ClaimState.PUBLISHED,
    ClaimState.NOTICE_CLOSED,
    ClaimState.SENT_TO_FINANCE,
    ClaimState.CONCLUDED,
)
SIGNERS: dict[str, tuple[Any, str]] = {
    ClaimState.FIRST_REVIEWED: (pass_first_claim_review, "li_jing"),
    ClaimState.SECOND_REVIEWED: (pass_second_claim_review, "hao_ping"),
    ClaimState.DEPUTY_APPROVED: (approve_claim_as_deputy, "zhao_wenqing"),
    ClaimState.DIRECTOR_APPROVED: (approve_claim_as_director, "sun_guodong"),
    ClaimState.PUBLISHED: (publish_claim, "li_jing"),
}


def advance(cast: Cast, claim: SubsidyClaim, to: str, institution: str = "qihang") -> SubsidyClaim:
    """The one step that leads to `to`."""
    if to == ClaimState.SUBMITTED:
        return submit_claim(claim, actor=cast.actor(f"{institution}_manager"))
    if to in SIGNERS:
        know_calendar()
        operation, name = SIGNERS[to]
        moved: SubsidyClaim = operation(claim, actor=cast.actor(name), comment="同意。")
        return moved
    with clock.moved_to(_moment(claim, HOURS[to])):
        if to == ClaimState.NOTICE_CLOSED:
            return close_notice(claim, actor=cast.actor("li_jing").as_system())
        if to == ClaimState.SENT_TO_FINANCE:
            return send_to_finance(claim, actor=cast.actor("sun_li"))
        return pay(cast, claim)


HOURS: dict[str, int] = {
    ClaimState.NOTICE_CLOSED: 9,
    ClaimState.SENT_TO_FINANCE: 10,
    ClaimState.CONCLUDED: 15,
}


def _moment(claim: SubsidyClaim, hour: int) -> datetime:
    assert claim.notice is not None
    return datetime.combine(max(claim.notice.payable_from, clock.today()), time(hour), tzinfo=clock.CHINA)


def pay(cast: Cast, claim: SubsidyClaim, reference: str = "") -> SubsidyClaim:
    return record_payment(
        claim,
        actor=cast.actor("finance_qiao"),
        bank_reference=reference or f"GK{claim.number}",
        paid_on=clock.today(),
    )


def payable_morning(claim: SubsidyClaim) -> datetime:
    """Nine o'clock on the first day on which the claim may be paid."""
    return _moment(claim, 9)


def place_claim(cast: Cast, state: str = ClaimState.SUBMITTED, **fields: Any) -> SubsidyClaim:
    """A row written directly, of a class with one person, for lists and constraints; its figures are invented."""
    training_class = make_running_class(cast, Size(people=1), institution=fields.pop("institution", "qihang"))
    facts: dict[str, Any] = {
        "number": f"BT-2026-{9000 + SubsidyClaim.objects.count():04d}",
        "training_class": training_class,
        "institution": training_class.institution,
        "state": state,
        "facts": {},
        "parameters": {},
        "statement": {},
        "digest": "d" * 64,
        "payable_heads": 1,
        "full_fen": 150_000,
        "total_fen": 150_000,
        "received_on": date(2026, 6, 10),
        "pay_by": date(2026, 8, 10),
        "submitted_by": cast["qihang_manager"],
    }
    return SubsidyClaim.objects.create(**{**facts, **fields})


def place_held_line(claim: SubsidyClaim) -> HeldLine:
    """A line of a claim that was not sent, written past the triggers: for addresses, lists and refusals."""
    row = claim.people.filter(amount_fen__gt=0).select_related("enrolment__person")[0]
    dispute = make_dispute(row.enrolment.person, DisputeTarget.CLASS, row.enrolment_id, claim.institution_id)
    with without_triggers():
        return HeldLine.objects.create(claim=claim, row=row, dispute=dispute, amount_fen=row.amount_fen)


def _samples(cast: Cast, institution: str) -> dict[str, dict[str, Any]]:
    claim = make_claim(cast, ClaimState.SUBMITTED, institution=institution)
    acceptance = Acceptance.objects.get(training_class=claim.training_class_id)
    item = acceptance.items.order_by("order").first()
    assert item is not None
    ArchiveItem.objects.filter(pk=item.pk).update(file=make_file())
    line = place_held_line(claim)
    explanation = make_explanation(claim.training_class)
    by_record = {
        line.pk: ("held_detail", "held_perform", "held_payment"),
        claim.pk: ("claim_detail", "claim_perform", "claim_sheet", "claim_publish", "claim_objection",
                   "claim_payment", "claim_recover"),
        acceptance.pk: ("acceptance_detail", "acceptance_perform", "acceptance_report", "acceptance_facts",
                        "archive_fill"),
        item.pk: ("item_fill", "item_deficiency", "item_file"),
        claim.training_class_id: ("acceptance_open", "claim_open", "class_stages", "source_class"),
        explanation.session_id: ("difference_explain",),
        explanation.pk: ("difference_detail", "difference_perform", "difference_proof"),
    }  # fmt: skip
    samples = {f"subsidies:{name}": {"pk": pk} for pk, names in by_record.items() for name in names}
    for kind, pk in (("acceptance", acceptance.pk), ("claim", claim.pk), ("held", line.pk),
                     ("difference", explanation.pk)):  # fmt: skip
        samples |= {f"subsidies-api-{kind}-{action}": {"pk": pk} for action in ("detail", "perform")}
    return samples


def _sample_notice(cast: Cast) -> PublicNotice:
    today = clock.today()
    return PublicNotice.objects.create(
        number="GS-2026-901",
        title="关于2026年第九批职业技能培训补贴资金的公示",
        content={"basis": "", "entries": [], "total_heads": 0, "total_fen": 0},
        digest="d" * 64,
        published_on=today,
        working_days=5,
        closes_on=today + timedelta(days=7),
        payable_from=today + timedelta(days=8),
        published_by=cast["li_jing"],
    )
