"""The stages of a claim (20号 七(二): 项目制培训可分时段阶段性结算): periods, what was claimed of them, what is next.

Every stage, the first as well, waits for 结业验收 (8号 二(9)) and for the payment of the one before: what an earlier
stage has paid must be a fact before it can be taken off; a line of it that is held back is none yet. A class that
nobody has divided has one stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from classes.enums import ClassState
from classes.models import PlannedSession, TrainingClass
from foundation.core.errors import DomainError, Invalid, NotNow
from foundation.policy.types import Parameters
from institutions.enums import TrainingCategory
from subsidies.enums import PAID_STATES
from subsidies.models import HeldLine, SettlementStage, SubsidyClaim
from subsidies.rules.stages import stages_are_settled

BEFORE_CLAIMING = frozenset(
    {
        ClassState.EXAMINED,
        ClassState.AWAITING_ACCEPTANCE,
        ClassState.ACCEPTANCE_FAILED,
        ClassState.ACCEPTED,
    }
)


@dataclass(frozen=True)
class Stage:
    """One period that is settled by one claim; both days are counted. `number` of `count`."""

    number: int
    count: int
    first: date
    last: date

    @property
    def is_final(self) -> bool:
        return self.number == self.count

    @property
    def is_only(self) -> bool:
        return self.count == 1

    @property
    def label(self) -> str:
        """第 2 段（末段）; nothing for a class that is settled at once."""
        if self.is_only:
            return ""
        return f"第 {self.number} 段（末段）" if self.is_final else f"第 {self.number} 段"

    @property
    def period(self) -> str:
        return f"{self.first:%-m月%-d日}至{self.last:%-m月%-d日}"


def ends_of(classes: Iterable[TrainingClass]) -> dict[UUID, list[date]]:
    """The noted ends of the stages of many classes, in one query; a class that nobody has divided has none."""
    rows = SettlementStage.objects.filter(training_class__in=list(classes)).order_by("number")
    ends: dict[UUID, list[date]] = {}
    for class_id, day in rows.values_list("training_class_id", "through_on"):
        ends.setdefault(class_id, []).append(day)
    return ends


def stages_of(training_class: TrainingClass, known: Mapping[UUID, list[date]] | None = None) -> list[Stage]:
    """The periods of a class in order, without a gap: each begins on the day after the one before."""
    noted = ends_of([training_class]) if known is None else known
    ends = noted.get(training_class.pk) or [training_class.ends_on]
    begins = [training_class.starts_on, *(day + timedelta(days=1) for day in ends[:-1])]
    return [
        Stage(number, len(ends), first, last)
        for number, (first, last) in enumerate(zip(begins, ends, strict=True), start=1)
    ]


def stage_of(claim: SubsidyClaim) -> Stage:
    """The period that a claim settles."""
    stages = stages_of(claim.training_class)
    return stages[min(claim.stage, len(stages)) - 1]


def stage_days(training_class: TrainingClass, stage: Stage) -> Fraction:
    """Planned days of a stage, in halves: what a person can have attended at most (DR-09)."""
    if stage.is_only:
        return Fraction(training_class.training_days)
    sessions = PlannedSession.objects.filter(
        training_class=training_class, date__gte=stage.first, date__lte=stage.last
    )
    return Fraction(sessions.count(), 2)


def may_be_divided(training_class: TrainingClass) -> bool:
    """Only 项目制, from the exam until the first claim is handed in; 订单式 is settled once (20号 七(二))."""
    if training_class.category != TrainingCategory.PROJECT or training_class.state not in BEFORE_CLAIMING:
        return False
    claims = SubsidyClaim.objects.live().filter(training_class=training_class)
    return all(claim.state == "draft" and claim.stage == 1 for claim in claims)


def earlier_claims(claim: SubsidyClaim) -> list[SubsidyClaim]:
    """The standing claims of the earlier stages, in order."""
    rows = SubsidyClaim.objects.live().filter(training_class=claim.training_class_id, stage__lt=claim.stage)
    return list(rows.order_by("stage"))


def later_claims(claim: SubsidyClaim) -> list[SubsidyClaim]:
    rows = SubsidyClaim.objects.live().filter(training_class=claim.training_class_id, stage__gt=claim.stage)
    return list(rows.order_by("stage"))


def due_stage(training_class: TrainingClass, wanted: int | None = None) -> Stage:
    """The stage whose claim may be opened now; refuses when there is none, or when `wanted` is another."""
    stages = stages_of(training_class)
    live = {c.stage: c for c in SubsidyClaim.objects.live().filter(training_class=training_class)}
    due = next((stage for stage in stages if stage.number not in live), None)
    if due is None or (wanted is not None and wanted in live):
        raise NotNow("claim.already_open", "本班已有申领单，请直接打开申领单继续办理。")
    if wanted is not None and wanted > len(stages):
        raise Invalid("claim.stage_unknown", f"本班只分 {len(stages)} 段结算，没有第 {wanted} 段。")
    if wanted is not None and wanted != due.number:
        raise NotNow("claim.stage_out_of_order", f"各段按顺序申领，请先申领第 {due.number} 段。")
    _require_paid((live[stage.number] for stage in stages[: due.number - 1]), due.number)
    return due


def not_wholly_paid(earlier: Iterable[SubsidyClaim]) -> list[SubsidyClaim]:
    """Those that are not paid, or of which a line is held back still: what will come of it is not a fact yet."""
    claims = list(earlier)
    held = HeldLine.objects.open().filter(claim__in=[claim.pk for claim in claims])
    waiting = set(held.values_list("claim_id", flat=True))
    return [claim for claim in claims if claim.state not in PAID_STATES or claim.pk in waiting]


def _require_paid(earlier: Iterable[SubsidyClaim], number: int) -> None:
    waiting = not_wholly_paid(earlier)
    if waiting:
        raise NotNow(
            "claim.earlier_stage_unpaid",
            f"{'、'.join(f'第 {claim.stage} 段（{claim.number}）' for claim in waiting)}还没有拨付，或有暂缓支付的行，"
            f"付清后才能申领第 {number} 段。",
        )


def next_stage(training_class: TrainingClass) -> Stage | None:
    """The stage that could be opened now, or None."""
    try:
        return due_stage(training_class)
    except DomainError:
        return None


def settles_the_class(claim: SubsidyClaim, parameters: Parameters) -> bool:
    """Whether this claim is calculated for the whole class, less what was paid (DR-17).

    Not where each stage counts for itself (`cap_scope`, `staged_emp_check`): then the last one pays its own days
    like the others.
    """
    return claim.stage > 1 and claim.is_final_stage and stages_are_settled(parameters)
