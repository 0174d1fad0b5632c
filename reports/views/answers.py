"""Files as answers: a PDF to look at, a workbook to keep."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from foundation.core import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf_answer(data: bytes, name: str) -> HttpResponse:
    return _file_answer(data, name, "application/pdf", as_attachment=False)


def workbook_answer(data: bytes, name: str) -> HttpResponse:
    return _file_answer(data, name, XLSX, as_attachment=True)


def stamped_now() -> str:
    """The moment of printing, as it stands at the foot of a form."""
    return f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"


def _file_answer(data: bytes, name: str, kind: str, *, as_attachment: bool) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment, name) or ""
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
