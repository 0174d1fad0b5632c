"""No whole identity or account number in an address: it would stay in the browser's history and in every log."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from foundation.audit.middleware import answer_refusal
from foundation.core.errors import Invalid
from foundation.core.whole_numbers import holds_whole_number


class AddressGuardMiddleware:
    """Refuses a request whose query string holds such a number, before anything reads or repeats it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if not any(holds_whole_number(value) for _, values in request.GET.lists() for value in values):
            return None
        request.GET = request.GET.__class__("")  # the page of the refusal shows and links nothing of it
        request.META["QUERY_STRING"] = ""
        return answer_refusal(
            request,
            Invalid(
                "address.whole_number",
                "网址中不能带完整的身份证号或账号，没有查询。请在页面上方的搜索框中输入，它不会留在网址里。",
            ),
        )
