"""The pictures that WPS keeps inside cells, carried over into a workbook that openpyxl has written without them."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from foundation.core.tabular import package

_PART: Final = "xl/cellimages.xml"
_RELS: Final = "xl/_rels/cellimages.xml.rels"
_KIND: Final = "http://www.wps.cn/officeDocument/2020/cellImage"
_RELATION: Final = f'<Relationship Id="rIdCellImages" Type="{_KIND}" Target="cellimages.xml"/>'
_CONTENT: Final = "application/vnd.wps-officedocument.cellimage+xml"
_OVERRIDE: Final = f'<Override PartName="/{_PART}" ContentType="{_CONTENT}"/>'


def with_cell_images(workbook: bytes, original: bytes) -> bytes:
    """`workbook` with the in-cell pictures of `original`; unchanged where there are none."""
    if not zipfile.is_zipfile(io.BytesIO(original)):
        return workbook
    with zipfile.ZipFile(io.BytesIO(original)) as source:
        if _PART not in source.namelist() or _RELS not in source.namelist():
            return workbook
        carried = _carried(source)

    def change(name: str, part: bytes) -> bytes:
        if name == package.BOOK_RELS:
            return package.before_end(part, "Relationships", _RELATION)
        if name == package.TYPES:
            return package.before_end(part, "Types", package.picture_types(carried, part) + _OVERRIDE)
        return part

    return package.rewritten(workbook, change, carried)


def _carried(source: zipfile.ZipFile) -> dict[str, bytes]:
    """The parts under names that openpyxl does not use: media/image1.png becomes media/cell_image1.png."""
    rels = source.read(_RELS)
    carried = {_PART: source.read(_PART)}
    for name in source.namelist():
        short = name.removeprefix(package.MEDIA)
        target = f'media/{short}"'.encode()
        if name.startswith(package.MEDIA) and target in rels:
            rels = rels.replace(target, f'media/cell_{short}"'.encode())
            carried[f"{package.MEDIA}cell_{short}"] = source.read(name)
    return {**carried, _RELS: rels}
