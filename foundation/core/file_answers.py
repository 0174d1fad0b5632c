"""A file that was made for this request, as the answer to it. Never kept by browser or proxy."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from foundation.core.tabular import SealedWorkbook

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf_answer(data: bytes, name: str) -> HttpResponse:
    """A printed form, shown by the browser; `name` is what it is saved under."""
    return _answer(data, name, PDF, as_attachment=False)


def xlsx_answer(data: SealedWorkbook, name: str) -> HttpResponse:
    """A workbook of data, which carries its seal, saved under `name`."""
    return _answer(data, name, XLSX, as_attachment=True)


def unsealed_xlsx_answer(data: bytes, name: str) -> HttpResponse:
    """A workbook that holds no data of ours: an empty template, or what somebody sent, with remarks."""
    return _answer(data, name, XLSX, as_attachment=True)


def json_answer(value: object, name: str) -> HttpResponse:
    """A written value, saved under `name`."""
    data = json.dumps(value, ensure_ascii=False, indent=2).encode()
    return _answer(data, name, "application/json", as_attachment=True)


def _answer(data: bytes, name: str, content_type: str, *, as_attachment: bool) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment, name) or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
