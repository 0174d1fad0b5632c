"""分时段结算 (20号 七(二)): the bureau divides a 项目制 class into stages before anything of it is claimed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from classes.models import PlannedSession, TrainingClass
from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid, NotAllowed, NotNow
from institutions.enums import TrainingCategory
from subsidies.models import SettlementStage, SubsidyClaim
from subsidies.queries.stages import may_be_divided


@transaction.atomic
def plan_stages(
    training_class: TrainingClass, *, actor: Actor, through: Sequence[date], basis: str
) -> list[SettlementStage]:
    """The officer notes on which days the stages of a 项目制 class end, and on which paper that rests.

    `through` names the ends of all stages but the last, which ends with the class; without any, the class is settled
    at once again. Possible until the first claim is handed in; a draft follows the division.
    """
    require_role(actor, Role.TRAINING_OFFICER, doing="划分结算时段")
    if not TrainingClass.objects.visible_to(actor).filter(pk=training_class.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这个班次，或者它不属于本单位。")
    training_class = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    if training_class.category != TrainingCategory.PROJECT:
        raise Invalid(
            "stage.single_settlement", "只有项目制培训可以分时段结算，其他培训一次结算（20号 七(二)）。"
        )
    if not may_be_divided(training_class):
        raise NotNow("stage.too_late_or_early", "结算时段在结业考试后、首次提交申领前划分。")
    ends = _checked(training_class, through)
    if ends and not basis.strip():
        raise Invalid("stage.basis_missing", "请写明分段结算的依据，例如项目协议或批复文号。")
    return _replace(training_class, ends, actor, basis.strip())


def _checked(training_class: TrainingClass, through: Sequence[date]) -> list[date]:
    """Every end of a stage, the last one included; each stage has at least one half-day of class."""
    if not through:
        return []
    ends = [*through, training_class.ends_on]
    taught = set(PlannedSession.objects.filter(training_class=training_class).values_list("date", flat=True))
    before = date.min
    for end in ends:
        if end <= before or not any(before < day <= end for day in taught) or end > training_class.ends_on:
            raise Invalid(
                "stage.days_out_of_order",
                f"各段截至日期应依次递增，早于结业日期 {training_class.ends_on:%-m月%-d日}，且每段都有课。",
            )
        before = end
    return ends


def _replace(
    training_class: TrainingClass, ends: Sequence[date], actor: Actor, basis: str
) -> list[SettlementStage]:
    SettlementStage.objects.filter(training_class=training_class).delete()
    stages = SettlementStage.objects.bulk_create(
        SettlementStage(training_class=training_class, number=number, through_on=end)
        for number, end in enumerate(ends, start=1)
    )
    SubsidyClaim.objects.filter(training_class=training_class, state="draft").update(is_final_stage=not ends)
    detail = {"through": [end.isoformat() for end in ends], "basis": basis}
    event = Event("claim.plan_stages", "划分结算时段", training_class, comment=basis, detail=detail)
    append(event, actor=actor)
    return stages
