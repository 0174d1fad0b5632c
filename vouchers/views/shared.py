"""What the pages of vouchers have in common: the conditions, and an export that leaves a trace."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from foundation.accounts.middleware import actor_from
from foundation.core.errors import Invalid
from foundation.core.file_answers import xlsx_answer
from foundation.core.tabular import SealedWorkbook
from foundation.workflow.exporting import about_export, reason_of, reason_page
from vouchers import operations as ops
from vouchers import queries
from vouchers.forms import VoucherFilter
from vouchers.models import Voucher

LARGEST_EXPORT = 20_000


def narrowed(request: HttpRequest) -> tuple[VoucherFilter, QuerySet[Voucher]]:
    """The conditions of the address, and the vouchers that meet them."""
    actor = actor_from(request)
    form = VoucherFilter(request.GET, actor=actor)
    return form, form.narrow(queries.vouchers_for_list(actor))


def taken_away(
    request: HttpRequest, title: str, rows: int, make: Callable[..., SealedWorkbook], conditions: str
) -> HttpResponse:
    """The workbook that `make(about=…)` puts together; long ones for a reason, none cut in silence, all on record."""
    if rows > LARGEST_EXPORT:
        message = f"共 {rows} 张，一次最多导出 {LARGEST_EXPORT} 张，请缩小筛选范围。"
        raise Invalid("voucher.too_many_rows", message)
    if (page := reason_page(request, title, rows)) is not None:
        return page
    actor, reason = actor_from(request), reason_of(request)
    ops.note_export(title, rows, actor=actor, reason=reason)
    content = make(about=about_export(actor, reason=reason, conditions=conditions))
    return xlsx_answer(content, f"{title}.xlsx")
