"""检查计划与记录, 问题与整改, 我的检查任务; 安排检查; 免现场检查."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes.models import TrainingClass
from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.workflow.listing import chips_of, page_of
from foundation.workflow.pages import back_to, visible_or_404
from inspections import operations as ops
from inspections import queries
from inspections.enums import InspectionState
from inspections.forms.planning import AssignForm, InspectionFilter, PlanForm, WaiverForm
from inspections.models import Inspection

PAGE = ["GET", "HEAD", "POST"]


@require_safe
def inspection_list(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    form = InspectionFilter(request.GET, actor=actor)
    found = form.narrow(queries.inspections_for_list(actor))
    chosen = request.GET.get("state", "")
    rows = found.filter(state=chosen) if chosen in InspectionState.values else found
    context = {
        "form": form,
        "page": page_of(request, rows),
        "chips": chips_of(request, "state", _chips(queries.state_counts(found))),
        "may_plan": actor.has_role(Role.INSPECTION_HEAD),
    }
    return render(request, "inspections/inspection_list.html", context)


@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    form = InspectionFilter(request.GET, actor=actor)
    found = form.narrow(queries.findings_for_list(actor))
    chosen = request.GET.get("state", "")
    rows = found.filter(state=chosen) if chosen in InspectionState.values else found
    context = {
        "form": form,
        "page": page_of(request, rows.order_by("rectify_by", "number")),
        "chips": chips_of(request, "state", _chips(queries.state_counts(found))),
    }
    return render(request, "inspections/finding_list.html", context)


@require_safe
def my_tasks(request: HttpRequest) -> HttpResponse:
    actor, today = actor_from(request), clock.today()
    tasks = list(queries.tasks_of(actor))
    context = {
        "today": today,
        "expired": [task for task in tasks if task.has_expired],
        "due": [task for task in tasks if task.planned_on <= today and not task.has_expired],
        "later": [task for task in tasks if task.planned_on > today],
        "confirmed": queries.confirmed_by(actor, tasks),
    }
    return render(request, "inspections/my_tasks.html", context)


@require_http_methods(PAGE)
def plan(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    if request.method != "POST":
        initial = {"training_class": request.GET.get("class"), "planned_on": clock.today()}
        return render(request, "inspections/plan.html", {"form": PlanForm(actor=actor, initial=initial)})
    form = PlanForm(request.POST, actor=actor)
    if not form.is_valid():
        return render(request, "inspections/plan.html", {"form": form}, status=422)
    inspection = ops.plan_inspection(actor=actor, **form.facts())
    for hint in queries.conflicts_of(inspection):
        messages.warning(request, hint)
    messages.success(request, f"已安排：{inspection.number}，检查人员已收到消息。")
    return redirect(inspection)


@require_POST
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    inspection = visible_or_404(Inspection.objects.all(), request, pk)
    form = AssignForm(request.POST)
    form.is_valid()
    ops.assign_inspector(inspection, actor=actor_from(request), inspector_id=form.inspector_id)
    messages.success(request, "已补充指派。")
    return redirect(inspection)


@require_POST
def unassign(request: HttpRequest, pk: UUID, inspector_id: UUID) -> HttpResponse:
    inspection = visible_or_404(Inspection.objects.all(), request, pk)
    ops.remove_inspector(inspection, actor=actor_from(request), inspector_id=inspector_id)
    messages.success(request, "已撤下该检查人员。")
    return redirect(inspection)


@require_POST
def confirm_presence(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    inspection = visible_or_404(Inspection.objects.all(), request, pk)
    ops.confirm_presence(inspection, actor=actor_from(request))
    messages.success(request, "已确认到场。")
    return back_to(request, inspection)


@require_http_methods(PAGE)
def waive(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = visible_or_404(TrainingClass.objects.with_names(), request, pk)
    form = WaiverForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {
            "form": form,
            "training_class": training_class,
            "waiver": queries.waiver_of(training_class),
            "missing": queries.has_enough_inspections(training_class),
        }
        return render(request, "inspections/waive.html", context, status=422 if form.is_bound else 200)
    ops.waive_on_site(training_class, actor=actor_from(request), reason=form.cleaned_data["reason"])
    messages.success(request, "已登记免现场检查，理由已留痕。")
    return redirect(training_class)


def _chips(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    shown = [(state.value, str(state.label), counts.get(state, 0)) for state in InspectionState]
    return [("", "全部", sum(counts.values())), *(chip for chip in shown if chip[2])]
