"""Taking files in and giving them out; kept below `PRIVATE_ROOT` under random names, never the user's.

The row is written after the file: when the surrounding transaction fails, a nameless file may stay behind,
never a row without its file.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.file_kinds import check_structure, detect_kind
from foundation.core.models import FileKind, StoredFile

_CONTENT_TYPES: Final = {
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.XLS: "application/vnd.ms-excel",
    FileKind.PDF: "application/pdf",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.MP4: "video/mp4",
    FileKind.ZIP: "application/zip",
}
_LONGEST_NAME: Final = 120
_BLOCK: Final = 1024 * 1024


@dataclass(frozen=True)
class _Landed:
    path: Path
    size: int
    sha256: str


def take_in(
    uploaded: File[bytes], *, allowed: Collection[str], max_size: int, by_id: UUID | None
) -> StoredFile:
    """Keep an uploaded file after looking at its size (bytes), its signature and its structure.

    Codes: file.empty, file.too_large, file.kind_not_allowed, file.damaged, and workbook.* for workbooks.
    """
    if uploaded.size > max_size:
        raise _too_large(max_size)
    landed = _land(uploaded.chunks(), max_size)
    try:
        kind = detect_kind(landed.path)
        if kind is None or kind not in allowed:
            labels = "、".join(FileKind(each).label for each in sorted(allowed))
            raise Invalid("file.kind_not_allowed", f"这里只能上传：{labels}；请转换格式后重新上传")
        check_structure(landed.path, kind)
        return _keep(landed, uploaded.name or "", kind, by_id)
    except BaseException:
        landed.path.unlink(missing_ok=True)
        raise


def store_bytes(data: bytes, name: str, kind: str, by_id: UUID | None) -> StoredFile:
    """Keep a file that the system itself made."""
    return _keep(_land([data], len(data)), name, FileKind(kind), by_id)


def path_of(stored: StoredFile) -> Path:
    return Path(settings.PRIVATE_ROOT) / stored.storage_name


def read_bytes(stored: StoredFile) -> bytes:
    return path_of(stored).read_bytes()


def is_intact(stored: StoredFile) -> bool:
    """Whether the file is there and its content is what was taken in."""
    try:
        with path_of(stored).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == stored.sha256
    except FileNotFoundError:
        return False


def private_response(stored: StoredFile, *, as_attachment: bool = True) -> HttpResponseBase:
    """The file to a browser that was allowed to have it (the caller has asked), by nginx where there is one.

    Whatever is in the file cannot act on the page: fixed type, no sniffing, sandboxed.
    """
    kind = FileKind(stored.kind)
    response: HttpResponseBase
    if settings.PRIVATE_ACCEL:
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"/_private/{stored.storage_name}"
    else:
        response = FileResponse(path_of(stored).open("rb"))
    response["Content-Type"] = _CONTENT_TYPES[kind]
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment, download_name(stored)) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


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


def _land(blocks: Iterable[bytes], max_size: int) -> _Landed:
    """Write the bytes to a nameless file, counting and hashing what really arrives."""
    path = Path(settings.PRIVATE_ROOT) / "incoming" / secrets.token_hex(16)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            for block in blocks:
                size += len(block)
                if size > max_size:
                    raise _too_large(max_size)
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise Invalid("file.empty", "文件是空的，请检查后重新上传")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return _Landed(path, size, digest.hexdigest())


def _keep(landed: _Landed, name: str, kind: FileKind, by_id: UUID | None) -> StoredFile:
    storage_name = _storage_name()
    target = Path(settings.PRIVATE_ROOT) / storage_name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    landed.path.replace(target)
    return StoredFile.objects.create(
        original_name=clean_name(name),
        kind=kind,
        size=landed.size,
        sha256=landed.sha256,
        storage_name=storage_name,
        created_at=clock.now(),
        created_by_id=by_id,
    )


def _storage_name() -> str:
    """Random, spread over folders so that none grows too large."""
    name = secrets.token_hex(20)
    return f"{name[:2]}/{name[2:4]}/{name[4:]}"


def _too_large(max_size: int) -> Invalid:
    return Invalid("file.too_large", f"文件超过 {max_size // _BLOCK} MB 的上限，请压缩或分成几个文件上传")
