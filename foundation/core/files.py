"""Taking files in and giving them out; kept below `PRIVATE_ROOT` under random names, never the user's.

What came from outside is given out only after it was found clean, always to be saved, never to be shown as a page;
pictures as a copy drawn anew (ADR 0013).
"""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from foundation.core import clock, pictures, scanning, storage
from foundation.core.errors import Invalid, NotNow
from foundation.core.file_kinds import check_structure, detect_kind
from foundation.core.landing import Landed, land, settle, too_large
from foundation.core.models import FileKind, Picture, ScanState, StoredFile

logger = logging.getLogger(__name__)
_CONTENT_TYPES: Final = {
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.XLS: "application/vnd.ms-excel",
    FileKind.PDF: "application/pdf",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.MP4: "video/mp4",
    FileKind.ZIP: "application/zip",
}
_PICTURES: Final = frozenset({FileKind.JPG, FileKind.PNG})
_LONGEST_NAME: Final = 120


def take_in(
    uploaded: File[bytes],
    *,
    allowed: Collection[str],
    max_size: int,
    by_id: UUID | None,
    quota_was_asked: bool = False,
) -> StoredFile:
    """Keep an uploaded file after looking at its size (bytes), its signature and its structure.

    Codes: file.empty, file.too_large, file.kind_not_allowed, file.damaged, file.active_content,
    file.quota_exceeded (not where that `quota_was_asked` before the first byte), file.disk_full, and workbook.*
    for workbooks.
    """
    name = uploaded.name or ""
    with _naming(name):
        if uploaded.size > max_size:
            raise too_large(max_size)
        storage.require_room(uploaded.size)
        owner_id = storage.owner_of(by_id)
        if not quota_was_asked:
            storage.require_quota(owner_id, uploaded.size)
        return _take(land(uploaded.chunks(), max_size), name, allowed, by_id, owner_id)


def store_bytes(data: bytes, name: str, kind: str, by_id: UUID | None) -> StoredFile:
    """Keep a file that the system itself made; `file.disk_full` when there is no room."""
    storage.require_room(len(data))
    return _keep(land([data], len(data)), name, FileKind(kind), by_id, None, ScanState.OWN)


def path_of(stored: StoredFile) -> Path:
    return Path(settings.PRIVATE_ROOT) / stored.storage_name


def read_bytes(stored: StoredFile) -> bytes:
    """The bytes as they came, for the system's own reading; what leaves the house is `given_out_bytes`."""
    return path_of(stored).read_bytes()


def given_out_bytes(stored: StoredFile) -> bytes:
    """The bytes of a workbook that goes back to a person, for example with remarks; refused like `private_response`."""
    scanning.require_given_out(stored)
    return read_bytes(stored)


def printed_picture(stored: StoredFile) -> bytes:
    """A picture for a printed form: drawn anew by us, so it need not wait for the scanner; never an infected one."""
    if stored.is_infected:
        scanning.require_given_out(stored)
    copy = _copy_of(stored)
    return (Path(settings.PRIVATE_ROOT) / copy).read_bytes() if copy else read_bytes(stored)


def is_intact(stored: StoredFile) -> bool:
    """Whether the file is there and its content is what was taken in, and so is the copy of a picture."""
    if not _holds(path_of(stored), stored.sha256):
        return False
    picture = Picture.objects.filter(file=stored).first() if stored.kind in _PICTURES else None
    return picture is None or _holds(Path(settings.PRIVATE_ROOT) / picture.copy_name, picture.copy_sha256)


def private_response(stored: StoredFile) -> HttpResponseBase:
    """The file to a browser that was allowed to have it (the caller has asked), by nginx where there is one.

    Always to be saved: an `<img>` shows it all the same, an address bar does not. Whatever is in the file cannot act
    on the page: fixed type, no sniffing, sandboxed. `file.not_scanned` and `file.infected` while it must not be had.
    """
    headers = private_headers(stored)
    name = _copy_of(stored) or stored.storage_name
    response: HttpResponseBase
    if settings.PRIVATE_ACCEL:
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"/_private/{name}"
    else:
        response = FileResponse((Path(settings.PRIVATE_ROOT) / name).open("rb"))
    for header, value in headers.items():
        response[header] = value
    return response


