"""The parts of an .xlsx as a package: read as XML within bounds, followed by relation, written again with changes."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from defusedxml.ElementTree import fromstring

from foundation.core.tabular import guard

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BOOK: Final = "xl/workbook.xml"
BOOK_RELS: Final = "xl/_rels/workbook.xml.rels"
TYPES: Final = "[Content_Types].xml"
MEDIA: Final = "xl/media/"
LARGEST_LIST = 8 * guard.MIB  # drawings of five thousand pictures take five
_ENDINGS: Final = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
}


def parsed(archive: zipfile.ZipFile, part: str, *, most: int | None = None) -> Element:
    """A part that lists pictures; `Invalid` where it is larger than any list that a person has made."""
    if archive.getinfo(part).file_size > (most or LARGEST_LIST):
        raise guard.list_too_long()
    return fromstring(archive.read(part))


def targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Relation id → the part it leads to, for what lies inside the file."""
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in archive.namelist():
        return {}
    return {
        each.get("Id", ""): within(folder, each.get("Target", ""))
        for each in parsed(archive, rels)
        if each.get("TargetMode") != "External"
    }


def within(folder: str, target: str) -> str:
    """Where a target leads, from the folder of the part that names it; never above the file's own root."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def sheet_paths(book: bytes, rels: bytes) -> dict[str, str]:
    """Name of a sheet → the part that holds it."""
    where = {each.get("Id"): within("xl", each.get("Target", "")) for each in fromstring(rels).iter()}
    return {
        each.get("name", ""): where.get(each.get(RELATION), "")
        for each in fromstring(book).iter()
        if each.tag.endswith("}sheet")
    }


def children(element: Element, name: str) -> Iterator[Element]:
    """Those directly inside, by local name."""
    return (each for each in element if each.tag.rpartition("}")[2] == name)


def named(element: Element, name: str) -> Iterator[Element]:
    """All inside, by local name: WPS, Excel and LibreOffice differ in their prefixes."""
    return (each for each in element.iter() if each.tag.rpartition("}")[2] == name)


def rewritten(
    workbook: bytes, change: Callable[[str, bytes], bytes], additions: Mapping[str, bytes]
) -> bytes:
    """The same package with every part as `change` gives it back, and parts that it had not."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in additions.items():
            new.writestr(name, part)
    return target.getvalue()


def before_end(part: bytes, tag: str, addition: str) -> bytes:
    end = f"</{tag}>".encode()
    return part.replace(end, addition.encode() + end)


def picture_types(names: Mapping[str, bytes], types: bytes) -> str:
    """What [Content_Types].xml must still say of the pictures among `names`."""
    endings = {name.rpartition(".")[2].lower() for name in names if name.startswith(MEDIA)}
    return "".join(
        f'<Default Extension="{ending}" ContentType="{_ENDINGS[ending]}"/>'
        for ending in sorted(endings & _ENDINGS.keys())
        if f'Extension="{ending}"'.encode() not in types
    )
