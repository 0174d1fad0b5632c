"""变更单 before the first class day: asked for by the institution, decided like the opening report (A61)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from classes.enums import BEFORE_TEACHING, OPEN_CHANGES, ClassState
from classes.enums import ChangeVerb as V
from classes.models import Enrolment, RosterChange, RosterChangeLine, TrainingClass
from classes.operations.booking import hold_people
from classes.operations.editing import locked_for, require_state
from classes.operations.enrolment import withdraw_enrolment
from classes.queries.changes import candidates, hard_rulings, lines_of
from classes.queries.pinned import parameters_of
from classes.rules.roster import places_in_groups
from classes.workflow_changes import ROSTER_CHANGE
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.numbering import Series, numbered
from foundation.core.reasons import Reason
from foundation.workflow.engine import performs
from foundation.workflow.messages import tell
from trainees.models import Application
from trainees.operations import join_class, move_to_group, run_checks
from trainees.rules.catalogue import Moment

CHANGE_NUMBERS = Series("BG")


def request_roster_change(
    training_class: TrainingClass,
    *,
    actor: Actor,
    leaving: Sequence[Enrolment],
    joining: Sequence[Application],
    reason: str,
) -> RosterChange:
    """The institution hands in who leaves the approved list and who joins it; whoever joins is compared anew."""
    with transaction.atomic():
        record = locked_for(training_class, actor, Role.INSTITUTION_MANAGER, doing="填写变更单")
        require_state(record, BEFORE_TEACHING, what="填写变更单")
        if record.roster_changes.filter(state__in=OPEN_CHANGES).exists():
            raise NotNow("roster_change.one_is_open", "本班已有一份变更单在审批，请等办结，或先撤回那一份。")
        _require_own(record, leaving, joining)
        run_checks(joining, Moment.OPENING, actor=actor)
        if hard := hard_rulings(record, leaving, joining):
            reasons = [Reason(each.code, each.remedy, each.clause) for each in hard]
            raise Invalid(hard[0].code, f"{hard[0].remedy}。", reasons)
        change = _written(record, actor, leaving, joining, reason)
        detail = {"leaving": [each.position for each in leaving], "joining": len(joining)}
        append(Event("roster_change.request", "提交变更单", change, reason, detail), actor=actor)
        officers = holders_of(Role.TRAINING_OFFICER).values_list("pk", flat=True)
        tell({*officers}, title=f"{change.in_worklist} 待初审", body=reason, url=change.get_absolute_url())
    return change


@performs(ROSTER_CHANGE, V.PASS_FIRST_REVIEW)
def pass_change_first_review(record: RosterChange, *, actor: Actor, comment: str = "") -> None:
    """承办人: whoever joins is entitled to, whoever leaves has a reason."""


@performs(ROSTER_CHANGE, V.PASS_SECOND_REVIEW)
def pass_change_second_review(record: RosterChange, *, actor: Actor, comment: str = "") -> None:
    """部门负责人, another person: agreed, to the leader."""


@performs(ROSTER_CHANGE, V.APPROVE)
def approve_change(record: RosterChange, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The leader approves: who leaves is out, who joins is in class; the approved head count stays as it was."""
    training_class = record.training_class
    lines = list(lines_of(record))
    leaving = [line.leaving for line in lines if line.leaving]
    joining = [line.joining for line in lines if line.joining]
    system = actor.as_system()
    out = [each for each in leaving if each.withdrawn_on is None]
    withdraw_enrolment.each(out, actor=system, comment=f"{record.number}：{record.reason}")
    _enrol(training_class, joining, actor)
    _tell_who_has_the_list(record)
    return {
        "left": [each.position for each in leaving],
        "joined": len(joining),
        "approved_count": training_class.approved_count,
    }


@performs(ROSTER_CHANGE, V.REFUSE)
def refuse_change(record: RosterChange, *, actor: Actor, comment: str) -> None:
    """The list stays as it is."""


@performs(ROSTER_CHANGE, V.WITHDRAW)
def withdraw_change(record: RosterChange, *, actor: Actor, comment: str = "") -> None:
    """The institution takes it back; the list stays as it is."""


def _tell_who_has_the_list(change: RosterChange) -> None:
    """The list was filed and entered in the 实名制 system as it was; there it has to follow."""
    training_class = change.training_class
    if training_class.state == ClassState.APPROVED:
        return
    holders = holders_of(Role.REGISTRY_OFFICER, Role.TRAINING_OFFICER).values_list("pk", flat=True)
    body = "备案和实名制系统中的名册请按变更单更新；有增补学员的，还须补制评价券。"
    tell({*holders}, title=f"{training_class}名册有变更", body=body, url=change.get_absolute_url())


def _require_own(record: TrainingClass, leaving: Sequence[Enrolment], joining: Sequence[Application]) -> None:
    present = set(record.enrolments.present().values_list("pk", flat=True))
    free = set(candidates(record).values_list("pk", flat=True))
    if {each.pk for each in leaving} - present or {each.pk for each in joining} - free:
        raise Invalid("roster_change.unknown_person", "所选学员刚刚有变动，请刷新页面后重新选择。")


def _written(
    record: TrainingClass,
    actor: Actor,
    leaving: Sequence[Enrolment],
    joining: Sequence[Application],
    reason: str,
) -> RosterChange:
    if not reason.strip():
        raise Invalid("roster_change.reason_missing", "请写明变更原因。")
    change = numbered(
        RosterChange.objects.all(),
        CHANGE_NUMBERS,
        clock.today().year,
        lambda number: RosterChange.objects.create(
            training_class=record, number=number, reason=reason.strip(), created_by_id=actor.user_id
        ),
    )
    lines = [RosterChangeLine(change=change, leaving=each) for each in leaving]
    lines += [RosterChangeLine(change=change, joining=each) for each in joining]
    RosterChangeLine.objects.bulk_create(lines)
    return change


def _enrol(record: TrainingClass, people: Sequence[Application], actor: Actor) -> None:
    """At the end of the list, in the practice groups that have room."""
    if not people:
        return
    present = record.enrolments.present()
    sizes = Counter(n for n in present.values_list("practice_group", flat=True) if n)
    groups = places_in_groups(sizes, len(people), parameters_of(record).whole("group_max"))
    last = record.enrolments.aggregate(last=Max("position"))["last"] or 0
    moved = move_to_group(
        people,
        actor=actor.as_system(),
        places=list(zip(range(last + 1, last + 1 + len(people)), groups, strict=True)),
        group_id=record.pk,
        group_title=str(record),
        planned_from=record.starts_on,
        planned_to=record.ends_on,
        training_address=record.venue.address if record.venue else "",
    )
    enrolled = Enrolment.objects.bulk_create(
        Enrolment(
            training_class=record,
            application=each,
            person=each.person,
            position=each.position or 0,
            practice_group=each.practice_group,
            created_by_id=actor.user_id,
        )
        for each in moved
    )
    join_class.each(moved, actor=actor.as_system())
    hold_people(record, enrolled)
