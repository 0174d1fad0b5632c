"""名单比对: lists of other departments, the named checks, findings to be decided, verdicts that changed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.core.file_answers import unsealed_xlsx_answer
from foundation.workflow.listing import chips_of, page_of
from foundation.workflow.pages import visible_or_404
from trainees import operations as ops
from trainees.forms import AlertForm, HitFilterForm, ListUploadForm, ReasonForm
from trainees.models import CheckAlert, ListSnapshot
from trainees.queries import duties_of, supplied
from trainees.rules.catalogue import CHECKS
from trainees.rules.lists import LIST_TYPES
from trainees.tables import list_template

ASKED_AGAIN = ("kind", "as_of", "supplier", "letter_number")  # of a list that was refused


@require_safe
def hit_list(request: HttpRequest) -> HttpResponse:
    """Findings of all rosters: what waits for a decision first."""
    actor, form = actor_from(request), HitFilterForm(request.GET)
    decision = request.GET.get("decision", "open")
    context = {
        "form": form,
        "page": page_of(request, supplied.hit_list(actor, decision=decision, wanted=form.wanted)),
        "chips": chips_of(request, "decision", supplied.hit_counts(actor, form.wanted), default="open"),
        "may": duties_of(actor),
        "back": request.get_full_path(),
    }
    return render(request, "trainees/hit_list.html", context)


@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    """核查项目: what is asked at which step, on which evidence, and who decides."""
    return render(request, "trainees/check_list.html", {"checks": CHECKS.values(), "lists": LIST_TYPES})


@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    actor, state = actor_from(request), request.GET.get("state", "")
    context = {
        "page": page_of(request, supplied.alert_list(actor, state=state)),
        "chips": chips_of(request, "state", supplied.alert_counts(actor)),
        "may": duties_of(actor),
    }
    return render(request, "trainees/alert_list.html", context)


@require_POST
def alert_acknowledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    alert = visible_or_404(CheckAlert.objects.select_related("application__person"), request, pk)
    form = AlertForm(request.POST)
    if not form.is_valid():
        return render(request, "trainees/alert_note.html", {"alert": alert, "form": form}, status=422)
    ops.acknowledge_alert(alert, actor=actor_from(request), note=form.cleaned_data["note"])
    messages.success(request, f"已记录：{alert}。")
    return redirect("trainees:alert_list")


@require_safe
def snapshot_list(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    context = {
        "lines": supplied.list_lines(actor),
        "page": page_of(request, supplied.snapshot_list(actor)),
        "may": duties_of(actor),
    }
    return render(request, "trainees/snapshot_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def snapshot_upload(request: HttpRequest) -> HttpResponse:
    """A small list is read at once, a large one in the background; either way its page says what came of it."""
    is_sent = request.method == "POST"
    form = ListUploadForm(
        request.POST if is_sent else None,
        request.FILES or None,
        initial={name: request.GET.get(name, "") for name in ASKED_AGAIN},
    )
    if not form.is_valid():
        return render(
            request, "trainees/snapshot_upload.html", {"form": form}, status=422 if is_sent else 200
        )
    snapshot = ops.upload_list(form.facts, form.cleaned_data["file"], actor=actor_from(request))
    if snapshot.imported_at:
        messages.success(request, f"已导入{snapshot} {snapshot.row_count} 行，在办名册正在重新比对。")
    return redirect(snapshot)


@require_safe
def snapshot_template(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in LIST_TYPES:
        raise Http404
    return unsealed_xlsx_answer(list_template(LIST_TYPES[kind]), f"{LIST_TYPES[kind].title}模板.xlsx")


@require_safe
def snapshot_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _snapshot_page(request, pk)


@require_POST
def snapshot_destroy(request: HttpRequest, pk: UUID) -> HttpResponse:
    snapshot = visible_or_404(ListSnapshot.objects.all(), request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _snapshot_page(request, pk, form)
    gone = ops.destroy_list(snapshot, actor=actor_from(request), reason=form.cleaned_data["reason"])
    messages.success(request, f"已销毁{gone} {gone.destroyed_rows} 行，比对结果保留。")
    return redirect(gone)


def _snapshot_page(request: HttpRequest, pk: UUID, form: ReasonForm | None = None) -> HttpResponse:
    rows = ListSnapshot.objects.select_related("uploaded_by").defer("waiting_file")
    snapshot, actor = visible_or_404(rows, request, pk), actor_from(request)
    context = {
        "snapshot": snapshot,
        "may": duties_of(actor),
        "hits": page_of(request, supplied.hits_of_snapshot(snapshot, actor)),
        "form": form or ReasonForm(),
    }
    return render(request, "trainees/snapshot_detail.html", context, status=422 if form else 200)
