"""Questions about an inspection."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core import clock
from foundation.core.reasons import BY_TIME, Reason, say_who
from inspections import queries
from inspections.enums import InspectionKind
from inspections.models import Inspection

CLAUSE = "文人社字〔2026〕8号 表11"


def actor_is_assigned(inspection: Inspection, actor: Actor) -> Reason | None:
    """Only somebody who was sent may record what was seen."""
    if inspection.assignments.filter(inspector_id=actor.user_id).exists():
        return None
    return Reason("inspection.not_assigned", "本次检查没有指派给您，请由指派的检查人员登记", CLAUSE)


def two_inspectors_are_assigned(inspection: Inspection, actor: Actor) -> Reason | None:
    """At least two people inspect (R178); how many is a parameter."""
    needed = queries.min_inspectors(inspection.training_class)
    if inspection.assignments.count() >= needed:
        return None
    return Reason(
        "inspection.one_inspector",
        f"检查人员应为 {needed} 人以上，请先补充指派",
        "文人社字〔2024〕20号 五(三)",
    )


def enough_inspectors_are_there(inspection: Inspection, actor: Actor) -> Reason | None:
    """On the spot nobody speaks for another: so many have said, each with his own account, that they are there."""
    if inspection.kind != InspectionKind.ON_SITE:
        return None
    assigned = set(inspection.assignments.values_list("inspector_id", flat=True))
    there = queries.inspectors_present(inspection) | ({actor.user_id} & assigned)
    missing = queries.min_inspectors(inspection.training_class) - len(there)
    if missing <= 0:
        return None
    return Reason(
        "inspection.presence_not_confirmed",
        f"还有 {missing} 名检查人员没有确认到场，请其当天用本人账号确认；当天没有到场的，请组长撤销后重新安排",
        "文人社字〔2024〕20号 五(三)",
        inspection.get_absolute_url(),
    )


def nothing_was_found(inspection: Inspection, actor: Actor) -> Reason | None:
    """无问题 only when the record itself shows none."""
    if inspection.problems:
        return Reason("inspection.problems_recorded", "登记表写有存在问题，请下发整改通知", CLAUSE)
    difference = queries.count_difference(inspection)
    if difference:
        return Reason(
            "inspection.counts_differ",
            f"清点 {inspection.present_count} 人，签到表 {(inspection.present_count or 0) + difference} 人，"
            "人数不一致，请下发整改通知",
            CLAUSE,
            inspection.get_absolute_url(),
        )
    return None


def deadline_has_passed(inspection: Inspection, actor: Actor) -> Reason | None:
    """逾期 from the day after the deadline."""
    if inspection.rectify_by and clock.today() > inspection.rectify_by:
        return None
    return Reason("inspection.deadline_running", "整改期限未到")


say_who(BY_TIME, "inspection.deadline_running")
met_by((Role.INSPECTION_HEAD,), "inspection.one_inspector", "inspection.not_assigned")
met_by((Role.INSPECTOR,), "inspection.presence_not_confirmed")
met_by((Role.INSPECTOR, Role.INSPECTION_HEAD), "inspection.problems_recorded", "inspection.counts_differ")
met_by(
    (Role.INSPECTION_HEAD,),
    "inspection.on_site_missing",
    "inspection.video_missing",
    "inspection.serious_open",
)
