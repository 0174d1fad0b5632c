"""The verbs of a class from the report to the start, and those that the later steps trigger (C4)."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from classes.enums import ClassVerb as V
from classes.models import Enrolment, TrainingClass
from classes.operations.booking import hold_people, hold_plan, release, release_after
from classes.queries.pinned import parameters_of
from classes.queries.rulings import roster_of
from classes.workflow import CLASS
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.errors import Invalid
from foundation.core.workdays import open_earliest
from foundation.policy.queries import document_in_force, parameters_for
from foundation.workflow.engine import performs
from trainees.enums import CORRECTABLE_STATES, ApplicationState
from trainees.models import Application
from trainees.operations import check_group, join_class, withdraw_application
from trainees.rules.catalogue import Moment

REVIEWED_STATES = frozenset({ApplicationState.PASSED, ApplicationState.VOUCHER_ISSUED})


@performs(CLASS, V.SUBMIT)
def submit_class(record: TrainingClass, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The institution hands in the complete opening report; the week ahead counts from today (8号 二(3)).

    The people on the list are compared anew (领券人员系统比对); the reviews wait until what is found is decided.
    Teachers and place are held from now on.
    """
    hold_plan(record)
    record.submitted_on = clock.today()
    lead_days = parameters_of(record).whole("open_lead_days")
    record.earliest_start_on = open_earliest(record.submitted_on, lead_days)
    record.correction_due_on = None
    record.save(update_fields=["submitted_on", "earliest_start_on", "correction_due_on"])
    open_hits = check_group(record.pk, Moment.OPENING, actor=actor)
    return {
        "submitted_on": record.submitted_on,
        "heads": roster_of(record).count(),
        "open_hits": open_hits,
    }


@performs(CLASS, V.WITHDRAW)
def withdraw_class(record: TrainingClass, *, actor: Actor, comment: str) -> dict[str, Any]:
    """The institution takes its application back; the people on the list are free again."""
    release(record)
    return {"released": release_roster(record, actor=actor, comment=f"开班申请撤回：{comment}")}


@performs(CLASS, V.PASS_FIRST_REVIEW)
def pass_first_review(record: TrainingClass, *, actor: Actor, comment: str = "") -> None:
    """承办人: the report is complete, every hit of the comparison is decided."""


@performs(CLASS, V.PASS_SECOND_REVIEW)
def pass_second_review(record: TrainingClass, *, actor: Actor, comment: str = "") -> None:
    """部门负责人, another person: agreed, to the leader."""


