"""五源对账: the classes that have differences, one class half-day by half-day, an explanation and its judgement."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes.models import PlannedSession, TrainingClass
from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.files import private_response
from foundation.workflow.listing import page_of, timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from subsidies import operations as ops
from subsidies.enums import DifferenceVerb
from subsidies.forms.sources import ExplanationForm, MonthForm
from subsidies.models import DifferenceExplanation
from subsidies.queries import sources as queries
from subsidies.queries.comparisons import classes_with_differences, differences_of_month, waiting_count
from subsidies.rules.half_day import SOURCE_LABELS, Source

COLUMNS = (Source.SHEET, Source.PHONE, Source.LOG, Source.VIDEO, Source.INSPECTION, Source.VOUCHER)


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """As compared last: classes with open differences; `?month=` what was found in a month, settled ones too."""
    actor = actor_from(request)
    form = MonthForm(request.GET, today=clock.today())
    first = form.first_day
    rows = differences_of_month(actor, first) if first else classes_with_differences(actor)
    context = {
        "form": form,
        "page": page_of(request, rows),
        "month": first,
        "waiting": waiting_count(actor),
    }
    return render(request, "subsidies/source_list.html", context)


@require_safe
def source_class(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = visible_or_404(TrainingClass.objects.with_names(), request, pk)
    context = {
        "training_class": training_class,
        "found": queries.reconciliation_of(training_class),
        "columns": [SOURCE_LABELS[each] for each in COLUMNS],
        "may_explain": actor_from(request).has_role(Role.INSTITUTION_MANAGER),
    }
    return render(request, "subsidies/source_class.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def difference_explain(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`?code=` names the difference of this half-day."""
    rows = PlannedSession.objects.select_related("training_class__occupation", "training_class__institution")
    session, code = visible_or_404(rows, request, pk), request.GET.get("code", "")
    is_sent = request.method == "POST"
    form = ExplanationForm(request.POST, request.FILES) if is_sent else ExplanationForm()
    if is_sent and form.is_valid():
        given = ops.explain_difference(session, actor=actor_from(request), code=code, **form.cleaned_data)
        messages.success(request, "差异说明已提交，由监督检查小组认定。")
        return redirect(given)
    standing = queries.standing_at(session, code)
    if standing is None:
        raise Http404
    context = {"session": session, "form": form, "standing": standing}
    return render(request, "subsidies/difference_explain.html", context, status=422 if form.errors else 200)


@require_safe
def difference_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    record, actor = _explanation_or_404(request, pk), actor_from(request)
    entries = Entry.objects.visible_to(actor).done().of_record("subsidies.differenceexplanation", record.pk)
    context = {
        "record": record,
        "training_class": record.session.training_class,
        "standing": queries.standing_of(record),
        "choices": choices(record, actor),
        "timeline": timeline_of(entries.order_by("-seq")),
    }
    return render(request, "subsidies/difference_detail.html", context)


@require_POST
def difference_perform(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    return perform(request, _explanation_or_404(request, pk), verbs=DifferenceVerb.values)


@require_safe
def difference_proof(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    return private_response(_explanation_or_404(request, pk).proof)


def _explanation_or_404(request: HttpRequest, pk: UUID) -> DifferenceExplanation:
    return visible_or_404(DifferenceExplanation.objects.with_names(), request, pk)
