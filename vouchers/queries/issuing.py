"""Who of a roster or class will get a voucher, and why others not."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from classes.enums import ClassState
from classes.models import Enrolment, TrainingClass
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.reasons import Reason
from trainees.enums import ApplicationState
from trainees.models import Application
from trainees.queries import Matter, others_of, unsettled
from vouchers.enums import VoucherKind, VoucherState
from vouchers.models import Voucher, VoucherScheme
from vouchers.rules.scheme import Holder, decide_misfits

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


def issue_plan(group_id: UUID, actor: Actor, scheme: VoucherScheme | None = None) -> IssuePlan:
    """Who of a roster will get a training voucher (under a scheme: whom it fits); empty for a foreign roster.

    Four queries.
    """
    applications = list(
        Application.objects.live()
        .visible_to(actor)
        .filter(group_id=group_id)
        .select_related("person", "institution")
        .order_by("position", "created_at")
    )
    same = others_of(application.person_id for application in applications)
    held: dict[tuple[UUID, str, str, int], Voucher] = {}
    for voucher in (
        Voucher.objects.live().training().filter(person__in=list(same)).select_related("training_class")
    ):
        held[same[voucher.person_id], voucher.occupation_code, voucher.level, voucher.year] = voucher
    title = applications[0].group_title if applications else ""
    matters = {matter.application_id: matter for matter in unsettled(applications)}
    lines = (
        _issue_line(each, same[each.person_id], held, scheme, matters.get(each.pk)) for each in applications
    )
    return IssuePlan(group_id, title, tuple(lines))


def _issue_line(
    application: Application,
    person: UUID,
    held: dict[tuple[UUID, str, str, int], Voucher],
    scheme: VoucherScheme | None,
    matter: Matter | None,
) -> IssueLine:
    key = (person, application.occupation_code, application.level, training_year(application))
    voucher = held.get(key)
    if voucher is not None and voucher.application_id != application.pk:
        reason = Reason(
            "voucher.held_elsewhere",
            "本年度同工种同等级已有有效培训券，请先核实",
            "文人社字〔2026〕8号 二(2)",
        )
        return IssueLine(application, None, reason)
    line = IssueLine(application, voucher, _obstacle(application, matter))
    if scheme is None or not line.will_get:
        return line
    year = training_year(application)
    return IssueLine(application, voucher, scheme_obstacle(scheme, application, VoucherKind.TRAINING, year))


def scheme_obstacle(
    scheme: VoucherScheme, application: Application, kind: VoucherKind, year: int
) -> Reason | None:
    """Every term of the scheme that this person does not meet, as one reason with the code of the first."""
    holder = Holder(
        kind=kind,
        year=year,
        occupation_code=application.occupation_code,
        level=application.level,
        institution=str(application.institution_id),
        group=application.category,
    )
    misfits = decide_misfits(scheme.terms, holder, today=clock.today())
    if not misfits:
        return None
    return Reason(misfits[0].code, "，".join(misfit.message for misfit in misfits), CLAUSE)


def _obstacle(application: Application, matter: Matter | None) -> Reason | None:
    waiting = HAS_NOT_PASSED.get(ApplicationState(application.state))
    if waiting is None:
        return unsettled_reason(application, matter) if application.state in MAY_HOLD and matter else None
    return Reason(
        "voucher.holder_not_eligible",
        f"{waiting}，通过后才能发券",
        "文人社字〔2026〕8号 二(2)",
        application.get_absolute_url(),
    )


def unsettled_reason(application: Application, matter: Matter) -> Reason:
    """A finding of the comparison that bars a voucher: not decided, or decided against the person."""
    said = "尚未认定，请先认定" if matter.is_open else "认定不符合，不能发券"
    code = "voucher.hit_open" if matter.is_open else "voucher.hit_blocking"
    link = application.get_absolute_url()
    return Reason(code, f"{matter}比对结果{said}", "文人社字〔2026〕8号 二(3)", link)


def training_year(application: Application) -> int:
    """The year a voucher counts for: that in which the training is planned to begin."""
    return (application.planned_from or clock.today()).year


def evaluation_plan(
    training_class: TrainingClass, scheme: VoucherScheme | None = None
) -> list[EvaluationLine]:
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
        obstacle = _binding_obstacle(enrolment, training)
        if scheme and not obstacle and (evaluation is None or evaluation.state == VoucherState.REQUESTED):
            obstacle = scheme_obstacle(
                scheme, enrolment.application, VoucherKind.EVALUATION, training_class.year
            )
        lines.append(EvaluationLine(enrolment, training, evaluation, obstacle))
    return lines


def awaits_evaluation_vouchers(training_class: TrainingClass) -> bool:
    """Confirmed in the 实名制 system; or made out already, and somebody has joined by a 变更单 since."""
    if training_class.state == ClassState.VOUCHERS_MADE:
        return training_class.enrolments.present().filter(evaluation_voucher_number="").exists()
    return training_class.state == ClassState.SYSTEM_CONFIRMED


def _binding_obstacle(enrolment: Enrolment, training: Voucher | None) -> Reason | None:
    who = f"{enrolment.position} 号{enrolment.person.masked_name}"
    if training is None or training.state == VoucherState.REQUESTED:
        return Reason("voucher.training_missing", f"{who}没有有效的培训券，请资格审核小组先补发", CLAUSE)
    if training.state == VoucherState.ISSUED and training.valid_to < clock.today():
        return Reason(
            "voucher.expired", f"{who}的培训券 {training.valid_to:%Y-%m-%d} 已过期，请重新申请", CLAUSE
        )
    return None
