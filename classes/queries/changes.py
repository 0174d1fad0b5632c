"""变更单 as the pages show it: who may leave, who may join, what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from classes.enums import BEFORE_APPROVAL, BEFORE_TEACHING, DEAD_STATES, EDITABLE_STATES, OPEN_CHANGES
from classes.models import Enrolment, RosterChange, RosterChangeLine, TrainingClass
from classes.queries.rulings import enrolled_elsewhere
from classes.rules.change import PEOPLE, judge_heads, judge_time
from classes.rules.roster import some
from classes.rules.ruling import Ruling
from foundation.accounts.actor import Actor
from foundation.core import clock
from trainees.enums import ApplicationState
from trainees.models import Application
from trainees.queries import others_of, unsettled


def change_rulings(change: RosterChange) -> list[Ruling]:
    """Is there still time, does the list stay within the approved count, is everybody who joins fit to?"""
    lines = list(lines_of(change))
    leaving = [line.leaving for line in lines if line.leaving]
    joining = [line.joining for line in lines if line.joining]
    return rulings_on(change.training_class, leaving, joining)


def rulings_on(
    training_class: TrainingClass, leaving: Sequence[Enrolment], joining: Sequence[Application]
) -> list[Ruling]:
    present = training_class.enrolments.present()
    there = present.filter(pk__in=[each.pk for each in leaving]).count()
    return [
        judge_time(training_class.starts_on, clock.today()),
        judge_heads(
            present=present.count(),
            leaving=there,
            joining=len(joining),
            approved=training_class.approved_count or 0,
        ),
        _people(training_class, joining),
    ]


def hard_rulings(
    training_class: TrainingClass, leaving: Sequence[Enrolment], joining: Sequence[Application]
) -> list[Ruling]:
    """What keeps a sheet from being handed in; whether those who join are fit is decided on the way."""
    found = rulings_on(training_class, leaving, joining)
    return [each for each in found if each.is_obstacle and each.code != PEOPLE.code]


def _people(training_class: TrainingClass, joining: Sequence[Application]) -> Ruling:
    """Whoever joins holds a voucher, is compared and cleared, and sits in no other class on these days."""
    problems = [
        f"{each.person.masked_name}现为“{each.get_state_display()}”，没有可用的培训券"
        for each in joining
        if each.state != ApplicationState.VOUCHER_ISSUED
    ]
    problems += [f"{each.person.masked_name}与另一名增补学员是同一人" for each in _doubled(joining)]
    problems += [str(matter) for matter in unsettled(joining)]
    elsewhere = enrolled_elsewhere(training_class, [each.person_id for each in joining])
    problems += [
        f"{each.person.masked_name}同期在另一班次" for each in joining if each.person_id in elsewhere
    ]
    if not problems:
        return PEOPLE.holds("增补学员均已发券，没有未认定的比对结果" if joining else "没有增补学员")
    return PEOPLE.fails(
        f"增补学员：{some(problems)}", f"增补学员不符合条件：{some(problems)}，请先办结或换人"
    )


def _doubled(joining: Sequence[Application]) -> list[Application]:
    """Those who stand on the sheet a second time, under another number."""
    same = others_of(each.person_id for each in joining)
    first = {same[each.person_id]: each for each in reversed(joining)}
    return [each for each in joining if first[same[each.person_id]] is not each]


def candidates(training_class: TrainingClass) -> QuerySet[Application]:
    """Who could join: with a voucher for this occupation and level, of this institution, in no class under way.

    Nobody who is or was on this list, under whichever number.
    """
    taken = TrainingClass.objects.exclude(state__in=EDITABLE_STATES | DEAD_STATES).values("pk")
    here = others_of(training_class.enrolments.order_by().values_list("person_id", flat=True))
    rows = Application.objects.filter(
        institution_id=training_class.institution_id,
        state=ApplicationState.VOUCHER_ISSUED,
        occupation_code=training_class.occupation.code,
        level=training_class.level,
    )
    found: QuerySet[Application] = rows.exclude(group_id__in=taken).exclude(person__in=list(here))
    return found.select_related("person").order_by("group_title", "position", "created_at")


def changes_of(training_class: TrainingClass, actor: Actor) -> QuerySet[RosterChange]:
    """Newest first."""
    return RosterChange.objects.visible_to(actor).filter(training_class=training_class)


def lines_of(change: RosterChange) -> QuerySet[RosterChangeLine]:
    return change.lines.select_related(
        "leaving__person", "leaving__training_class", "joining__person", "leaving__application"
    )


def remarks_of(training_class: TrainingClass) -> dict[UUID, str]:
    """Application → what 表3 says beside a name: joined or left, and on which day."""
    left = training_class.enrolments.filter(withdrawn_on__isnull=False)
    remarks: dict[UUID, str] = {
        each.application_id: f"{each.withdrawn_on:%m-%d} 退出" for each in left if each.withdrawn_on
    }
    for line in _joined(training_class).select_related("change"):
        if line.joining_id:
            remarks[line.joining_id] = f"{line.change.number} 增补"
    return remarks


def joined_later(training_class: TrainingClass) -> QuerySet[RosterChangeLine, Any]:
    """Applications that were not on the list when the class was approved."""
    return _joined(training_class).values("joining_id")


def _joined(training_class: TrainingClass) -> QuerySet[RosterChangeLine]:
    return RosterChangeLine.objects.filter(
        change__training_class=training_class, change__approved_at__isnull=False, joining__isnull=False
    )


def change_state(training_class: TrainingClass) -> str:
    """Why no 变更单 can be handed in now, in words; empty when it can."""
    if training_class.state in BEFORE_APPROVAL:
        return "开班申请尚未批准：草稿或退回补正时直接修改学员名册即可"
    if training_class.state not in BEFORE_TEACHING:
        return f"本班现为“{training_class.state_tag.label}”，名册不再变更；有人不来，在学员页办理退班"
    if judge_time(training_class.starts_on, clock.today()).is_obstacle:
        return "开班日期已到，名册不再变更；有人不来，在学员页办理退班"
    open_one = training_class.roster_changes.filter(state__in=OPEN_CHANGES).first()
    return f"{open_one}正在审批，办结或撤回后才能再填" if open_one else ""
