"""结业验收: list, case page, the archive line by line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from classes.models import TrainingClass
from foundation.accounts.middleware import actor_from
from foundation.core.files import private_response
from foundation.core.models import StoredFile
from foundation.workflow.listing import chips_of, page_of, timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from subsidies import operations as ops
from subsidies.enums import AcceptanceVerb
from subsidies.forms import ArchiveFactsForm, ArchiveItemForm, DeficiencyForm, ReportForm, SearchForm
from subsidies.forms.archive import ArchiveForm
from subsidies.models import Acceptance, ArchiveItem
from subsidies.queries import acceptance as queries
from subsidies.queries.acceptance_page import acceptance_page


@require_safe
def acceptance_list(request: HttpRequest) -> HttpResponse:
    actor, form = actor_from(request), SearchForm(request.GET, hint="班次编号、工种、机构")
    counts = queries.acceptance_state_counts(actor)
    total = sum(number for _, _, number in counts)
    rows = queries.acceptance_list(actor, state=request.GET.get("state", ""), text=form.text)
    context = {
        "form": form,
        "page": page_of(request, rows),
        "chips": chips_of(request, "state", [("", "全部", total), *counts]),
        "to_open": queries.classes_to_accept(actor) if actor.is_institution else [],
    }
    return render(request, "subsidies/acceptance_list.html", context)


@require_POST
def acceptance_open(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    training_class = visible_or_404(TrainingClass.objects.all(), request, pk)
    acceptance = ops.open_acceptance(training_class, actor=actor_from(request))
    messages.success(request, "已建立结业档案目录，请逐项登记页码后提交。")
    return redirect(acceptance)


@require_safe
def acceptance_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _acceptance_or_404(request, pk))


@require_POST
def acceptance_perform(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    return perform(request, _acceptance_or_404(request, pk), verbs=AcceptanceVerb.values)


@require_POST
def acceptance_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    acceptance, form = _acceptance_or_404(request, pk), ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, acceptance, report_form=form)
    ops.write_report(acceptance, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, "档案验收报告已保存。")
    return redirect(acceptance)


@require_POST
def acceptance_facts(request: HttpRequest, pk: UUID) -> HttpResponse:
    acceptance, form = _acceptance_or_404(request, pk), ArchiveFactsForm(request.POST)
    if not form.is_valid():
        return _page(request, acceptance, facts_form=form)
    ops.record_archive_facts(acceptance, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, "已登记档案盒号和财务资料核对情况。")
    return redirect(acceptance)


@require_POST
def archive_fill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole list, by one button."""
    acceptance = _acceptance_or_404(request, pk)
    form = ArchiveForm(request.POST, request.FILES, archive=acceptance.items.order_by("order"))
    if not form.is_valid():
        return _page(request, acceptance, archive_form=form)
    saved = ops.fill_archive(acceptance, actor=actor_from(request), lines=form.filled())
    messages.success(request, f"档案目录已保存，改动 {saved} 项。" if saved else "档案目录没有改动。")
    return redirect(f"{acceptance.get_absolute_url()}#archive")


@require_POST
def item_fill(request: HttpRequest, pk: UUID) -> HttpResponse:
    item, form = _item_or_404(request, pk), ArchiveItemForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, item.acceptance, item_form=form)
    ops.fill_archive_item(item, actor=actor_from(request), **form.cleaned_data)
    return redirect(f"{item.acceptance.get_absolute_url()}#item-{item.order}")


@require_POST
def item_deficiency(request: HttpRequest, pk: UUID) -> HttpResponse:
    item, form = _item_or_404(request, pk), DeficiencyForm(request.POST)
    if not form.is_valid():
        return _page(request, item.acceptance, item_form=form)
    ops.mark_deficiency(item, actor=actor_from(request), **form.cleaned_data)
    return redirect(f"{item.acceptance.get_absolute_url()}#item-{item.order}")


@require_safe
def item_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    item = _item_or_404(request, pk)
    return private_response(get_object_or_404(StoredFile, pk=item.file_id))


def _page(request: HttpRequest, acceptance: Acceptance, **forms: Any) -> HttpResponse:
    actor = actor_from(request)
    shown = acceptance_page(acceptance, actor)
    archive = forms.get("archive_form") or ArchiveForm(archive=shown.items if shown.may_bind else [])
    context = {
        "acceptance": acceptance,
        "shown": shown,
        "lines": [(item, archive.fields_of(item)) for item in shown.items],
        "choices": choices(acceptance, actor),
        "timeline": timeline_of(shown.entries),
        "who": actor.name,
        "report_form": ReportForm(initial=shown.report_initial),
        "facts_form": ArchiveFactsForm(initial=shown.facts_initial),
        **forms,
    }
    return render(request, "subsidies/acceptance_detail.html", context, status=422 if forms else 200)


def _acceptance_or_404(request: HttpRequest, pk: UUID) -> Acceptance:
    rows = Acceptance.objects.select_related(
        "training_class__occupation", "training_class__institution__organisation"
    )
    return visible_or_404(rows, request, pk)


def _item_or_404(request: HttpRequest, pk: UUID) -> ArchiveItem:
    rows = ArchiveItem.objects.select_related("acceptance__training_class__institution__organisation")
    return visible_or_404(rows, request, pk)
