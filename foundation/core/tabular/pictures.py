"""Pictures in an .xlsx and the cells they belong to: in a cell as WPS keeps them, or lying over the cells.

WPS writes the formula DISPIMG("ID_…",1) into the cell and the picture of that name into xl/cellimages.xml; pictures
that lie over the cells stand in the sheet's drawing with the corners they reach to.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from foundation.core.tabular import guard
from foundation.core.tabular.columns import column_index
from foundation.core.tabular.guard import Limits
from foundation.core.tabular.opening import open_first_sheet

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_IN_CELL = re.compile(
    rb'<c\s[^>]*?r="([A-Z]+)([0-9]+)"[^>]*>(?:(?!</c>).){0,200}?DISPIMG\((?:&quot;|")([^"&]{1,80})', re.DOTALL
)
_ROW_HEIGHT = re.compile(rb'<row\s(?=[^>]*?\br="([0-9]+)")[^>]*?\bht="([0-9.]+)"')
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_CELL_IMAGES = "xl/cellimages.xml"
_EMU_PER_POINT = 12_700
_USUAL_HEIGHT = 15 * _EMU_PER_POINT


Found = tuple[int, bytes | None]
"""Excel's number of a row, and the picture; None where the file names one and does not hold it."""


def read_pictures(workbook: bytes, *, column: int, max_rows: int = 5000) -> dict[int, bytes | None]:
    """Row number → the picture that belongs to one column (counted from 0) of the first visible sheet.

    None where the sheet names a picture that the file does not hold. An .xls has none that could be read.
    """
    opened = open_first_sheet(workbook, Limits(), max_rows=max_rows)
    if not opened.path:
        return {}
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        try:
            sheet = archive.read(opened.path)
            return dict(
                [*_over_cells(archive, opened.path, sheet, column), *_in_cells(archive, sheet, column)]
            )
        except (KeyError, ParseError, ValueError, DefusedXmlException) as error:
            raise guard.not_a_workbook() from error


def _in_cells(archive: zipfile.ZipFile, sheet: bytes, column: int) -> Iterator[Found]:
    places = [
        (int(row), name.decode(errors="replace"))
        for letters, row, name in _IN_CELL.findall(sheet)
        if column_index(letters.decode()) == column
    ]
    names = _names_in_cells(archive) if places else {}
    for row, name in places:
        yield row, _content(archive, names.get(name, ""))


def _names_in_cells(archive: zipfile.ZipFile) -> dict[str, str]:
    """DISPIMG's name of a picture → the part that holds it."""
    if _CELL_IMAGES not in archive.namelist():
        return {}
    targets = _targets(archive, _CELL_IMAGES)
    names = {}
    for picture in _named(fromstring(archive.read(_CELL_IMAGES)), "pic"):
        properties = next(_named(picture, "cNvPr"), None)
        if properties is not None:
            names[properties.get("name", "")] = targets.get(_embedded(picture), "")
    return names


def _over_cells(archive: zipfile.ZipFile, sheet_path: str, sheet: bytes, column: int) -> Iterator[Found]:
    heights = {int(row): float(points) * _EMU_PER_POINT for row, points in _ROW_HEIGHT.findall(sheet)}
    for drawing in (each for each in _targets(archive, sheet_path).values() if "/drawings/drawing" in each):
        targets = _targets(archive, drawing)
        for anchor in fromstring(archive.read(drawing)):
            corners = [_corner(each) for tag in ("from", "to") for each in _named(anchor, tag)]
            embedded = _embedded(anchor)
            if not corners or not embedded or not corners[0][0] <= column <= corners[-1][0]:
                continue
            row = _most_covered(corners[0][1:], corners[-1][1:], heights)
            yield row, _content(archive, targets.get(embedded, ""))


def _corner(corner: Element) -> tuple[int, int, int]:
    """Column and row counted from 0, and how far into the row, in EMU."""
    said = {each.tag.rpartition("}")[2]: int(each.text or 0) for each in corner}
    return said.get("col", 0), said.get("row", 0), said.get("rowOff", 0)


def _most_covered(start: tuple[int, ...], end: tuple[int, ...], heights: Mapping[int, float]) -> int:
    """Excel's number of the row on which most of the picture lies; people drop pictures a little too high or low."""
    (first, into_first), (last, into_last) = start, end
    last = min(last, first + 200)

    def covered(row: int) -> float:
        height = heights.get(row + 1, _USUAL_HEIGHT)
        upper = into_first if row == first else 0
        lower = min(into_last, height) if row == last and last > first else height
        return lower - upper

    return max(range(first, last + 1), key=covered) + 1


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Relation id → the part it leads to, for what lies inside the file."""
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in archive.namelist():
        return {}
    return {
        each.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip(
            "/"
        )
        for each in fromstring(archive.read(rels))
        if each.get("TargetMode") != "External"
    }


def _content(archive: zipfile.ZipFile, part: str) -> bytes | None:
    return archive.read(part) if part in archive.namelist() else None


def _embedded(element: Element) -> str:
    return next((each.get(_EMBED, "") for each in _named(element, "blip")), "")


def _named(element: Element, name: str) -> Iterator[Element]:
    """By local name: WPS, Excel and LibreOffice differ in their prefixes."""
    return (each for each in element.iter() if each.tag.rpartition("}")[2] == name)
