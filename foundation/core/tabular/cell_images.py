"""The pictures that WPS keeps inside cells, carried over into a workbook that openpyxl has written without them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

_PART: Final = "xl/cellimages.xml"
_RELS: Final = "xl/_rels/cellimages.xml.rels"
_BOOK_RELS: Final = "xl/_rels/workbook.xml.rels"
_TYPES: Final = "[Content_Types].xml"
_KIND: Final = "http://www.wps.cn/officeDocument/2020/cellImage"
_RELATION: Final = f'<Relationship Id="rIdCellImages" Type="{_KIND}" Target="cellimages.xml"/>'
_CONTENT: Final = "application/vnd.wps-officedocument.cellimage+xml"
_MEDIA: Final = "xl/media/"
_ENDINGS: Final = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
}


def with_cell_images(workbook: bytes, original: bytes) -> bytes:
    """`workbook` with the in-cell pictures of `original`; unchanged where there are none."""
    if not zipfile.is_zipfile(io.BytesIO(original)):
        return workbook
    with zipfile.ZipFile(io.BytesIO(original)) as source:
        if _PART not in source.namelist() or _RELS not in source.namelist():
            return workbook
        carried = _carried(source)
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == _BOOK_RELS:
                part = _before_end(part, "Relationships", _RELATION)
            elif name == _TYPES:
                part = _before_end(part, "Types", _types(part, carried))
            new.writestr(name, part)
        for name, part in carried.items():
            new.writestr(name, part)
    return target.getvalue()


def _carried(source: zipfile.ZipFile) -> dict[str, bytes]:
    """The parts under names that openpyxl does not use: media/image1.png becomes media/cell_image1.png."""
    rels = source.read(_RELS)
    carried = {_PART: source.read(_PART)}
    for name in source.namelist():
        short = name.removeprefix(_MEDIA)
        target = f'media/{short}"'.encode()
        if name.startswith(_MEDIA) and target in rels:
            rels = rels.replace(target, f'media/cell_{short}"'.encode())
            carried[f"{_MEDIA}cell_{short}"] = source.read(name)
    return {**carried, _RELS: rels}


def _types(types: bytes, carried: Mapping[str, bytes]) -> str:
    endings = {name.rpartition(".")[2].lower() for name in carried if name.startswith(_MEDIA)}
    defaults = [
        f'<Default Extension="{ending}" ContentType="{_ENDINGS[ending]}"/>'
        for ending in sorted(endings & _ENDINGS.keys())
        if f'Extension="{ending}"'.encode() not in types
    ]
    return "".join(defaults) + f'<Override PartName="/{_PART}" ContentType="{_CONTENT}"/>'


def _before_end(part: bytes, tag: str, addition: str) -> bytes:
    end = f"</{tag}>".encode()
    return part.replace(end, addition.encode() + end)
