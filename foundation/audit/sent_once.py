"""A form that is sent twice has one effect: the second sending is led to where the first one went.

Django masks the CSRF token anew for each page that it renders. So the same token with the same content is the same
form on the same page sent again: a double click, a reload, a second attempt on a slow line. A form that somebody
opened anew and filled alike has another token and is a form of its own; what may stand only once is guarded by the
constraints of the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import sleep

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from foundation.audit.middleware import answer_refusal
from foundation.core import clock
from foundation.core.errors import NotNow
from foundation.core.http import is_htmx, wants_json
from foundation.core.models import SubmittedForm

FORM_MARK = "csrfmiddlewaretoken"
BROKEN_OFF = timedelta(minutes=2)  # whoever has not answered by then never will
KEPT = timedelta(days=30)
LOOKS, PAUSE = 40, 0.25  # seconds between two looks at the first sending, ten seconds in all
_DIGEST = "wenshui.submitted_form"


class SentOnceMiddleware:
    """Stands behind the CSRF check and the access table: only forms that may be sent come so far.

    Remembered is what ended in another page. A form that came back with faults, or gave a file, may be sent again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        digest = request.META.get(_DIGEST)
        if digest:
            _end(digest, response)
        return response

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if not _is_a_form(request):
            return None
        digest = digest_of(request)
        for _look in range(LOOKS):
            first = _begin(digest)
            if first is None:
                request.META[_DIGEST] = digest
                return None
            if first.location:
                messages.info(request, "这份表单已经提交过，没有重复办理。")
                return HttpResponseRedirect(first.location)
            sleep(PAUSE)
        refusal = NotNow(
            "form.being_done", "这份表单已经提交，正在办理，请稍候刷新页面查看结果，不要重复提交。"
        )
        return answer_refusal(request, refusal)


def _is_a_form(request: HttpRequest) -> bool:
    """A whole page's form; what is typed as a password enters no digest."""
    if request.method != "POST" or is_htmx(request) or wants_json(request):
        return False
    return FORM_MARK in request.POST and not any("password" in name for name in request.POST)


def digest_of(request: HttpRequest) -> str:
    """SHA-256 over the address and all that was sent, files included."""
    digest = hashlib.sha256(request.get_full_path().encode())
    for part in _parts(request):
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    for name, values in sorted(request.POST.lists()):
        yield name.encode()
        yield from (str(value).encode() for value in values)
    for name, files in sorted(request.FILES.lists()):
        yield name.encode()
        for file in files:
            yield (file.name or "").encode()
            yield from file.chunks()
            file.seek(0)


def forget_old_forms() -> int:
    """Take away what is too old to be sent again by mistake; returns how many."""
    return SubmittedForm.objects.filter(begun_at__lt=clock.now() - KEPT).delete()[0]


def _begin(digest: str) -> SubmittedForm | None:
    """None: this is the first sending and it may go on. Otherwise the first one, done or under way."""
    now = clock.now()
    try:
        with transaction.atomic():
            SubmittedForm.objects.create(digest=digest, begun_at=now)
    except IntegrityError:
        broken_off = SubmittedForm.objects.filter(
            digest=digest, location="", begun_at__lt=now - BROKEN_OFF
        ).update(begun_at=now)
        return None if broken_off else SubmittedForm.objects.filter(digest=digest).first() or _begin(digest)
    return None


def _end(digest: str, response: HttpResponse) -> None:
    sent = SubmittedForm.objects.filter(digest=digest)
    if isinstance(response, HttpResponseRedirect) and len(response.url) <= 500:
        sent.update(location=response.url)
    else:
        sent.delete()
