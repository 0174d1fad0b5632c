"""One inspection: what was seen, what must be mended, who did what; 表11 as PDF; its files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.display import Choice, deadline_tag
from foundation.core.file_answers import pdf_answer
from foundation.core.files import private_response
from foundation.workflow.listing import timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from inspections import operations as ops
from inspections import queries
from inspections.documents import print_spot_check_form
from inspections.enums import FileKind, InspectionKind, InspectionState
from inspections.enums import InspectionVerb as V
from inspections.forms.settling import RectificationForm, RejectForm, ReplyForm
from inspections.models import Inspection, InspectionFile
from inspections.views.printing import filled_form

PAGE = ["GET", "HEAD", "POST"]
SIMPLE_VERBS = (V.WITHDRAW, V.CONCLUDE_CLEAR, V.CLOSE, V.ESCALATE)


@require_safe
def inspection_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor = actor_from(request)
    inspection = visible_or_404(queries.inspection_with_all(), request, pk)
    entries = Entry.objects.visible_to(actor).of_record("inspections.inspection", inspection.pk)
    due = inspection.deadline_on
    context = {
        "inspection": inspection,
        "training_class": inspection.training_class,
        "difference": queries.count_difference(inspection),
        "signed_in": queries.signed_in_now(inspection),
        "answers": queries.answers_of(inspection),
        "photos": [each for each in inspection.files.all() if each.kind == FileKind.PHOTO],
        "papers": [each for each in inspection.files.all() if each.kind == FileKind.REPLY],
        "deadline": deadline_tag((due - clock.today()).days, "天") if due else None,
        "may_confirm": queries.may_confirm_presence(inspection, actor),
        "choices": _choices(inspection, actor),
        "timeline": timeline_of(entries.order_by("-seq")),
        **_planning(inspection, actor.has_role(Role.INSPECTION_HEAD)),
    }
    return render(request, "inspections/inspection_detail.html", context)


@require_POST
def inspection_decide(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    inspection = visible_or_404(Inspection.objects.all(), request, pk)
    return perform(request, inspection, verbs=SIMPLE_VERBS)


@require_http_methods(PAGE)
def rectification_issue(request: HttpRequest, pk: UUID) -> HttpResponse:
    inspection = visible_or_404(queries.inspection_with_all(), request, pk)
    data = request.POST if request.method == "POST" else None
    form = RectificationForm(data, initial=_proposed(inspection))
    if data is None or not form.is_valid():
        return _form_page(request, "rectification_issue", inspection, form)
    moved = ops.issue_rectification(inspection, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, f"整改通知已下发，期限 {moved.rectify_by:%Y-%m-%d}。")
    return redirect(moved)


@require_http_methods(PAGE)
def rectification_reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    inspection = visible_or_404(queries.inspection_with_all(), request, pk)
    form = RejectForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, "rectification_reject", inspection, form)
    moved = ops.reject_reply(inspection, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, "已退回机构继续整改。")
    return redirect(moved)


@require_http_methods(PAGE)
def rectification_reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    inspection = visible_or_404(queries.inspection_with_all(), request, pk)
    form = ReplyForm(request.POST, request.FILES) if request.method == "POST" else ReplyForm()
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, "rectification_reply", inspection, form)
    moved = ops.reply_with_papers(
        inspection, actor=actor_from(request), comment=form.cleaned_data["comment"], papers=form.papers()
    )
    messages.success(request, "整改回复已提交，由监督检查小组复查。")
    return redirect(moved)


@require_safe
def rectification_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """整改通知书, to be printed from the browser."""
    inspection = visible_or_404(queries.inspection_with_all().exclude(severity=""), request, pk)
    return render(request, "inspections/rectification_notice.html", {"inspection": inspection})


@require_safe
def inspection_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表11 as PDF."""
    rows = queries.inspection_with_all().recorded().filter(kind=InspectionKind.ON_SITE)
    inspection = visible_or_404(rows, request, pk)
    return pdf_answer(
        print_spot_check_form(filled_form(inspection)), f"{inspection.number} 核查情况登记表.pdf"
    )


@require_safe
def inspection_file(request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    inspection = visible_or_404(Inspection.objects.all(), request, pk)
    found = get_object_or_404(
        InspectionFile.objects.select_related("file"), inspection=inspection, pk=file_id
    )
    return private_response(found.file)


def _choices(inspection: Inspection, actor: Actor) -> list[Choice]:
    """What may be done on the page; a visit whose day has passed is not offered for recording."""
    found = choices(inspection, actor, urls=_pages_of_verbs(inspection))
    return [choice for choice in found if not (inspection.has_expired and choice.verb == V.RECORD)]


def _pages_of_verbs(inspection: Inspection) -> dict[str, str]:
    pages = {
        V.RECORD: "record_on_site" if inspection.kind == InspectionKind.ON_SITE else "record_video",
        V.ISSUE_RECTIFICATION: "rectification_issue",
        V.REPLY: "rectification_reply",
        V.REJECT_REPLY: "rectification_reject",
    }
    return {verb: reverse(f"inspections:{name}", args=[inspection.pk]) for verb, name in pages.items()}


def _planning(inspection: Inspection, is_head: bool) -> dict[str, Any]:
    """Whom the head may still send, and what speaks against those who are sent."""
    is_open = is_head and inspection.state == InspectionState.PLANNED
    return {
        "may_assign": is_open,
        "possible": queries.possible_inspectors() if is_open else (),
        "conflicts": queries.conflicts_of(inspection) if is_open else (),
    }


def _proposed(inspection: Inspection) -> dict[str, Any]:
    return {
        "comment": queries.proposed_requirement(inspection),
        "rectify_by": queries.proposed_deadline(),
    }


def _form_page(request: HttpRequest, name: str, inspection: Inspection, form: Any) -> HttpResponse:
    context = {
        "inspection": inspection,
        "training_class": inspection.training_class,
        "form": form,
        "difference": queries.count_difference(inspection),
    }
    return render(request, f"inspections/{name}.html", context, status=422 if form.is_bound else 200)
