"""经办全流程监控表 as PDF: the fourteen steps of the screen folded into the twelve cells of the form."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from classes.models import TrainingClass
from foundation.core import clock
from foundation.core.file_answers import pdf_answer
from reports.documents import MonitorForm, MonitorOpinion, MonitorStep, print_monitor_form
from reports.queries.monitor import Signature, StepPlan, signers_of
from reports.views.class_page import class_or_404

CELLS: tuple[MonitorStep, ...] = (
    MonitorStep.CERTIFICATE_NUMBER,
    MonitorStep.TRAINING_VOUCHER,
    MonitorStep.OPENING_REVIEW,
    MonitorStep.OPENING_REVIEW,
    MonitorStep.OPENING_REVIEW,
    MonitorStep.SYSTEM_CONFIRMATION,
    MonitorStep.EVALUATION_VOUCHER,
    MonitorStep.SITE_INSPECTION,
    MonitorStep.VIDEO_REVIEW,
    MonitorStep.ACCEPTED_BY_TRAINING_GROUP,
    MonitorStep.ACCEPTED_BY_INSPECTION_GROUP,
    MonitorStep.ACCEPTED_BY_LEADER,
    MonitorStep.COMPLETION_CONFIRMED,
    MonitorStep.APPLICATION_RECEIVED,
)
"""The cell of the form for each step of the screen, in its order: 初审、复核、批准 share one."""


@require_safe
def monitor_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form with every opinion and signature."""
    training_class = class_or_404(request, pk)
    form = MonitorForm(
        institution_name=training_class.institution.name,
        occupation_and_class=str(training_class),
        filled_on=clock.today(),
        opinions=_opinions(training_class),
        printed_at=f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
    )
    return pdf_answer(print_monitor_form(form), f"{training_class}经办全流程监控表.pdf")


def _opinions(training_class: TrainingClass) -> Mapping[MonitorStep, list[MonitorOpinion]]:
    found: dict[MonitorStep, list[MonitorOpinion]] = {cell: [] for cell in CELLS}
    for cell, (step, signatures) in zip(CELLS, signers_of(training_class), strict=True):
        role = step.label if CELLS.count(cell) > 1 else ""
        found[cell] += [_opinion(step, signature, role) for signature in signatures]
    return found


def _opinion(step: StepPlan, signature: Signature, role: str) -> MonitorOpinion:
    text = signature.comment or f"{step.label}已办。"
    return MonitorOpinion(text=text, signer=signature.signer, signed_on=signature.signed_on, role=role)
