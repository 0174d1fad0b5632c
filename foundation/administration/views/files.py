"""文件安全: the administrators' look at uploads that wait, that failed or that were found infected, and at the disk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.administration.operations.files import order_new_scan
from foundation.administration.queries import files as queries
from foundation.core.models import ScanState, StoredFile
from foundation.workflow.listing import chips_of, page_of


@require_safe
def file_list(request: HttpRequest) -> HttpResponse:
    page = page_of(request, queries.files_in(request.GET.get("state", "")))
    counts = queries.counts_by_state()
    chips = [
        ("", "须关注", sum(counts.get(state, 0) for state in queries.NOTABLE)),
        *((state.value, ScanState(state).label, counts.get(state, 0)) for state in queries.SHOWN),
    ]
    context = {
        "page": page,
        "lines": queries.lines_of(page.object_list),
        "chips": chips_of(request, "state", chips),
        "store": queries.store_now(),
        "holdings": queries.holdings(),
        "may_order": actor_from(request).has_role(Role.SECURITY_ADMINISTRATOR),
    }
    return render(request, "files/file_list.html", context)


@require_POST
def file_scan_again(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    order_new_scan(get_object_or_404(StoredFile, pk=pk), actor=actor_from(request))
    messages.success(request, "已排队重新查杀，结果稍后显示在本页。")
    return redirect("files:file_list")
