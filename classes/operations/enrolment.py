"""The verbs of one trainee in a class, from 在班 to 核实 (C2, second half); employment stands in its own module."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from classes.enums import EnrolmentState
from classes.enums import EnrolmentVerb as V
from classes.models import AttendanceMark, Enrolment, TrainingClass
from classes.operations.allowed import require
from classes.operations.booking import release_person
from classes.operations.logs import recount_logs_after
from classes.queries.results import pass_marks, passes
from classes.workflow import ENROLMENT
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.workflow.engine import judge, performs


@performs(ENROLMENT, V.WITHDRAW)
def withdraw_enrolment(
    record: Enrolment, *, actor: Actor, comment: str = "", last_day: date | None = None
) -> dict[str, Any]:
    """The institution reports that somebody has left; he stays in the approved head count (DR-01, A61)."""
    day = last_day or clock.today()
    if day > clock.today():
        raise Invalid("enrolment.withdrawal_in_future", "退班日期不能晚于今天。")
    later = AttendanceMark.objects.filter(enrolment=record, session__date__gt=day, signed_in_at__isnull=False)
    if later.exists():
        raise Invalid(
            "enrolment.attended_later", f"{day:%Y-%m-%d} 之后还有签到记录，请核对退班日期（最后到课日）。"
        )
    record.withdrawn_on = day
    record.save(update_fields=["withdrawn_on"])
    release_person(record, day)
    recount_logs_after(record.training_class, day)
    return {"withdrawn_on": day}


@performs(ENROLMENT, V.ADMIT_TO_EXAM)
def admit_to_exam(record: Enrolment, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """With teaching finished, everybody still in class may sit the exam."""
    return {}


@performs(ENROLMENT, V.RECORD_PASS, writes=("has_passed",))
def record_pass(record: Enrolment, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The confirmed scores reach the pass marks."""
    record.has_passed = True
    return _scores(record)


@performs(ENROLMENT, V.RECORD_FAIL)
def record_fail(record: Enrolment, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The confirmed scores miss a pass mark, or the person did not come to the exam."""
    return _scores(record)


@performs(ENROLMENT, V.RECORD_RETAKE_PASS)
def record_retake_pass(
    record: Enrolment, *, actor: Actor, theory_points: int, practice_points: int, comment: str = ""
) -> dict[str, Any]:
    """承办人 records that the one retake was passed; the first scores stay in the record of this verb."""
    first = _scores(record)
    _put_retake(record, theory_points, practice_points)
    if not passes(record, pass_marks(record.training_class)):
        raise Invalid("enrolment.retake_not_passed", "补考成绩没有达到合格线，请按补考不合格登记。")
    record.has_passed = True
    record.save(update_fields=["has_passed"])
    return {"first": first, **_scores(record)}


def record_retake(
    enrolment: Enrolment, *, actor: Actor, theory_points: int, practice_points: int, comment: str = ""
) -> Enrolment:
    """承办人 enters a retake; it makes the person pass, or uses the retake up."""
    attempt = Enrolment(theory_points=theory_points, practice_points=practice_points)
    if passes(attempt, pass_marks(enrolment.training_class)):
        return record_retake_pass(
            enrolment,
            actor=actor,
            theory_points=theory_points,
            practice_points=practice_points,
            comment=comment,
        )
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        verdict = judge(ENROLMENT, locked, actor, V.RECORD_RETAKE_PASS)
        if not verdict.is_allowed:
            family = NotAllowed if verdict.refusals else NotNow
            raise family(verdict.reasons[0].code, f"{verdict.reasons[0].message}。", verdict.reasons)
        first = _scores(locked)
        _put_retake(locked, theory_points, practice_points)
        detail = {"first": first, **_scores(locked)}
        append(Event("enrolment.fail_retake", "补考不合格", locked, comment, detail), actor=actor)
    return locked


@performs(ENROLMENT, V.VERIFY)
def verify_enrolment(record: Enrolment, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """监督检查小组 confirms that this person was trained: identity, attendance, no double training (DR-04)."""
    return {"has_passed": record.has_passed}


@performs(ENROLMENT, V.REJECT_VERIFICATION)
def reject_verification(record: Enrolment, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """监督检查小组 does not confirm this person and says why; he leaves 核实人数 for good."""
    return {"has_passed": record.has_passed}


def verify_class(training_class: TrainingClass, *, actor: Actor, comment: str = "") -> int:
    """监督检查小组 confirms everybody against whom nothing was found; returns how many were confirmed."""
    with transaction.atomic():
        waiting = Enrolment.objects.filter(
            training_class=training_class, state__in=[EnrolmentState.PASSED, EnrolmentState.FAILED]
        )
        confirmed = verify_enrolment.each(waiting.order_by("position"), actor=actor, comment=comment)
        if not confirmed:
            raise NotNow("enrolment.nobody_to_verify", "没有等待核实的学员，考试成绩确认后才能核实。")
        append(
            Event("enrolment.verify_class", f"核实学员 {len(confirmed)} 人", training_class, comment),
            actor=actor,
        )
    return len(confirmed)


@performs(ENROLMENT, V.RECORD_SUBSIDY)
def record_subsidy(record: Enrolment, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The subsidy for this person has been paid."""
    return {}


def note_evaluation_vouchers(
    training_class: TrainingClass, *, actor: Actor, numbers: Mapping[UUID, str]
) -> int:
    """The numbers of the evaluation vouchers are written beside the people (enrolment → number); the vouchers
    themselves are kept above. Returns how many were written.
    """
    require(actor, training_class, (Role.TRAINING_OFFICER, Role.SYSTEM), doing="登记评价券号")
    people = list(Enrolment.objects.filter(training_class=training_class, pk__in=numbers))
    for each in people:
        each.evaluation_voucher_number = numbers[each.pk]
    return Enrolment.objects.bulk_update(people, ["evaluation_voucher_number"])


def _put_retake(record: Enrolment, theory_points: int, practice_points: int) -> None:
    if not (0 <= theory_points <= 10000 and 0 <= practice_points <= 10000):
        raise Invalid("exam.wrong_score", "成绩应在 0 至 100 分之间。")
    record.theory_points, record.practice_points = theory_points, practice_points
    record.was_absent_from_exam = False
    record.retakes += 1
    record.save(update_fields=["theory_points", "practice_points", "was_absent_from_exam", "retakes"])


def _scores(record: Enrolment) -> dict[str, Any]:
    return {
        "theory_points": record.theory_points,
        "practice_points": record.practice_points,
        "was_absent": record.was_absent_from_exam,
    }
