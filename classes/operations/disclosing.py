"""The roster is printed with full numbers: for those who may, and with a trace."""

from __future__ import annotations

from django.db import transaction

from classes.models import TrainingClass
from classes.operations.editing import locked_for
from foundation.accounts.actor import Actor
from foundation.audit.models import Result
from foundation.audit.operations import Event, append
from trainees.enums import REVEALING_ROLES


@transaction.atomic
def note_roster_printing(training_class: TrainingClass, *, actor: Actor) -> TrainingClass:
    """表3 names everybody with the full number; who printed it is recorded."""
    record = locked_for(training_class, actor, *REVEALING_ROLES, doing="打印学员花名册")
    event = Event("class.print_roster", "打印学员花名册（表3）", record, "打印表3", result=Result.READ)
    append(event, actor=actor)
    return record
