"""课程计划（表5）: generate, edit row by row, copy a row; nothing typed is lost on the way."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from classes.forms.plan import GenerateForm, PlanFormSet, SessionForm
from classes.models import TrainingClass
from classes.operations import generate_plan, save_plan
from classes.queries.bookings import bookings
from classes.queries.rulings import basic_courses, plan
from classes.views.answers import form_status, posted
from classes.views.materials import METHODS, draft_or_404, saved
from foundation.accounts.middleware import actor_from
from foundation.core.form_fields import whole_number


@require_http_methods(METHODS)
def class_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`act` copies, removes or adds a row of what was typed; without it the plan is saved."""
    training_class = draft_or_404(request, pk)
    formset = PlanFormSet(training_class, posted(request))
    act, _, place = request.POST.get("act", "").partition("-")
    if act:
        rows = formset.rearranged(act, whole_number(place) or 0)
        return _editor(request, training_class, rows, is_unsaved=True)
    if request.method != "POST" or not formset.is_valid():
        return _editor(request, training_class, formset.forms, status=form_status(request))
    save_plan(training_class, actor=actor_from(request), rows=formset.rows())
    return saved(request, training_class, "课程计划")


@require_POST
def plan_generate(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    form = GenerateForm(request.POST)
    if not form.is_valid():
        rows = PlanFormSet(training_class).forms
        return _editor(request, training_class, rows, generate=form, status=422)
    made = generate_plan(training_class, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, f"已生成 {made} 个半天的课程计划，请逐行填写课程内容。")
    return redirect("classes:class_plan", pk)


def _editor(
    request: HttpRequest,
    training_class: TrainingClass,
    rows: list[SessionForm],
    *,
    generate: GenerateForm | None = None,
    is_unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "training_class": training_class,
        "rows": rows,
        "generate": generate or GenerateForm(initial={"workdays_only": "no"}),
        "rulings": [plan(training_class), basic_courses(training_class), bookings(training_class)],
        "is_unsaved": is_unsaved,
        "wrong": [str(row.prefix) for row in rows if row.is_bound and row.errors],
    }
    return render(request, "classes/plan.html", context, status=status)
