"""The resumable upload of recordings: tus 1.0 with creation, expiration, checksum and termination.

A piece that breaks off counts as far as it arrived; HEAD says where to go on.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from classes.models import Recording, TrainingClass
from classes.operations.footage_checksum import ALGORITHMS, checked
from classes.operations.footage_upload import Announced, append_bytes, begin_upload, remove_upload
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.core.form_fields import whole_number
from foundation.workflow.pages import visible_or_404

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"
_BLOCK = 256 * 1024
_ROWS = Recording.objects.select_related("training_class")


@require_http_methods(["OPTIONS", "POST"])
def uploads(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the server can (OPTIONS), and the beginning of an upload (POST): 201 and its address."""
    training_class = visible_or_404(TrainingClass.objects.all(), request, pk)
    if request.method == "OPTIONS":
        return _answer(
            204,
            headers={
                "Tus-Version": VERSION,
                "Tus-Extension": "creation,expiration,checksum,termination",
                "Tus-Max-Size": str(settings.FOOTAGE_LARGEST),
                "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
            },
        )
    length = request.headers.get("Upload-Length", "")
    if _speaks_otherwise(request):
        return _answer(412, headers={"Tus-Version": VERSION})
    if (size := whole_number(length)) is None:
        return _answer(400)
    recording = begin_upload(training_class, actor=actor_from(request), announced=_announced(request, size))
    address = reverse("classes:footage_upload", args=[recording.pk])
    return _answer(201, recording, {"Location": address})


@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is (HEAD), the next piece (PATCH), given up (DELETE)."""
    recording = visible_or_404(_ROWS, request, pk)
    if request.method == "HEAD":
        return _standing(recording)
    if _speaks_otherwise(request):
        return _answer(412, headers={"Tus-Version": VERSION})
    if request.method == "DELETE":
        remove_upload(recording, actor=actor_from(request))
        return _answer(204)
    return _next_piece(request, recording)


def _standing(recording: Recording) -> HttpResponse:
    """410 once the time for going on is over: the browser then begins anew."""
    if recording.expires_at and recording.expires_at < clock.now():
        return _answer(410)
    return _answer(200, recording, {"Upload-Length": str(recording.size)})


def _next_piece(request: HttpRequest, recording: Recording) -> HttpResponse:
    offset = whole_number(request.headers.get("Upload-Offset", ""))
    if request.content_type != PIECE_TYPE:
        return _answer(415)
    if offset is None:
        return _answer(400)
    blocks = checked(_blocks(request), request.headers.get("Upload-Checksum", ""))
    moved = append_bytes(recording, actor=actor_from(request), offset=offset, blocks=blocks)
    return _answer(204, moved)


def _blocks(request: HttpRequest) -> Iterator[bytes]:
    while block := request.read(_BLOCK):
        yield block


def _speaks_otherwise(request: HttpRequest) -> bool:
    return request.headers.get("Tus-Resumable", "") != VERSION


def _answer(
    status: int, recording: Recording | None = None, headers: Mapping[str, str] = MappingProxyType({})
) -> HttpResponse:
    answer = HttpResponse(status=status)
    answer["Tus-Resumable"], answer["Cache-Control"] = VERSION, "no-store"
    if recording is not None:
        answer["Upload-Offset"] = str(recording.received)
        if recording.expires_at:
            answer["Upload-Expires"] = http_date(recording.expires_at.timestamp())
    for name, value in headers.items():
        answer[name] = value
    return answer


def _announced(request: HttpRequest, size: int) -> Announced:
    said = dict(_metadata(request.headers.get("Upload-Metadata", "")))
    return Announced(
        name=said.get("filename", ""),
        size=size,
        stated_start=clock.as_typed(said.get("start", "")),
        shows_everybody=said.get("everybody", "") == "1",
    )


def _metadata(header: str) -> Iterator[tuple[str, str]]:
    """`filename <base64>,start <base64>`; what is not so written is passed over."""
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            yield key, base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
