"""补贴试算: the form, its result, the sheet to take along, a class's own figures to begin with. Nothing is stored."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes.models import TrainingClass
from foundation.accounts.middleware import actor_from
from foundation.core.file_answers import json_answer, pdf_answer, unsealed_xlsx_answer
from foundation.core.http import is_htmx
from foundation.workflow.pages import visible_or_404
from subsidies import tables
from subsidies.documents import print_calculation_sheet
from subsidies.forms.quote_fields import BY_COUNTS
from subsidies.forms.quote_rows import BLANK_ROWS
from subsidies.forms.quotes import QuoteForm, initial_of
from subsidies.queries.quotes import Trial, case_of_class, document_in_use, trial_of
from subsidies.views.quote_paper import trial_sheet


@require_http_methods(["GET", "HEAD", "POST"])
def quote_page(request: HttpRequest) -> HttpResponse:
    """The form; sent in, its result on top of it."""
    if request.method != "POST":
        begun = {"by": BY_COUNTS, "policy": document_in_use(), **request.GET.dict()}
        form = QuoteForm(actor=actor_from(request), initial=begun)
        return _page(request, form)
    form, trial = _tried(request)
    return _page(request, form, trial)


@require_POST
def quote_entry(request: HttpRequest) -> HttpResponse:
    """The form again with the entries that the choices made so far need, more rows, and what was pasted or uploaded."""
    form = _sent(request)
    form.is_valid()
    grown = {table.name: table for table in form.tables}.get(request.POST.get("more", ""))
    if grown is not None:
        grown.add_blank()
    return _page(request, form)


@require_POST
def quote_sheet(request: HttpRequest) -> HttpResponse:
    form, trial = _tried(request)
    if trial is None or trial.statement.status != "ok":
        return _page(request, form, trial)
    return pdf_answer(print_calculation_sheet(trial_sheet(trial, form.real_class)), "补贴试算单.pdf")


@require_POST
def quote_case(request: HttpRequest) -> HttpResponse:
    """The written case, as `manage.py quote` and the API read it."""
    form, trial = _tried(request)
    if trial is None:
        return _page(request, form, trial)
    return json_answer(form.case(), "补贴试算案例.json")


@require_POST
def quote_template(request: HttpRequest) -> HttpResponse:
    """The workbook for the list, with the columns that the choices made so far need."""
    workbook = tables.quote_template(_sent(request).trainees.workbook_columns)
    return unsealed_xlsx_answer(workbook, "补贴试算名册.xlsx")


@require_safe
def class_quote(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form filled with what is on record about one class, and what that comes to."""
    training_class = visible_or_404(TrainingClass.objects.with_names(), request, pk)
    case = case_of_class(training_class)
    form = QuoteForm(actor=actor_from(request), initial=initial_of(case, training_class))
    form.trainees.load(case["input"]["trainees"] or [])
    form.prior.load(case["input"]["prior_claims"] or [])
    trial = trial_of({**case, "policy": form["policy"].value()}, training_class)
    return _page(request, form, trial)


def _sent(request: HttpRequest) -> QuoteForm:
    return QuoteForm(request.POST, request.FILES, actor=actor_from(request))


def _tried(request: HttpRequest) -> tuple[QuoteForm, Trial | None]:
    """The form and, where it could be read, its trial; what the rules refuse stands in the form."""
    form = _sent(request)
    if not form.is_readable():
        return form, None
    trial = trial_of(form.case(), form.real_class)
    form.blame(trial.statement.lines if trial.is_faulty else ())
    return form, trial if form.is_sound else None


def _page(request: HttpRequest, form: QuoteForm, trial: Trial | None = None) -> HttpResponse:
    for table in form.tables:
        if not table.rows:
            table.add_blank(BLANK_ROWS if table is form.trainees else 1)
    context: dict[str, Any] = {
        "form": form,
        "trial": None if trial is None or trial.is_faulty else trial,
        "training_class": form.real_class,
    }
    is_wrong = form.is_bound and not form.is_sound
    template = "subsidies/quote_body.html" if is_htmx(request) else "subsidies/quote.html"
    return render(request, template, context, status=422 if is_wrong else 200)
