"""Verification by 监督检查小组, and one trainee in a class: retake, leaving."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from classes import operations
from classes.enums import EnrolmentState, EnrolmentVerb
from classes.forms.aftercare import ReminderForm
from classes.forms.results import RetakeForm, WithdrawForm
from classes.models import Enrolment, TrainingClass
from classes.queries.absence import warning_of
from classes.queries.results import class_facts, pass_marks, proof_of, verification_lines
from classes.queries.sheets import is_own
from classes.queries.teaching import Presence, presences, sessions_of
from foundation.accounts.middleware import actor_from
from foundation.audit.models import Entry
from foundation.workflow.engine import judge
from foundation.workflow.listing import timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from foundation.workflow.registry import lifecycle_of

CLASSES = TrainingClass.objects.with_names()
ENROLMENTS = Enrolment.objects.select_related(
    "person",
    "application",
    "evaluation_body",
    "training_class__institution__organisation",
    "training_class__occupation",
)
JUDGED = (EnrolmentVerb.VERIFY, EnrolmentVerb.REJECT_VERIFICATION)


def verification(request: HttpRequest, pk: UUID) -> HttpResponse:
    """核实: attendance and scores of everybody; POST confirms all against whom nothing was found."""
    training_class = visible_or_404(CLASSES, request, pk)
    actor = actor_from(request)
    if request.method == "POST":
        confirmed = operations.verify_class(
            training_class, actor=actor, comment=request.POST.get("comment", "")
        )
        messages.success(request, f"已核实 {confirmed} 人。")
        return redirect("classes:verification", pk)
    lines = verification_lines(training_class)
    waiting = [
        each for each in lines if each.enrolment.state in (EnrolmentState.PASSED, EnrolmentState.FAILED)
    ]
    context = {
        "training_class": training_class,
        "facts": class_facts(training_class),
        "lines": lines,
        "waiting": len(waiting),
        "may_verify": bool(waiting)
        and bool(choices(waiting[0].enrolment, actor, only=[EnrolmentVerb.VERIFY])),
    }
    return render(request, "classes/teaching/verification.html", context)


@require_POST
def enrolment_verify(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    return perform(request, visible_or_404(ENROLMENTS, request, pk), verbs=JUDGED)


@require_safe
def enrolment_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One trainee in one class: half-days, scores, certificate, employment, and what may be done now."""
    return _enrolment_page(request, visible_or_404(ENROLMENTS, request, pk))


def _enrolment_page(
    request: HttpRequest,
    enrolment: Enrolment,
    *,
    withdraw: WithdrawForm | None = None,
    retake: RetakeForm | None = None,
    reminder: ReminderForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_from(request)
    sessions = sessions_of(enrolment.training_class)
    found, nothing = presences(sessions), Presence()
    half_days = [(session, found.get((session.pk, enrolment.pk), nothing)) for session in sessions]
    lifecycle = lifecycle_of(enrolment)
    entries = Entry.objects.done().of_record(enrolment._meta.label_lower, enrolment.pk).order_by("-seq")
    context = {
        "enrolment": enrolment,
        "training_class": enrolment.training_class,
        "half_days": half_days,
        "attended": sum(session.is_closed and there.counts for session, there in half_days),
        "held": sum(session.is_closed for session, _ in half_days),
        "proof": proof_of(enrolment),
        "verdicts": choices(enrolment, actor, only=JUDGED),
        "withdrawal": choices(enrolment, actor, only=(EnrolmentVerb.WITHDRAW,)),
        "may_retake": judge(lifecycle, enrolment, actor, EnrolmentVerb.RECORD_RETAKE_PASS).is_allowed,
        "withdraw": withdraw or WithdrawForm(),
        "retake": retake or RetakeForm(),
        "warning": warning_of(enrolment),
        "reminder": reminder or ReminderForm(),
        "is_own": is_own(enrolment.training_class, actor),
        "marks": pass_marks(enrolment.training_class),
        "timeline": timeline_of(entries),
    }
    return render(request, "classes/teaching/enrolment.html", context, status=status)


@require_POST
def enrolment_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    enrolment = visible_or_404(ENROLMENTS, request, pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _enrolment_page(request, enrolment, withdraw=form, status=422)
    operations.withdraw_enrolment(enrolment, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, f"{enrolment}已退班；仍计入审批人数。")
    return redirect("classes:enrolment_detail", pk)


@require_POST
def enrolment_retake(request: HttpRequest, pk: UUID) -> HttpResponse:
    enrolment = visible_or_404(ENROLMENTS, request, pk)
    form = RetakeForm(request.POST)
    if not form.is_valid():
        return _enrolment_page(request, enrolment, retake=form, status=422)
    after = operations.record_retake(enrolment, actor=actor_from(request), **form.cleaned_data)
    result = "补考合格" if after.has_passed else "补考不合格"
    messages.success(request, f"已登记：{after}，{result}。")
    return redirect("classes:enrolment_detail", pk)


@require_POST
def enrolment_remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The class head has warned somebody who is about to miss too much."""
    enrolment = visible_or_404(ENROLMENTS, request, pk)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _enrolment_page(request, enrolment, reminder=form, status=422)
    operations.remind_absentee(enrolment, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, f"已登记提醒：{enrolment}。")
    return redirect("classes:enrolment_detail", pk)
