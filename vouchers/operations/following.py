"""The class makes out its evaluation vouchers, and every voucher keeps up with its class."""

from __future__ import annotations

from django.db import transaction

from classes.enums import ClassState, EnrolmentState
from classes.models import Enrolment, TrainingClass
from classes.operations import note_evaluation_voucher, record_evaluation_vouchers
from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.core.errors import NotAllowed, NotNow
from trainees.enums import ApplicationState
from vouchers import queries
from vouchers.enums import VoucherKind, VoucherState
from vouchers.models import Voucher
from vouchers.operations.lists import first_of, note_list, request_voucher, tell_institution
from vouchers.operations.verbs import (
    begin_training,
    bind_voucher,
    complete_evaluation,
    complete_training,
    issue_voucher,
    void_voucher,
)

TAUGHT_STATES = frozenset(
    {
        ClassState.TAUGHT,
        ClassState.EXAMINED,
        ClassState.AWAITING_ACCEPTANCE,
        ClassState.ACCEPTANCE_FAILED,
        ClassState.ACCEPTED,
        ClassState.CLAIMING,
        ClassState.PAID,
        ClassState.ARCHIVED,
    }
)
BEGUN_STATES = TAUGHT_STATES | {ClassState.IN_TRAINING, ClassState.SUSPENDED}
PAID_STATES = frozenset({ClassState.PAID, ClassState.ARCHIVED})


def make_evaluation_vouchers(training_class: TrainingClass, *, actor: Actor) -> TrainingClass:
    """培训业务小组 binds the training vouchers to the class and makes out the evaluation vouchers."""
    require_role(actor, Role.TRAINING_OFFICER, doing="制发评价券")
    with transaction.atomic():
        found = _locked_class(training_class, actor)
        if found.state != ClassState.SYSTEM_CONFIRMED:
            raise NotNow("voucher.class_not_confirmed", "实名制系统确认后才能制评价券，请先登记确认号。")
        plan = queries.evaluation_plan(found)
        obstacles = [line.obstacle for line in plan if line.obstacle]
        if obstacles or not plan:
            raise NotNow("voucher.roster_not_ready", first_of(obstacles), obstacles)
        made = [_make_evaluation(line, found, actor) for line in plan]
        note_list("voucher.make_evaluation_list", "制发评价券", found.pk, made, actor)
        moved = record_evaluation_vouchers(found, actor=actor.as_system())
        tell_institution(made, f"{found}评价券已制发 {len(made)} 张")
    return moved


def _make_evaluation(line: queries.EvaluationLine, training_class: TrainingClass, actor: Actor) -> Voucher:
    system = actor.as_system()
    if line.training is not None and line.training.state == VoucherState.ISSUED:
        bind_voucher(line.training, actor=system, training_class=training_class)
    voucher = line.evaluation or request_voucher(
        line.enrolment.application, VoucherKind.EVALUATION, actor, training_class
    )
    if voucher.state == VoucherState.REQUESTED:
        voucher = issue_voucher(voucher, actor=actor)
    if voucher.state == VoucherState.ISSUED:
        voucher = bind_voucher(voucher, actor=system, training_class=training_class)
    note_evaluation_voucher(line.enrolment, actor=system, number=voucher.number)
    return voucher


def follow_class(training_class: TrainingClass, *, actor: Actor) -> int:
    """Let the vouchers of a class keep up with it; answers how many verbs were done. Idempotent."""
    system = actor.as_system()
    done = 0
    with transaction.atomic():
        found = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        enrolments = {e.application_id: e for e in Enrolment.objects.filter(training_class=found)}
        for voucher in queries.open_vouchers(found):
            done += _follow(voucher, found, enrolments.get(voucher.application_id), system)
    return done


def _follow(
    voucher: Voucher, training_class: TrainingClass, enrolment: Enrolment | None, actor: Actor
) -> int:
    lapsed = _why_lapsed(voucher, training_class, enrolment)
    if lapsed:
        void_voucher(voucher, actor=actor, comment=lapsed)
        return 1
    done = 0
    if voucher.state == VoucherState.BOUND and training_class.state in BEGUN_STATES:
        voucher, done = begin_training(voucher, actor=actor), done + 1
    if voucher.state == VoucherState.IN_TRAINING and training_class.state in TAUGHT_STATES:
        voucher, done = complete_training(voucher, actor=actor), done + 1
    if (
        voucher.state == VoucherState.COMPLETED
        and enrolment is not None
        and queries.has_taken_exam(enrolment)
    ):
        voucher, done = complete_evaluation(voucher, actor=actor), done + 1
    return done


def _why_lapsed(voucher: Voucher, training_class: TrainingClass, enrolment: Enrolment | None) -> str:
    """Why the voucher can never be redeemed any more; empty while it can."""
    if enrolment is not None and enrolment.state == EnrolmentState.WITHDRAWN:
        return "学员退班"
    if voucher.application.state in {ApplicationState.WITHDRAWN, ApplicationState.REJECTED}:
        return "报名已撤回或不通过"
    if voucher.training_class_id is None:
        return ""
    if training_class.state == ClassState.TERMINATED:
        return "班次终止"
    if training_class.state in PAID_STATES:
        return "本班补贴已拨付，该学员未列入补贴"
    return ""


def _locked_class(training_class: TrainingClass, actor: Actor) -> TrainingClass:
    if not TrainingClass.objects.visible_to(actor).filter(pk=training_class.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    return TrainingClass.objects.select_for_update().get(pk=training_class.pk)
