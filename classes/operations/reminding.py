"""The class head warns somebody who is about to miss too much, and says how."""

from __future__ import annotations

from django.db import transaction

from classes.models import AbsenceReminder, Enrolment, TrainingClass
from classes.operations.allowed import TEACHING, require, require_state
from classes.queries.absence import warning_of
from classes.queries.sheets import INSTITUTION_STAFF
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core.errors import NotNow


def remind_absentee(enrolment: Enrolment, *, actor: Actor, note: str) -> AbsenceReminder:
    """The class head has told the trainee how many half-days he may still miss; his next absence asks for it again."""
    with transaction.atomic():
        training_class = TrainingClass.objects.select_for_update().get(pk=enrolment.training_class_id)
        require(actor, training_class, INSTITUTION_STAFF, doing="提醒缺课学员")
        require_state(training_class, TEACHING, doing="提醒缺课学员")
        warning = warning_of(Enrolment.objects.get(pk=enrolment.pk))
        if warning is None or warning.is_reminded:
            raise NotNow("absence.nothing_to_remind", f"{enrolment}现在没有需要提醒的缺课，请刷新页面。")
        missed = warning.standing.missed
        reminder = AbsenceReminder.objects.create(
            enrolment=enrolment, missed=missed, note=note.strip(), reminded_by_id=actor.user_id
        )
        detail = {"missed_half_days": missed, "half_days_left": warning.standing.left}
        append(Event("absence.remind", "提醒缺课学员", enrolment, note.strip(), detail), actor=actor)
    return reminder
