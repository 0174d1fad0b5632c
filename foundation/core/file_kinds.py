"""What a file really is: by its signature and by opening its structure, never by the name it came with."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pikepdf
from python_calamine import CalamineError, CalamineWorkbook

from foundation.core.errors import Invalid
from foundation.core.models import FileKind
from foundation.core.tabular import guard
from foundation.core.tabular.old_guard import check_old_workbook

_PDF_TAIL: Final = 4096
_ACTIVE_KEYS: Final = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"})
_ACTIVE_ACTIONS: Final = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia"})
_LONGEST_MEMBER: Final = 255
_MAX_ARCHIVE_ENTRIES: Final = 2_000
_MAX_ARCHIVE_UNPACKED: Final = 2 * 1024**3
_WORKBOOK_ROWS: Final = 100_000


def detect_kind(path: Path) -> FileKind | None:
    """The kind that the first bytes show; None for everything we do not take."""
    with path.open("rb") as file:
        head = file.read(16)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return FileKind.XLSX if kind == FileKind.ZIP and _holds_workbook(path) else kind
    return FileKind.MP4 if head[4:8] == b"ftyp" else None


def check_structure(path: Path, kind: FileKind) -> None:
    """Opens the file as what it claims to be; `file.damaged` when that fails, `workbook.*` for workbooks.

    What runs by itself when it is opened is `file.active_content`. Pictures are `foundation.core.pictures`' business.
    """
    if kind in _STRUCTURES:
        _STRUCTURES[kind](path)


def damaged(detail: str = "") -> Invalid:
    return Invalid("file.damaged", f"文件打不开或已损坏{detail}，请重新导出或拍摄后再上传")


def _holds_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def _check_pdf(path: Path) -> None:
    """Small faults of scanner software are forgiven, a missing end is not."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, _PDF_TAIL), os.SEEK_END)
        if b"%%EOF" not in file.read():
            raise damaged("（内容不完整）")
    try:
        with pikepdf.open(path) as document:
            if not len(document.pages):
                raise damaged("（没有页面）")
            _refuse_active(document)
    except pikepdf.PasswordError as error:
        raise damaged("（设有打开密码）") from error
    except (pikepdf.PdfError, ValueError, OSError) as error:
        raise damaged() from error


def _refuse_active(document: pikepdf.Pdf) -> None:
    """Scripts, programs to start, files within the file: no scan and no print needs them."""
    for each in document.objects:
        if _acts(each):
            raise Invalid(
                "file.active_content",
                "PDF 里带有脚本、附件或会自动执行的内容，不能上传；请用“打印为 PDF”或扫描重新生成后再传",
            )


def _acts(thing: pikepdf.Object) -> bool:
    """Whether an object, or what lies in it directly, is an action of its own; numbered objects are asked apart."""
    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            waiting += _own_parts(list(each))
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            entries = dict(each.items())
            if _ACTIVE_KEYS & entries.keys() or str(entries.get("/S", "")) in _ACTIVE_ACTIONS:
                return True
            waiting += _own_parts(list(entries.values()))
    return False


def _own_parts(parts: Iterable[object]) -> list[pikepdf.Object]:
    return [part for part in parts if isinstance(part, pikepdf.Object) and not part.is_indirect]


def _check_xlsx(path: Path) -> None:
    data = path.read_bytes()
    limits = guard.Limits()
    guard.workbook_kind(data, limits)
    guard.unpacked_parts(data, limits, max_rows=_WORKBOOK_ROWS)


def _check_xls(path: Path) -> None:
    data = path.read_bytes()
    guard.workbook_kind(data, guard.Limits())
    check_old_workbook(data, max_rows=_WORKBOOK_ROWS, formulas=True)
    try:
        CalamineWorkbook.from_path(str(path)).close()
    except (CalamineError, ValueError, OSError) as error:
        raise guard.not_a_workbook() from error


def _check_zip(path: Path) -> None:
    """Only the table of contents is judged: nothing is ever unpacked from an uploaded archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise damaged() from error
    if not entries or len(entries) > _MAX_ARCHIVE_ENTRIES:
        raise damaged(f"（压缩包应有 1 至 {_MAX_ARCHIVE_ENTRIES} 个文件）")
    if sum(entry.file_size for entry in entries) > _MAX_ARCHIVE_UNPACKED:
        raise damaged("（压缩包展开后过大）")
    if any(_leads_outside(entry) for entry in entries):
        raise Invalid(
            "file.unsafe_archive", "压缩包里有指向别处的文件名或快捷链接，不能上传；请重新压缩后再传"
        )


def _leads_outside(entry: zipfile.ZipInfo) -> bool:
    """Whether unpacking this member by its own name could write elsewhere: it would, at somebody's desk."""
    name = entry.orig_filename
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return is_link or guard.leads_outside(name) or len(name) > _LONGEST_MEMBER


def _check_mp4(path: Path) -> None:
    """The chain of boxes must reach exactly to the end of the file, and the index (moov) must be there."""
    size, place, kinds = path.stat().st_size, 0, set()
    with path.open("rb") as file:
        while place < size:
            file.seek(place)
            head = file.read(16)
            length = int.from_bytes(head[:4], "big")
            if length == 1:
                length = int.from_bytes(head[8:16], "big")
            elif length == 0:
                length = size - place
            if length < 8:
                raise damaged()
            kinds.add(head[4:8])
            place += length
    if place != size or b"moov" not in kinds:
        raise damaged("（录像没有完整保存）")


_SIGNATURES: Final = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"PK\x03\x04", FileKind.ZIP),
    (bytes.fromhex("d0cf11e0a1b11ae1"), FileKind.XLS),
)
_STRUCTURES: Final[dict[FileKind, Callable[[Path], None]]] = {
    FileKind.PDF: _check_pdf,
    FileKind.ZIP: _check_zip,
    FileKind.XLSX: _check_xlsx,
    FileKind.XLS: _check_xls,
    FileKind.MP4: _check_mp4,
}
