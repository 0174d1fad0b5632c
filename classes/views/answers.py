"""A form that is asked again."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was filled with, also when it was handed in empty; None when it is only looked at."""
    return request.POST if request.method == "POST" else None


def form_status(request: HttpRequest) -> int:
    """The status of a page with a form: 422 when what was handed in is asked for again."""
    return 422 if request.method == "POST" else 200
