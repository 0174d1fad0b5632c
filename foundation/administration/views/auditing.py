"""审计工作台: the record of what happened, read, checked and taken away by those who audit (trust: 三员分立)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.administration.documents import entry_workbook
from foundation.administration.forms.auditing import EntryFilter
from foundation.administration.operations import auditing as changes
from foundation.administration.queries.entries import entries_for_bench, lines_of
from foundation.audit.models import Entry
from foundation.audit.queries import last_check
from foundation.core.errors import Invalid
from foundation.core.file_answers import xlsx_answer
from foundation.jobs.models import Job
from foundation.workflow.exporting import about_export, conditions_of, reason_of, reason_page
from foundation.workflow.listing import page_of

EXPORT_ROWS = 5_000  # about a second; more is narrowed by days
TITLE = "留痕"


@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    form = EntryFilter(request.GET)
    page: Page[Entry] = page_of(request, entries_for_bench(actor_from(request), form.conditions()))
    context = {
        "form": form,
        "page": page,
        "lines": lines_of(page.object_list),
        "check": last_check(),
        "job": Job.objects.visible_to(actor_from(request)).filter(kind=changes.CHECK_KIND).first(),
        "export_rows": EXPORT_ROWS,
    }
    return render(request, "audit/entry_list.html", context, status=422 if form.errors else 200)


@require_POST
def chain_verify(request: HttpRequest) -> HttpResponse:
    changes.order_check(actor=actor_from(request))
    messages.success(request, "已开始校验，完成后结果显示在本页。")
    return redirect("audit:entry_list")


@require_POST
def entry_export(request: HttpRequest) -> HttpResponse:
    """A POST, because taking an extract away leaves a trace of its own."""
    form, actor = EntryFilter(request.POST), actor_from(request)
    rows = entries_for_bench(actor, form.conditions())
    if form.errors:
        raise Invalid("audit.filter_not_understood", "筛选条件有误，请改正后再导出。")
    number = rows.count()
    if number > EXPORT_ROWS:
        raise Invalid(
            "audit.too_many_rows", f"共 {number} 条，一次最多导出 {EXPORT_ROWS} 条，请缩小日期范围。"
        )
    if (page := reason_page(request, TITLE, number)) is not None:
        return page
    lines, reason = lines_of(rows), reason_of(request)
    changes.note_export(len(lines), _said(form.conditions()), actor=actor, reason=reason)
    about = about_export(actor, reason=reason, conditions=conditions_of(form))
    return xlsx_answer(entry_workbook(lines, title=TITLE, about=about), f"{TITLE}.xlsx")


def _said(conditions: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in conditions.items()}
