"""Reads about vouchers: who will get one, what the loop still owes, the list and its chips."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from classes.enums import ClassState, EnrolmentState
from classes.models import Enrolment, TrainingClass
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.reasons import Reason
from trainees.enums import ApplicationState
from trainees.models import Application
from vouchers.enums import CLOSED_STATES, DEAD_STATES, REDEEMED_STATES, VoucherKind, VoucherState
from vouchers.models import Voucher

CLAUSE = "文人社字〔2026〕8号 监控表"
MAY_HOLD = frozenset({ApplicationState.PASSED, ApplicationState.VOUCHER_ISSUED})
HAS_NOT_PASSED = {
    ApplicationState.DRAFT: "尚未报名",
    ApplicationState.REGISTERED: "机构尚未初核",
    ApplicationState.INSTITUTION_CHECKED: "尚未提交资格审核",
    ApplicationState.UNDER_REVIEW: "正在资格审核",
    ApplicationState.RETURNED: "已退回补正",
}


@dataclass(frozen=True)
class IssueLine:
    """One person of a roster before 制券: the voucher held, or the reason why none can be issued."""

    application: Application
    voucher: Voucher | None
    obstacle: Reason | None

    @property
    def will_get(self) -> bool:
        """A voucher is made out for this person when the list is issued."""
        return self.obstacle is None and (
            self.voucher is None or self.voucher.state == VoucherState.REQUESTED
        )


@dataclass(frozen=True)
class IssuePlan:
    """A roster with, for each person, whether a training voucher will be issued and why not."""

    group_id: UUID
    title: str
    lines: tuple[IssueLine, ...]

    @property
    def to_issue(self) -> list[IssueLine]:
        return [line for line in self.lines if line.will_get]

    @property
    def holding(self) -> list[IssueLine]:
        return [line for line in self.lines if line.voucher and line.voucher.state != VoucherState.REQUESTED]

    @property
    def without(self) -> list[IssueLine]:
        return [line for line in self.lines if line.obstacle is not None]


@dataclass(frozen=True)
class EvaluationLine:
    """One trainee before 制评价券: both vouchers as they are, or what stands in the way."""

    enrolment: Enrolment
    training: Voucher | None
    evaluation: Voucher | None
    obstacle: Reason | None


@dataclass(frozen=True)
class LoopLine:
    """One voucher that is not closed, and what it waits for."""

    voucher: Voucher
    waits_for: str
    needs_attention: bool


def issue_plan(group_id: UUID, actor: Actor) -> IssuePlan:
    """Who of a roster will get a training voucher; empty for a foreign roster. Two queries."""
    applications = list(
        Application.objects.live()
        .visible_to(actor)
        .filter(group_id=group_id)
        .select_related("person", "institution")
        .order_by("position", "created_at")
    )
    people = {application.person_id for application in applications}
    held: dict[tuple[UUID, str, str, int], Voucher] = {}
    for voucher in (
        Voucher.objects.live().training().filter(person_id__in=people).select_related("training_class")
    ):
        held[_unique_key(voucher)] = voucher
    title = applications[0].group_title if applications else ""
    return IssuePlan(group_id, title, tuple(_issue_line(application, held) for application in applications))


def _issue_line(application: Application, held: dict[tuple[UUID, str, str, int], Voucher]) -> IssueLine:
    key = (application.person_id, application.occupation_code, application.level, training_year(application))
    voucher = held.get(key)
    if voucher is not None and voucher.application_id != application.pk:
        reason = Reason(
            "voucher.held_elsewhere",
            "本年度同工种同等级已有有效培训券，请先核实",
            "文人社字〔2026〕8号 二(2)",
        )
        return IssueLine(application, None, reason)
    return IssueLine(application, voucher, _obstacle(application))


def _obstacle(application: Application) -> Reason | None:
    waiting = HAS_NOT_PASSED.get(ApplicationState(application.state))
    if waiting is None:
        return None
    return Reason(
        "voucher.holder_not_eligible",
        f"{waiting}，通过后才能发券",
        "文人社字〔2026〕8号 二(2)",
        application.get_absolute_url(),
    )


def training_year(application: Application) -> int:
    """The year a voucher counts for: that in which the training is planned to begin."""
    return (application.planned_from or clock.today()).year


def _unique_key(voucher: Voucher) -> tuple[UUID, str, str, int]:
    return voucher.person_id, voucher.occupation_code, voucher.level, voucher.year


def evaluation_plan(training_class: TrainingClass) -> list[EvaluationLine]:
    """Every trainee present in the class with both vouchers, in roster order. Two queries."""
    enrolments = list(
        Enrolment.objects.present()
        .filter(training_class=training_class)
        .select_related("person", "application")
        .order_by("position")
    )
    vouchers: dict[tuple[UUID, str], Voucher] = {
        (voucher.application_id, voucher.kind): voucher
        for voucher in Voucher.objects.live().filter(application__in=[e.application_id for e in enrolments])
    }
    lines = []
    for enrolment in enrolments:
        training = vouchers.get((enrolment.application_id, VoucherKind.TRAINING))
        evaluation = vouchers.get((enrolment.application_id, VoucherKind.EVALUATION))
        lines.append(EvaluationLine(enrolment, training, evaluation, _binding_obstacle(enrolment, training)))
    return lines


def _binding_obstacle(enrolment: Enrolment, training: Voucher | None) -> Reason | None:
    who = f"{enrolment.position} 号{enrolment.person.masked_name}"
    if training is None or training.state == VoucherState.REQUESTED:
        return Reason("voucher.training_missing", f"{who}没有有效的培训券，请资格审核小组先补发", CLAUSE)
    if training.state == VoucherState.ISSUED and training.valid_to < clock.today():
        return Reason(
            "voucher.expired", f"{who}的培训券 {training.valid_to:%Y-%m-%d} 已过期，请重新申请", CLAUSE
        )
    return None


def class_vouchers(training_class: TrainingClass) -> QuerySet[Voucher]:
    """Every voucher of a class and of the roster it came from, void ones included."""
    return (
        Voucher.objects.filter(Q(training_class=training_class) | Q(application__group_id=training_class.pk))
        .select_related("person", "application")
        .order_by("kind", "number")
    )


def open_vouchers(training_class: TrainingClass) -> QuerySet[Voucher]:
    """Those that may still follow the class: neither redeemed nor closed."""
    return class_vouchers(training_class).exclude(state__in=CLOSED_STATES | REDEEMED_STATES)


def redeemable(training_class: TrainingClass, person_ids: Iterable[UUID]) -> QuerySet[Voucher]:
    """Live vouchers of these people in this class, whether or not they can be redeemed yet."""
    return Voucher.objects.live().filter(training_class=training_class, person_id__in=list(person_ids))


def claim_vouchers(claim_id: UUID) -> QuerySet[Voucher]:
    """The vouchers that a claim has redeemed."""
    return Voucher.objects.filter(claim_id=claim_id, state__in=REDEEMED_STATES).select_related("person")


def written_off_heads(claim_id: UUID) -> int:
    """People whose training voucher is written off for a claim: must equal the heads paid (C3)."""
    return Voucher.objects.training().filter(claim_id=claim_id, state=VoucherState.WRITTEN_OFF).count()


def vouchers_for_list(actor: Actor) -> QuerySet[Voucher]:
    """The rows of the voucher list with all that a line shows."""
    return (
        Voucher.objects.visible_to(actor)
        .select_related(
            "person", "application__institution", "training_class__occupation", "training_class__institution"
        )
        .order_by("-created_at", "number")
    )


def issued_list(group_id: UUID, actor: Actor) -> QuerySet[Voucher]:
    """制券名单 of a roster: its live training vouchers in roster order."""
    rows = vouchers_for_list(actor).filter(application__group_id=group_id, kind=VoucherKind.TRAINING)
    return rows.exclude(state__in=DEAD_STATES).order_by("application__position")


def state_counts(vouchers: QuerySet[Voucher]) -> dict[str, int]:
    """Vouchers by state, for the chips."""
    rows = vouchers.order_by().values_list("state").annotate(number=Count("pk"))
    return {state: number for state, number in rows}


@dataclass(frozen=True)
class Funnel:
    """How many vouchers of a kind got how far (20号 六): each figure contains those after it."""

    issued: int
    bound: int
    completed: int
    redeemed: int
    written_off: int
    dead: int


def funnel(vouchers: QuerySet[Voucher]) -> Funnel:
    counts = state_counts(vouchers)

    def reached(*states: str) -> int:
        return sum(counts.get(state, 0) for state in states)

    s = VoucherState
    after_completion = (s.COMPLETED, s.EVALUATED, s.REDEEMED, s.WRITTEN_OFF)
    return Funnel(
        issued=reached(s.ISSUED, s.BOUND, s.IN_TRAINING, *after_completion),
        bound=reached(s.BOUND, s.IN_TRAINING, *after_completion),
        completed=reached(*after_completion),
        redeemed=reached(s.REDEEMED, s.WRITTEN_OFF),
        written_off=reached(s.WRITTEN_OFF),
        dead=reached(s.VOIDED, s.EXPIRED, s.RETURNED),
    )


def loop_vouchers(actor: Actor) -> QuerySet[Voucher]:
    """Every voucher that is not closed, oldest state first."""
    return vouchers_for_list(actor).exclude(state__in=CLOSED_STATES).order_by("state_since", "number")


def loop_line(voucher: Voucher) -> LoopLine:
    """What an open voucher waits for, and whether somebody must act (闭环表)."""
    expired = voucher.state == VoucherState.ISSUED and voucher.valid_to < clock.today()
    if expired:
        return LoopLine(voucher, "已过有效期，次日自动转为过期", True)
    if voucher.training_class is None:
        return LoopLine(voucher, _WITHOUT_CLASS[VoucherState(voucher.state)], False)
    return _of_class(voucher, ClassState(voucher.training_class.state))


def _of_class(voucher: Voucher, class_state: ClassState) -> LoopLine:
    if class_state in {ClassState.TERMINATED, ClassState.SUSPENDED}:
        return LoopLine(voucher, f"班次{class_state.label}，须由培训业务小组处理", True)
    if voucher.state in {VoucherState.COMPLETED, VoucherState.EVALUATED}:
        return LoopLine(voucher, _AFTER_TEACHING.get(class_state, "等机构申领补贴"), False)
    return LoopLine(voucher, _IN_CLASS.get(VoucherState(voucher.state), "随班次办理"), False)


_WITHOUT_CLASS = {
    VoucherState.REQUESTED: "等资格审核小组发券",
    VoucherState.ISSUED: "等开班后绑定班级",
}
_IN_CLASS = {
    VoucherState.BOUND: "等开班",
    VoucherState.IN_TRAINING: "培训中，等教学完成",
    VoucherState.REDEEMED: "已兑现，等拨付后核销",
}
_AFTER_TEACHING = {
    ClassState.TAUGHT: "等考试",
    ClassState.EXAMINED: "等结业验收",
    ClassState.AWAITING_ACCEPTANCE: "结业验收中",
    ClassState.ACCEPTANCE_FAILED: "验收不合格，等机构补正",
    ClassState.ACCEPTED: "等机构申领补贴",
    ClassState.CLAIMING: "补贴审核中",
    ClassState.PAID: "未列入补贴，将作废",
    ClassState.ARCHIVED: "未列入补贴，将作废",
}


def has_taken_exam(enrolment: Enrolment) -> bool:
    """评价 is done for who sat the examination, passed or not."""
    examined = EnrolmentState(enrolment.state) not in {
        EnrolmentState.IN_CLASS,
        EnrolmentState.AWAITING_EXAM,
        EnrolmentState.WITHDRAWN,
    }
    return examined and not enrolment.was_absent_from_exam
