"""The class makes out its evaluation vouchers, and every voucher keeps up with its class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import ParamSpec
from uuid import UUID

from django.db import transaction

from classes.enums import ClassState, EnrolmentState
from classes.models import Enrolment, TrainingClass
from classes.operations import note_evaluation_vouchers, record_evaluation_vouchers
from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.core.errors import NotAllowed, NotNow
from foundation.workflow.engine import Operation
from trainees.enums import ApplicationState
from vouchers import queries
from vouchers.enums import VoucherKind, VoucherState
from vouchers.models import Voucher, VoucherScheme
from vouchers.operations.lists import first_of, note_list, request_vouchers, tell_institution
from vouchers.operations.schemes import issue_under
from vouchers.operations.verbs import (
    begin_training,
    bind_voucher,
    complete_evaluation,
    complete_training,
    void_voucher,
)

P = ParamSpec("P")

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


def make_evaluation_vouchers(
    training_class: TrainingClass, *, actor: Actor, scheme: VoucherScheme | None = None
) -> TrainingClass:
    """培训业务小组 binds the training vouchers to the class and makes out the evaluation vouchers.

    Once more for whoever has joined by a 变更单 since.
    """
    require_role(actor, Role.TRAINING_OFFICER, doing="制发评价券")
    with transaction.atomic():
        found = _locked_class(training_class, actor)
        if not queries.awaits_evaluation_vouchers(found):
            raise NotNow("voucher.class_not_confirmed", "实名制系统确认后才能制评价券，请先登记确认号。")
        plan = queries.evaluation_plan(found, scheme)
        obstacles = [line.obstacle for line in plan if line.obstacle]
        if obstacles or not plan:
            raise NotNow("voucher.roster_not_ready", first_of(obstacles), obstacles)
        made = _make_evaluations(plan, found, actor, scheme)
        note_list("voucher.make_evaluation_list", "制发评价券", found.pk, made, actor)
        if found.state == ClassState.SYSTEM_CONFIRMED:
            found = record_evaluation_vouchers(found, actor=actor.as_system())
        tell_institution(made, f"{found}评价券已制发 {len(made)} 张")
    return found


def _make_evaluations(
    plan: list[queries.EvaluationLine],
    training_class: TrainingClass,
    actor: Actor,
    scheme: VoucherScheme | None,
) -> list[Voucher]:
    """Both vouchers of everybody are for this class from now on, and the second is made out."""
    system = actor.as_system()
    training = [line.training for line in plan if line.training is not None]
    _taken_on(training, VoucherState.ISSUED, bind_voucher, actor=system, training_class=training_class)
    missing = [line.enrolment.application for line in plan if line.evaluation is None]
    asked = {
        voucher.application_id: voucher
        for voucher in request_vouchers(missing, VoucherKind.EVALUATION, actor, training_class)
    }
    made = [line.evaluation or asked[line.enrolment.application_id] for line in plan]
    waiting = [voucher for voucher in made if voucher.state == VoucherState.REQUESTED]
    issued = {voucher.pk: voucher for voucher in issue_under(waiting, scheme, actor=actor)}
    made = [issued.get(voucher.pk, voucher) for voucher in made]
    made = _taken_on(made, VoucherState.ISSUED, bind_voucher, actor=system, training_class=training_class)
    numbers = {line.enrolment.pk: voucher.number for line, voucher in zip(plan, made, strict=True)}
    note_evaluation_vouchers(training_class, actor=system, numbers=numbers)
    return made


def _taken_on(
    vouchers: list[Voucher],
    state: VoucherState,
    verb: Operation[Voucher, P],
    *args: P.args,
    **kwargs: P.kwargs,
) -> list[Voucher]:
    """The same list, in which those in `state` have been taken on by the verb."""
    moved = verb.each([voucher for voucher in vouchers if voucher.state == state], *args, **kwargs)
    by_key = {voucher.pk: voucher for voucher in moved}
    return [by_key.get(voucher.pk, voucher) for voucher in vouchers]


def follow_class(training_class: TrainingClass, *, actor: Actor) -> int:
    """Let the vouchers of a class keep up with it; answers how many verbs were done. Idempotent."""
    system = actor.as_system()
    with transaction.atomic():
        found = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        enrolments = {e.application_id: e for e in Enrolment.objects.filter(training_class=found)}
        lapsed: dict[str, list[Voucher]] = defaultdict(list)
        alive: list[Voucher] = []
        for voucher in queries.open_vouchers(found):
            reason = _why_lapsed(voucher, found, enrolments.get(voucher.application_id))
            (lapsed[reason] if reason else alive).append(voucher)
        for reason, vouchers in lapsed.items():
            void_voucher.each(vouchers, actor=system, comment=reason)
        return sum(map(len, lapsed.values())) + _follow(alive, found, enrolments, system)


def _follow(
    vouchers: list[Voucher],
    training_class: TrainingClass,
    enrolments: Mapping[UUID, Enrolment],
    actor: Actor,
) -> int:
    done = 0
    if training_class.state in BEGUN_STATES:
        done += _number_in(vouchers, VoucherState.BOUND)
        vouchers = _taken_on(vouchers, VoucherState.BOUND, begin_training, actor=actor)
    if training_class.state in TAUGHT_STATES:
        done += _number_in(vouchers, VoucherState.IN_TRAINING)
        vouchers = _taken_on(vouchers, VoucherState.IN_TRAINING, complete_training, actor=actor)
    examined = [
        voucher
        for voucher in vouchers
        if voucher.state == VoucherState.COMPLETED
        and (enrolment := enrolments.get(voucher.application_id)) is not None
        and queries.has_taken_exam(enrolment)
    ]
    return done + len(complete_evaluation.each(examined, actor=actor))


def _number_in(vouchers: list[Voucher], state: VoucherState) -> int:
    return len([voucher for voucher in vouchers if voucher.state == state])


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
