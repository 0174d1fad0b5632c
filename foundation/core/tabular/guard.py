"""What is judged about a workbook before anything opens it: kind, password, size, bombs, formulas.

A workbook that unpacks to gigabytes, or names one cell at the far end of the sheet, would take the machine's
memory; so every part is unpacked here, bounded and counted, and its cell addresses are looked at first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from foundation.core.errors import Invalid

MIB: Final = 1024 * 1024
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP: Final = b"PK\x03\x04"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_RATIO_COUNTS_FROM: Final = MIB
_NESTED = re.compile(r"\.(zip|xlsx|xlsm|xls|docx|pptx|rar|7z|gz|tar|jar)$", re.IGNORECASE)
_CELL_OF = re.compile(rb'r="([A-Z]+[0-9]+)"')
_ODD_ADDRESS = re.compile(rb"<(?:\w+:)?(?:c|row)\b[^<>]*\sr(?:\s+=|=\s*[^\s\"])")
# A short pattern is found twice as fast as a short string, and a sheet has tens of millions of characters.
_SPACED, _MAYBE, _MAYBE_PREFIXED = re.compile(rb"r ="), re.compile(rb"<f"), re.compile(rb":f")
# WPS shows a picture in a cell by a formula of its own; it computes nothing.
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?/?>(?!(?:=|_xlfn\.)*DISPIMG\()")
_PICTURE = re.compile(r"xl/media/[^/]+\.(png|jpe?g|gif|bmp|tiff?|webp|emf|wmf)", re.IGNORECASE)
_MACROS = re.compile(r"vbaProject|macrosheets/|activeX/", re.IGNORECASE)
_OUTSIDE = re.compile(r"(^|/)\.\.(/|$)|^[/\\]|^[A-Za-z]:|\\|\0")


@dataclass(frozen=True)
class Limits:
    """Bytes, entries (pictures counted apart) and ratio beyond which a workbook is not opened."""

    max_size: int = 20 * MIB
    max_unpacked: int = 50 * MIB
    max_entries: int = 200
    max_pictures: int = 5_000
    max_ratio: int = 100


def workbook_kind(data: bytes, limits: Limits) -> Literal["xlsx", "xls"]:
    """By signature only; refuses what is too large, locked, or no workbook at all."""
    if len(data) > limits.max_size:
        raise Invalid(
            "workbook.too_large",
            f"文件有 {_mib(len(data))}，超过 {_mib(limits.max_size)} 的上限；请删去图片和多余工作表后上传",
        )
    if data.startswith(_ZIP):
        return "xlsx"
    if not data.startswith(_OLE):
        raise not_a_workbook()
    if _ENCRYPTED_PACKAGE in data:
        raise locked()
    return "xls"


def unpacked_parts(data: bytes, limits: Limits, *, max_rows: int) -> dict[str, bytes]:
    """The XML parts of an .xlsx that hold cells or describe the book, after every part was found harmless."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise not_a_workbook() from error
    with archive:
        entries = archive.infolist()
        _check_entries(entries, len(data), limits)
        kept = {}
        for name, part in _inflate_all(data, entries, limits):
            _check_part(part, max_rows)
            if b"sheetData" in part or name.startswith("xl/workbook.") or name.endswith("workbook.xml.rels"):
                kept[name] = part
    if "xl/workbook.xml" not in kept:
        raise not_a_workbook()
    return kept


def refuse_formulas(sheet: bytes) -> None:
    """Cells must hold what was typed, not what a program computes when the sheet is opened."""
    start = sheet.find(b"sheetData")
    is_prefixed = sheet[max(0, start - 1) : start] == b":"
    if (_MAYBE_PREFIXED if is_prefixed else _MAYBE).search(sheet, start) is None:
        return
    cells = []
    for match in _FORMULA.finditer(sheet, start):
        address = _CELL_OF.findall(sheet, max(0, match.start() - 200), match.start())
        cells.append(address[-1].decode() if address else "?")
        if len(cells) == 3:
            break
    if cells:
        raise has_formulas(cells)


def has_formulas(cells: list[str]) -> Invalid:
    return Invalid(
        "workbook.formula",
        f"单元格 {'、'.join(cells)} 里是公式；请选中数据复制，再“选择性粘贴－数值”，保存后重新上传",
    )


def too_far(cell: str) -> Invalid:
    return Invalid(
        "workbook.too_many_rows",
        f"工作表的使用范围到了 {cell}（空格子也可能带有格式）；请删除数据以外的空行空列，保存后重新上传",
    )


def has_macros() -> Invalid:
    return Invalid("workbook.macros", "工作簿带有宏；请在 Excel 或 WPS 中另存为不带宏的 .xlsx 后重新上传")


