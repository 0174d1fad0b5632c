"""A stored film to a browser that was allowed to have it, in the parts it asks for (RFC 9110 §14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from foundation.core.files import path_of, private_headers, private_response
from foundation.core.models import StoredFile

_BLOCK: Final = 256 * 1024
_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def film_response(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """Behind nginx the whole matter is nginx's; without it, one range per request. 416 for one that is not there.

    `file.not_scanned` and `file.infected` as for every private file.
    """
    if settings.PRIVATE_ACCEL:
        return private_response(stored)
    part = _asked_for(request.headers.get("Range", ""), stored.size)
    if part is None:
        answer: HttpResponseBase = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{stored.size}"
        return answer
    first, last = part
    is_whole = (first, last) == (0, stored.size - 1) and "Range" not in request.headers
    answer = StreamingHttpResponse(_bytes(path_of(stored), first, last), status=200 if is_whole else 206)
    for name, value in private_headers(stored).items():
        answer[name] = value
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Length"] = str(last - first + 1)
    if not is_whole:
        answer["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    return answer


def _asked_for(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte; all of it where nothing, or something else than one range, is asked for."""
    found = _ONE_RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return 0, size - 1
    first, last = found.groups()
    if not first:  # the last so many bytes
        return (max(size - int(last), 0), size - 1) if int(last) else None
    begins, ends = int(first), min(int(last), size - 1) if last else size - 1
    return (begins, ends) if begins <= ends else None


def _bytes(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
