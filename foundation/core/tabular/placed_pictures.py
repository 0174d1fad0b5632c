"""Pictures that Excel 365 places in a cell: the cell holds #VALUE! and, as `vm`, the number of a rich value.

The way from there: xl/metadata.xml (vm, counted from 1 → rich value, from 0), xl/richData/rdrichvalue.xml (rich value →
picture; a structure says which of its values is one), richValueRel.xml (picture → relation), xl/media.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import quoteattr

from defusedxml.common import DefusedXmlException

from foundation.core.tabular import package
from foundation.core.tabular.guard import MIB
from foundation.core.tabular.package import children, named, parsed

T = TypeVar("T")

_PLACED = re.compile(rb'<(?:\w{1,20}:)?c(?=[^<>]*?\svm="([0-9]{1,7})")[^<>]*?\sr="([A-Z]{1,3}[0-9]{1,7})"')
_CELL = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')
_IMAGE = re.compile(rb"media/([^\"'/]+)([\"'])")
_NUMBER = re.compile(r"[0-9]{1,7}", re.ASCII)
_METADATA: Final = "xl/metadata.xml"
_FOLDER: Final = "xl/richData/"
_VALUES: Final = f"{_FOLDER}rdrichvalue.xml"
_STRUCTURES: Final = f"{_FOLDER}rdrichvaluestructure.xml"
_RELATIONS: Final = f"{_FOLDER}richValueRel.xml"
_LONGEST: Final = 2 * MIB  # five thousand pictures take less than one in each part
_RICH, _PICTURE = "XLRICHVALUE", "_rvRel:LocalImageIdentifier"


def placed(sheet: bytes) -> dict[str, int]:
    """Address → number, of every cell that holds a rich value."""
    if b'vm="' not in sheet:
        return {}
    return {address.decode(): int(number) for number, address in _PLACED.findall(sheet)}


def picture_finder(archive: zipfile.ZipFile) -> Callable[[int], str]:
    """The number that a cell gives → the part with its picture; "" where the file does not lead to one."""
    if not {_METADATA, _VALUES, _STRUCTURES, _RELATIONS} <= {*archive.namelist()}:
        return lambda _number: ""
    values, pictures = _values_of_cells(archive), _pictures_of_values(archive)
    where = package.targets(archive, _RELATIONS)
    relations = [
        each.get(package.RELATION, "") for each in children(parsed(archive, _RELATIONS, most=_LONGEST), "rel")
    ]
    return lambda number: where.get(_at(relations, _at(pictures, _at(values, number - 1))) or "", "")


def with_placed_pictures(workbook: bytes, original: bytes) -> bytes:
    """`workbook`, which openpyxl wrote without them, with the placed pictures of `original`, if it has any."""
    if not zipfile.is_zipfile(io.BytesIO(original)):
        return workbook
    with zipfile.ZipFile(io.BytesIO(original)) as source, zipfile.ZipFile(io.BytesIO(workbook)) as written:
        if not {_METADATA, _RELATIONS} <= {*source.namelist()}:
            return workbook
        try:
            cells, carried = _cells_by_part(source, written), _carried(source)
            relations, overrides = _relations(source), _overrides(source)
        except (KeyError, ParseError, ValueError, DefusedXmlException):
            return workbook

    def change(name: str, part: bytes) -> bytes:
        if name == package.BOOK_RELS:
            return package.before_end(part, "Relationships", relations)
        if name == package.TYPES:
            return package.before_end(part, "Types", package.picture_types(carried, part) + overrides)
        return _numbered(part, cells[name]) if cells.get(name) else part

    return package.rewritten(workbook, change, carried)


def _values_of_cells(archive: zipfile.ZipFile) -> list[int | None]:
    """In the order in which cells count: the number of the rich value."""
    metadata = parsed(archive, _METADATA, most=_LONGEST)
    kinds = [e.get("name") for types in children(metadata, "metadataTypes") for e in types]
    rich = [
        next((_number(value.get("i")) for value in named(block, "rvb")), None)
        for future in children(metadata, "futureMetadata")
        if future.get("name") == _RICH
        for block in children(future, "bk")
    ]
    found = []
    for block in (block for values in children(metadata, "valueMetadata") for block in values):
        records = [each for each in block if _at(kinds, (_number(each.get("t")) or 0) - 1) == _RICH]
        found.append(_at(rich, _number(records[0].get("v"))) if records else None)
    return found


def _pictures_of_values(archive: zipfile.ZipFile) -> list[int | None]:
    """In the order of the rich values: the number of the picture, None where the value is something else."""
    places = []
    for structure in children(parsed(archive, _STRUCTURES, most=_LONGEST), "s"):
        keys = [key.get("n") for key in children(structure, "k")]
        places.append(keys.index(_PICTURE) if _PICTURE in keys else None)
    found = []
    for value in children(parsed(archive, _VALUES, most=_LONGEST), "rv"):
        texts = [each.text for each in children(value, "v")]
        found.append(_number(_at(texts, _at(places, _number(value.get("s"))))))
    return found


def _number(text: str | None) -> int | None:
    return int(text) if text and _NUMBER.fullmatch(text) else None


def _at(listed: Sequence[T], place: int | None) -> T | None:
    return listed[place] if place is not None and 0 <= place < len(listed) else None


def _cells_by_part(source: zipfile.ZipFile, written: zipfile.ZipFile) -> dict[str, dict[str, int]]:
    """The part of each sheet as it was written → its cells with a rich value, as they stand in the source."""
    theirs, ours = (
        package.sheet_paths(each.read(package.BOOK), each.read(package.BOOK_RELS))
        for each in (source, written)
    )
    names = {*source.namelist()}
    return {
        ours[name]: placed(source.read(path))
        for name, path in theirs.items()
        if name in ours and path in names
    }


def _numbered(sheet: bytes, cells: Mapping[str, int]) -> bytes:
    def numbered(found: re.Match[bytes]) -> bytes:
        number = cells.get(found[1].decode())
        return found[0] if number is None else found[0] + b' vm="%d"' % number

    return _CELL.sub(numbered, sheet)


def _carried(source: zipfile.ZipFile) -> dict[str, bytes]:
    """The parts, pictures under names that openpyxl does not use: media/image1.png becomes media/placed_image1.png."""
    carried: dict[str, bytes] = {}
    pictures: set[str] = set()
    for name in filter(_is_ours, source.namelist()):
        part = source.read(name)
        carried[name] = _IMAGE.sub(rb"media/placed_\1\2", part) if name.endswith(".rels") else part
        pictures |= {*package.targets(source, name).values()}
    for name in pictures & {*source.namelist()}:
        if name.startswith(package.MEDIA):
            carried[f"{package.MEDIA}placed_{name.removeprefix(package.MEDIA)}"] = source.read(name)
    return carried


def _relations(source: zipfile.ZipFile) -> str:
    listed = (
        e for e in parsed(source, package.BOOK_RELS) if _is_ours(package.within("xl", e.get("Target", "")))
    )
    return "".join(
        f'<Relationship Id="rIdPlaced{number}" Type={quoteattr(each.get("Type", ""))} '
        f"Target={quoteattr(each.get('Target', ''))}/>"
        for number, each in enumerate(listed)
    )


def _overrides(source: zipfile.ZipFile) -> str:
    listed = (e for e in parsed(source, package.TYPES) if _is_ours(e.get("PartName", "").lstrip("/")))
    return "".join(
        f"<Override PartName={quoteattr(each.get('PartName', ''))} "
        f"ContentType={quoteattr(each.get('ContentType', ''))}/>"
        for each in listed
    )


def _is_ours(part: str) -> bool:
    return part == _METADATA or part.startswith(_FOLDER)