def not_a_workbook() -> Invalid:
    return Invalid(
        "workbook.not_a_workbook",
        "这不是 Excel 工作簿或文件已损坏，请用 Excel 或 WPS 另存为 .xlsx 后重新上传",
    )


def not_an_export() -> Invalid:
    return Invalid(
        "workbook.not_an_export", "这不是本系统导出的表格，或导出说明已被删去，无法核对；请重新导出"
    )


def locked() -> Invalid:
    return Invalid("workbook.password", "工作簿设有打开密码，请在 Excel 或 WPS 中取消密码后重新上传")


def list_too_long() -> Invalid:
    return _bomb("图片清单过大")


def _bomb(detail: str) -> Invalid:
    return Invalid(
        "workbook.bomb", f"工作簿的内部结构异常（{detail}），没有打开；请用下载的模板重新填写后上传"
    )


def _check_entries(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    """The table of contents alone: count, declared sizes, nesting, overlaps, encryption."""
    if any(entry.flag_bits & 1 for entry in entries):
        raise locked()
    _check_names([entry.filename for entry in entries], limits)
    _check_unpacked(sum(entry.file_size for entry in entries), size, limits)
    ends = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < ends:
            raise _bomb("内部文件互相重叠")
        ends = entry.header_offset + entry.compress_size


def _check_names(names: list[str], limits: Limits) -> None:
    pictures = sum(_PICTURE.fullmatch(name) is not None for name in names)
    if len(names) - pictures > limits.max_entries or pictures > limits.max_pictures:
        raise _bomb(f"内部文件多于 {limits.max_entries} 个")
    if len({name.lower() for name in names}) < len(names):
        raise _bomb("内部文件重名")
    if any(leads_outside(name) for name in names):
        raise _bomb("内部文件名指向别处")
    if any(_MACROS.search(name) for name in names):
        raise has_macros()
    if any(_NESTED.search(name) for name in names):
        raise _bomb("内嵌了其他压缩文件或工作簿")


def leads_outside(name: str) -> bool:
    """Whether the name of an archive's member leaves the folder into which it would be unpacked."""
    return _OUTSIDE.search(name) is not None


def _check_unpacked(unpacked: int, size: int, limits: Limits) -> None:
    if unpacked > limits.max_unpacked:
        raise _bomb(f"展开后超过 {_mib(limits.max_unpacked)}")
    if unpacked > _RATIO_COUNTS_FROM and unpacked > size * limits.max_ratio:
        raise _bomb(f"压缩比超过 {limits.max_ratio} 倍")


def _inflate_all(data: bytes, entries: list[zipfile.ZipInfo], limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Every part, unpacked no further than the limits, whatever size its entry claims."""
    left = limits.max_unpacked
    for entry in entries:
        part = _inflate(data, entry, left)
        if len(part) != entry.file_size:
            raise _bomb("内部文件的大小与声明不符")
        left -= len(part)
        yield entry.filename, part


def _inflate(data: bytes, entry: zipfile.ZipInfo, left: int) -> bytes:
    head = data[entry.header_offset : entry.header_offset + 30]
    if len(head) < 30 or not head.startswith(_ZIP):
        raise not_a_workbook()
    start = (
        entry.header_offset
        + 30
        + int.from_bytes(head[26:28], "little")
        + int.from_bytes(head[28:30], "little")
    )
    raw = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return bytes(raw)
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise not_a_workbook()
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, left + 1)
    except zlib.error as error:
        raise not_a_workbook() from error


def _check_part(part: bytes, max_rows: int) -> None:
    if part.startswith(_ZIP):
        raise _bomb("内嵌了其他压缩文件或工作簿")
    if b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part[:4096]:
        raise _bomb("含有实体定义")
    if b"sheetData" in part:
        _check_addresses(part, max_rows)


def _check_addresses(sheet: bytes, max_rows: int) -> None:
    """Refuse cells past column BZ or far below: the grid up to them would have to fit in memory."""
    if ((b"'" in sheet and b"r='" in sheet) or _SPACED.search(sheet)) and _ODD_ADDRESS.search(sheet):
        raise not_a_workbook()
    digits = len(str(max_rows + 1000)) + 1
    far = re.search(rb'r="(?:[A-Z]{3}|[C-Z][A-Z]|[A-Z]{0,2}[0-9]{%d})[A-Z0-9]*"' % digits, sheet)
    if far is not None:
        cell = far[0][3:-1].decode()
        raise too_far(cell)


def _mib(size: int) -> str:
    tenths = size * 10 // MIB
    return f"{tenths // 10}.{tenths % 10} MB" if tenths % 10 else f"{tenths // 10} MB"
