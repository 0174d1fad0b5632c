"""Pictures in an .xlsx and the cells they belong to: in a cell as WPS or Excel 365 keep them, or lying over the cells.

WPS writes the formula DISPIMG("ID_…",1) into the cell and the picture of that name into xl/cellimages.xml; for
Excel 365 see `placed_pictures`. Pictures that lie over the cells stand in the sheet's drawing with the corners they
reach to.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from foundation.core.tabular import guard
from foundation.core.tabular.columns import column_index
from foundation.core.tabular.guard import Limits
from foundation.core.tabular.opening import open_first_sheet
from foundation.core.tabular.package import named, parsed, targets
from foundation.core.tabular.placed_pictures import picture_finder, placed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_IN_CELL = re.compile(
    rb'<c\s[^<>]*?r="([A-Z]+)([0-9]+)"[^<>]*>(?:(?!</c>).){0,200}?DISPIMG\((?:&quot;|")([^"&]{1,80})',
    re.DOTALL,
)
_ROW_HEIGHT = re.compile(rb'<row\s(?=[^<>]*?\br="([0-9]+)")[^<>]*?\bht="([0-9.]+)"')
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_CELL_IMAGES = "xl/cellimages.xml"
_EMU_PER_POINT = 12_700
_USUAL_HEIGHT = 15 * _EMU_PER_POINT


Found = tuple[int, str]
"""Excel's number of a row, and the part with the picture; "" where the file does not say which."""


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
            over = _over_cells(archive, opened.path, sheet, column)
            found = dict([*over, *_placed(archive, sheet, column), *_in_cells(archive, sheet, column)])
            # one picture may be named by thousands of cells: each part is unpacked once
            held = {part: archive.read(part) for part in {*found.values()} & {*archive.namelist()}}
        except (KeyError, ParseError, ValueError, DefusedXmlException) as error:
            raise guard.not_a_workbook() from error
    return {row: held.get(part) for row, part in found.items()}


def _in_cells(archive: zipfile.ZipFile, sheet: bytes, column: int) -> Iterator[Found]:
    places = [
        (int(row), name.decode(errors="replace"))
        for letters, row, name in _IN_CELL.findall(sheet)
        if column_index(letters.decode()) == column
    ]
    names = _names_in_cells(archive) if places else {}
    for row, name in places:
        yield row, names.get(name, "")


def _placed(archive: zipfile.ZipFile, sheet: bytes, column: int) -> Iterator[Found]:
    cells = placed(sheet)
    if not cells:
        return
    picture = picture_finder(archive)
    for address, number in cells.items():
        letters = address.rstrip("0123456789")
        if column_index(letters) == column:
            yield int(address.removeprefix(letters)), picture(number)


def _names_in_cells(archive: zipfile.ZipFile) -> dict[str, str]:
    """DISPIMG's name of a picture → the part that holds it."""
    if _CELL_IMAGES not in archive.namelist():
        return {}
    where = targets(archive, _CELL_IMAGES)
    names = {}
    for image in parsed(archive, _CELL_IMAGES):
        properties = next(named(image, "cNvPr"), None)
        if properties is not None:
            names[properties.get("name", "")] = where.get(_embedded(image), "")
    return names


def _over_cells(archive: zipfile.ZipFile, sheet_path: str, sheet: bytes, column: int) -> Iterator[Found]:
    heights = {int(row): float(points) * _EMU_PER_POINT for row, points in _ROW_HEIGHT.findall(sheet)}
    drawings = dict.fromkeys(targets(archive, sheet_path).values())
    for drawing in (each for each in drawings if "/drawings/drawing" in each):
        where = targets(archive, drawing)
        for anchor in parsed(archive, drawing):
            corners = [_corner(each) for tag in ("from", "to") for each in named(anchor, tag)]
            embedded = _embedded(anchor)
            if not corners or not embedded or not corners[0][0] <= column <= corners[-1][0]:
                continue
            row = _most_covered(corners[0][1:], corners[-1][1:], heights)
            yield row, where.get(embedded, "")


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


def _embedded(element: Element) -> str:
    return next((each.get(_EMBED, "") for each in named(element, "blip")), "")