def private_headers(stored: StoredFile) -> dict[str, str]:
    """What goes with every private file, however its bytes are sent (a recording in parts); refused like the file."""
    scanning.require_given_out(stored)
    return {
        "Content-Type": _CONTENT_TYPES[FileKind(stored.kind)],
        "Content-Disposition": content_disposition_header(True, download_name(stored)) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }


def download_name(stored: StoredFile) -> str:
    """The name it came with, ending as its content demands: a picture named a.html becomes a.jpg."""
    stem, dot, ending = stored.original_name.rpartition(".")
    known = dot and ending.lower() in {stored.kind, "jpeg" if stored.kind == FileKind.JPG else stored.kind}
    return stored.original_name if known else f"{stem or stored.original_name}.{stored.kind}"


def clean_name(name: str) -> str:
    """Only text to show: without folders, control and direction marks, or surplus length."""
    base = re.split(r"[/\\]", name)[-1]
    shown = "".join(char for char in unicodedata.normalize("NFC", base) if char.isprintable()).strip(". ")
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > _LONGEST_NAME:
        shown = f"{stem[: _LONGEST_NAME - 12]}.{ending[:10]}" if dot else shown[:_LONGEST_NAME]
    return shown or "未命名"


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """A refusal says which file is meant: a form may bring ten."""
    try:
        yield
    except Invalid as refusal:
        said = f"“{clean_name(name)}”：{refusal.message}" if name else refusal.message
        raise Invalid(refusal.code, said, refusal.reasons) from refusal


def _take(
    landed: Landed, name: str, allowed: Collection[str], by_id: UUID | None, owner_id: UUID | None
) -> StoredFile:
    try:
        kind = detect_kind(landed.path)
        if kind is None or kind not in allowed:
            labels = "、".join(FileKind(each).label for each in sorted(allowed))
            raise Invalid("file.kind_not_allowed", f"这里只能上传：{labels}；请转换格式后重新上传")
        check_structure(landed.path, kind)
        shown = pictures.look_at(landed.path) if kind in _PICTURES else None
        stored = _keep(landed, name, kind, by_id, owner_id, scanning.state_at_intake())
    except BaseException:
        landed.path.unlink(missing_ok=True)
        raise
    if shown is not None:
        _keep_picture(stored, shown)
    return stored


def _keep(
    landed: Landed, name: str, kind: FileKind, by_id: UUID | None, owner_id: UUID | None, state: ScanState
) -> StoredFile:
    return StoredFile.objects.create(
        original_name=clean_name(name),
        kind=kind,
        size=landed.size,
        sha256=landed.sha256,
        storage_name=settle(landed.path),
        created_at=clock.now(),
        created_by_id=by_id,
        owner_id=owner_id,
        scan_state=state,
    )


def _keep_picture(stored: StoredFile, shown: pictures.Shown) -> Picture:
    copy = land([shown.copy], len(shown.copy))
    return Picture.objects.create(
        file=stored,
        copy_name=settle(copy.path),
        copy_size=copy.size,
        copy_sha256=copy.sha256,
        width=shown.width,
        height=shown.height,
        fingerprint=shown.fingerprint,
        taken_at=shown.taken_at,
        latitude=shown.latitude,
        longitude=shown.longitude,
        camera=shown.camera,
    )


def draw_missing_copies() -> int:
    """Pictures that were taken in before copies were kept get theirs; returns how many."""
    rows = StoredFile.objects.filter(kind__in=_PICTURES, picture__isnull=True).exclude(
        scan_state=ScanState.OWN
    )
    drawn = 0
    for stored in rows:
        try:
            _keep_picture(stored, pictures.look_at(path_of(stored)))
        except Invalid:
            logger.warning("picture %s cannot be opened, no copy of it is given out", stored.pk)
        else:
            drawn += 1
    return drawn


def _copy_of(stored: StoredFile) -> str:
    """The storage name of an uploaded picture's copy; "" for all else, which is given out as it is."""
    if stored.kind not in _PICTURES or stored.scan_state == ScanState.OWN:
        return ""
    name = Picture.objects.filter(file=stored).values_list("copy_name", flat=True).first()
    if name is None:
        raise NotNow("file.copy_missing", f"“{stored}”正在整理，请几分钟后刷新页面再看。")
    return name


def _holds(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False
