"""纸质表7: the bureau's page of who has the form on paper, and of the sheets with their scans. Nobody else's."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes import operations
from classes.forms.aftercare import PaperSheetForm, PaperTakersForm
from classes.models import ClassEvaluation, TrainingClass
from classes.operations.paper_evaluation import ENTERING
from classes.queries.evaluation import paper_desk, teachers_evaluated
from classes.views.answers import form_status, posted
from foundation.accounts.middleware import actor_from
from foundation.core.files import private_response
from foundation.workflow.pages import visible_or_404

CLASSES = TrainingClass.objects.with_names()
SHEETS = ClassEvaluation.objects.on_paper().select_related("scan", "training_class")


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """GET: takers and sheets. POST: one sheet with its scan."""
    training_class = visible_or_404(CLASSES, request, pk)
    form = PaperSheetForm(teachers_evaluated(training_class), posted(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        facts, actor = form.cleaned_data, actor_from(request)
        sheet = operations.enter_paper_sheet(
            training_class,
            actor=actor,
            answer=form.answer,
            scan=facts["scan"],
            suggestions=facts["suggestions"],
        )
        messages.success(request, f"已录入纸质表第 {sheet.paper_number} 号，请把号数写在这张表右上角。")
        return redirect("classes:evaluation_paper", pk)
    return _desk(request, training_class, form)


def _desk(request: HttpRequest, training_class: TrainingClass, form: PaperSheetForm) -> HttpResponse:
    desk = paper_desk(training_class)
    may_enter = actor_from(request).has_role(*ENTERING)
    context = {
        "training_class": training_class,
        "desk": desk,
        "form": form,
        "takers": PaperTakersForm(desk.eligible, initial={"takers": [str(each.pk) for each in desk.takers]}),
        "may_enter": may_enter and desk.is_open,
    }
    return render(request, "classes/teaching/evaluation_paper.html", context, status=form_status(request))


@require_POST
def evaluation_takers(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """All takers anew; a name that is offered no longer is refused by the operation."""
    training_class = visible_or_404(CLASSES, request, pk)
    form = PaperTakersForm(paper_desk(training_class).eligible, request.POST)
    if not form.is_valid():
        messages.error(request, "所选学员有的不在本班，或刚在手机上填了评估表，请重新勾选。")
        return redirect("classes:evaluation_paper", pk)
    heads = operations.note_paper_takers(training_class, actor=actor_from(request), takers=form.chosen)
    messages.success(request, f"已登记领纸质表 {heads} 人，这些人不能再用手机填写。")
    return redirect("classes:evaluation_paper", pk)


@require_safe
def evaluation_scan(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The sheet as it was filled in, for those of the bureau who compare."""
    sheet = visible_or_404(SHEETS, request, pk)
    if sheet.scan is None:
        raise Http404
    return private_response(sheet.scan)


@require_POST
def evaluation_strike(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    sheet = visible_or_404(SHEETS, request, pk)
    comment = request.POST.get("comment", "")
    training_class = operations.strike_paper_sheet(sheet, actor=actor_from(request), comment=comment)
    messages.success(request, f"纸质表第 {sheet.paper_number} 号已作废，可以重新录入。")
    return redirect("classes:evaluation_paper", training_class.pk)
