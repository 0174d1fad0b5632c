"""What every page answers with: files, and a form that is asked again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf_answer(data: bytes, name: str) -> HttpResponse:
    return _answer(data, name, "application/pdf")


def xlsx_answer(data: bytes, name: str) -> HttpResponse:
    return _answer(data, name, XLSX)


def _answer(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was filled with, also when it was handed in empty; None when it is only looked at."""
    return request.POST if request.method == "POST" else None


def form_status(request: HttpRequest) -> int:
    """The status of a page with a form: 422 when what was handed in is asked for again."""
    return 422 if request.method == "POST" else 200
