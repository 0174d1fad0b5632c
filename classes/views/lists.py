"""开班审批 (bureau) and 开班申请 (institution): the list, its export, a new application."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes.enums import EDITABLE_STATES
from classes.forms.drafting import BasicsForm, ClassFilterForm
from classes.models import TrainingClass
from classes.operations import create_class
from classes.operations.exporting import export_or_enqueue
from classes.queries.due import DueFrame
from classes.queries.opening import chip_counts, class_rows, due_tags, open_questions
from classes.tables import class_workbook
from classes.views.answers import form_status, posted
from classes.workflow import CLASS
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.core.file_answers import xlsx_answer
from foundation.core.http import is_htmx
from foundation.workflow.exporting import about_export, conditions_of, reason_of, reason_page
from foundation.workflow.listing import chips_of, page_of
from foundation.workflow.worklist import awaited_steps


@require_safe
def class_list(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    form, awaited = ClassFilterForm(request.GET, actor=actor), _awaited(actor)
    chip = request.GET.get("state") or ("mine" if awaited else "all")
    frame = DueFrame.of_today()
    rows = class_rows(actor, chip=chip, awaited=awaited, wanted=form.wanted, due=frame)
    page = page_of(request, rows)
    classes: list[TrainingClass] = list(page.object_list)
    questions, due = open_questions(classes), due_tags(classes, frame)
    context = {
        "form": form,
        "page": page,
        "rows": [(each, questions[each.pk], due.get(each.pk)) for each in classes],
        "chips": chips_of(request, "state", chip_counts(actor, awaited), chip),
        "chip": chip,
        "is_institution": actor.is_institution,
        "may_open_a_class": actor.has_role(Role.INSTITUTION_MANAGER),
    }
    template = "classes/_class_table.html" if is_htmx(request) else "classes/class_list.html"
    return render(request, template, context)


@require_POST
def class_export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, at once when it is short, else as a background job."""
    actor = actor_from(request)
    form, awaited = ClassFilterForm(request.GET, actor=actor), _awaited(actor)
    chip = request.GET.get("state") or "all"
    listed = class_rows(actor, chip=chip, awaited=awaited, wanted=form.wanted).count()
    if (page := reason_page(request, "开班申请", listed)) is not None:
        return page
    about = about_export(actor, reason=reason_of(request), conditions=conditions_of(form))
    rows = export_or_enqueue(actor, chip=chip, awaited=awaited, wanted=form.wanted, about=about)
    if rows is None:
        messages.info(request, "件数较多，正在后台导出，完成后在“我的任务”中下载。")
        return redirect("jobs:job_list")
    return xlsx_answer(class_workbook(rows, about=about), "开班申请.xlsx")


def _awaited(actor: Actor) -> set[str]:
    """The states in which a class waits for the actor on this list; an institution finds here what it writes."""
    steps = awaited_steps(CLASS, actor)
    return {state for state in steps if not actor.is_institution or state in EDITABLE_STATES}


@require_http_methods(["GET", "HEAD", "POST"])
def class_new(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    form = BasicsForm(posted(request), institution_id=actor.organisation_id)
    if not form.is_valid():
        context = {"form": form, "title": "新建开班申请", "submit": "建立草稿"}
        return render(request, "classes/class_new.html", context, status=form_status(request))
    created = create_class(actor=actor, **form.facts)
    messages.success(request, f"已建立{created}开班申请，编号 {created.number}。")
    return redirect("classes:class_tasks", created.pk)
