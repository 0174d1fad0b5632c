"""What the pages of vouchers have in common: the conditions, and an export that leaves a trace."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from foundation.accounts.middleware import actor_from
from foundation.core.file_answers import xlsx_answer
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


def taken_away(request: HttpRequest, content: bytes, title: str, rows: int) -> HttpResponse:
    """The workbook as an answer; who took it and how many rows is on record."""
    ops.note_export(title, rows, actor=actor_from(request))
    return xlsx_answer(content, f"{title}.xlsx")
