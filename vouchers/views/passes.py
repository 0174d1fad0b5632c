"""The voucher as it is handed out, with its QR code, and the page that checks such a code without network."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from foundation.accounts.middleware import actor_from
from foundation.core.errors import NotNow
from foundation.core.file_answers import pdf_answer
from foundation.core.qr import qr_svg
from foundation.workflow.pages import visible_or_404
from vouchers import queries
from vouchers.documents import VoucherForm, check_file, print_voucher


@require_safe
def voucher_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """电子券 as PDF; the same voucher prints the same bytes."""
    voucher = visible_or_404(queries.vouchers_for_list(actor_from(request)), request, pk)
    signed = queries.signed_pass(voucher)
    if not signed:
        raise NotNow("voucher.not_issued", "尚未发券或已作废、过期、退回的券不能打印。")
    form = VoucherForm(
        kind=voucher.get_kind_display(),
        number=voucher.number,
        holder=voucher.person.masked_name,
        identity=voucher.person.identity_masked,
        occupation=voucher.occupation_title,
        institution=voucher.application.institution.name,
        valid_to=voucher.valid_to,
        qr=qr_svg(signed),
    )
    return pdf_answer(print_voucher(form), f"{voucher}.pdf")


@require_safe
def check_page(request: HttpRequest) -> HttpResponse:
    """Checks a code in the browser; `?save` gives the same as one file that works without network."""
    keys = json.dumps(queries.pass_keys())
    if "save" not in request.GET:
        return render(request, "vouchers/check.html", {"keys": keys})
    answer = HttpResponse(check_file(keys), content_type="text/html; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, "电子券离线核验.html") or ""
    return answer
