"""Full numbers, for those who may and with a trace: the printed roster, the call that verifies an employment."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from classes.enums import EnrolmentState
from classes.models import Enrolment, TrainingClass
from classes.operations.editing import locked_for
from classes.queries.results import proof_of
from foundation.accounts.actor import Actor
from foundation.audit.models import Result
from foundation.audit.operations import Event, append
from foundation.core.errors import NotNow
from trainees.enums import REVEALING_ROLES
from trainees.operations import reveal_phone


@dataclass(frozen=True, repr=False)
class Phones:
    """Where a trainee can be called: the number of his 登记表, and the one his proof of employment names."""

    registered: str
    declared: str


def note_roster_printing(training_class: TrainingClass, *, actor: Actor) -> TrainingClass:
    """表3 names everybody with the full number; who printed it is recorded."""
    return note_list_printing(
        training_class, actor=actor, title="学员花名册（表3）", action="class.print_roster"
    )


@transaction.atomic
def note_list_printing(
    training_class: TrainingClass, *, actor: Actor, title: str, action: str = "class.print_list"
) -> TrainingClass:
    """A printed list names people with their full numbers; who printed which is recorded."""
    record = locked_for(training_class, actor, *REVEALING_ROLES, doing=f"打印{title}")
    append(Event(action, f"打印{title}", record, f"打印{title}", result=Result.READ), actor=actor)
    return record


@transaction.atomic
def reveal_phones(enrolment: Enrolment, *, actor: Actor) -> Phones:
    """While a proof of employment waits to be verified, 监督检查小组 may see how to call the trainee."""
    if enrolment.state != EnrolmentState.EMPLOYMENT_PENDING:
        raise NotNow(
            "employment.not_pending",
            f"{enrolment}现为“{enrolment.state_tag.label}”，就业证明待核实时才能查看学员电话。",
        )
    registered = reveal_phone(enrolment.application, actor=actor, reason="核实就业，电话回访")
    proof = proof_of(enrolment)
    declared = proof.own_phone.reveal(proof) if proof and proof.own_phone else ""
    return Phones(registered, "" if declared == registered else declared)