@performs(CLASS, V.APPROVE)
def approve_class(record: TrainingClass, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The leader approves: head count, list, document and parameters are frozen, the people are in class.

    The head count is the base of the pass rate for good (8号 四(二), DR-01); who leaves later stays in it.
    """
    today = clock.today()
    people = list(roster_of(record))
    record.policy_document = document_in_force(today)
    record.parameter_snapshot = parameters_for(record.policy_document.pk, today).snapshot()
    record.approved_count = len(people)
    record.roster_digest = roster_digest(people)
    record.save(update_fields=["policy_document", "parameter_snapshot", "approved_count", "roster_digest"])
    _enrol(record, people, actor)
    return {
        "approved_count": record.approved_count,
        "roster_digest": record.roster_digest,
        "policy_document": record.policy_document.number,
    }


@performs(CLASS, V.RETURN_FOR_CORRECTION)
def return_for_correction(
    record: TrainingClass, *, actor: Actor, comment: str, due_on: date | None = None
) -> dict[str, Any]:
    """Back to the institution with every deficiency listed at once, and a day by which to mend them."""
    release(record)
    today = clock.today()
    if due_on is None:
        days = parameters_of(record).whole("correction_days")
        due_on = load_calendar().add_workdays(today, days)
    if due_on < today:
        raise Invalid("class.correction_due_passed", "补正期限不能早于今天，请改选日期。")
    record.correction_due_on = due_on
    record.save(update_fields=["correction_due_on"])
    return {"correction_due_on": due_on}


@performs(CLASS, V.REFUSE)
def refuse_class(record: TrainingClass, *, actor: Actor, comment: str) -> dict[str, Any]:
    """The class may not be held; the people on the list are free to apply elsewhere."""
    release(record)
    return {"released": release_roster(record, actor=actor, comment=f"不同意开班：{comment}")}


@performs(CLASS, V.FILE)
def file_class(record: TrainingClass, *, actor: Actor, comment: str = "") -> None:
    """职建股 takes the approved report into its files (8号 二(3)); not a decision (A64)."""


@performs(CLASS, V.CONFIRM_IN_SYSTEM)
def confirm_in_system(
    record: TrainingClass, *, actor: Actor, comment: str = "", real_name_number: str
) -> dict[str, Any]:
    """The class is entered in the 实名制 system; its number there is recorded (8号 监控表, A68)."""
    number = real_name_number.strip()
    if not number:
        raise Invalid("class.real_name_number_missing", "请填写实名制系统的确认号。")
    record.real_name_number = number
    record.save(update_fields=["real_name_number"])
    return {"real_name_number": number}


@performs(CLASS, V.RECORD_EVALUATION_VOUCHERS)
def record_evaluation_vouchers(record: TrainingClass, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """Everybody in class has got an evaluation voucher."""
    return {"vouchers": record.enrolments.present().count()}


@performs(CLASS, V.START)
def start_class(record: TrainingClass, *, actor: Actor, comment: str = "") -> None:
    """The first day has come, the cameras are online: the class is under way."""


@performs(CLASS, V.SUSPEND)
def suspend_class(record: TrainingClass, *, actor: Actor, comment: str) -> None:
    """A serious finding stops the class until the leader decides (C5)."""


@performs(CLASS, V.RESUME)
def resume_class(record: TrainingClass, *, actor: Actor, comment: str) -> None:
    """The leader, not the one who stopped it, lets the class go on."""


@performs(CLASS, V.TERMINATE)
def terminate_class(record: TrainingClass, *, actor: Actor, comment: str) -> None:
    """The leader, not the one who stopped it, ends the class for good; from tomorrow on everybody is free."""
    release_after(record, clock.today())


@performs(CLASS, V.APPLY_FOR_ACCEPTANCE)
def apply_for_acceptance(record: TrainingClass, *, actor: Actor, comment: str = "") -> None:
    """The institution has handed in the archive for 结业验收 (C6)."""


@performs(CLASS, V.FAIL_ACCEPTANCE)
def fail_acceptance(record: TrainingClass, *, actor: Actor, comment: str) -> None:
    """The archive was found wanting; it may be mended and handed in again."""


@performs(CLASS, V.ACCEPT)
def accept_class(record: TrainingClass, *, actor: Actor, comment: str = "") -> None:
    """结业验收 is passed."""


@performs(CLASS, V.BEGIN_CLAIM)
def begin_claim(record: TrainingClass, *, actor: Actor, comment: str = "") -> None:
    """The institution claims the subsidy of this class."""


@performs(CLASS, V.RECORD_PAYMENT)
def record_class_payment(record: TrainingClass, *, actor: Actor, comment: str = "") -> None:
    """The subsidy has been paid."""


@performs(CLASS, V.ARCHIVE)
def archive_class(record: TrainingClass, *, actor: Actor, comment: str = "") -> None:
    """The file is closed and goes into the archive; it is kept five years (A44)."""


def roster_digest(people: list[Application]) -> str:
    """Fixes who was on the list, in which place, without saying who it was."""
    lines = [f"{place}:{each.pk}:{each.person.identity_index}" for place, each in enumerate(people, 1)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def release_roster(record: TrainingClass, *, actor: Actor, comment: str) -> int:
    """Withdraw the applications of a class that will not be held; what lies with the reviewers stays there."""
    people = list(roster_of(record))
    reviewed = [each for each in people if each.state in REVIEWED_STATES]
    released = withdraw_application.each(reviewed, actor=actor.as_system(), comment=comment)
    if actor.is_institution:
        its_own = [each for each in people if each.state in CORRECTABLE_STATES]
        released += withdraw_application.each(its_own, actor=actor, comment=comment)
    return len(released)


def _enrol(record: TrainingClass, people: list[Application], actor: Actor) -> None:
    enrolled = Enrolment.objects.bulk_create(
        Enrolment(
            training_class=record,
            application=application,
            person=application.person,
            position=place,
            practice_group=application.practice_group,
            created_by_id=actor.user_id,
        )
        for place, application in enumerate(people, 1)
    )
    hold_people(record, enrolled)
    join_class.each(people, actor=actor.as_system())
