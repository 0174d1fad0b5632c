"""Small sound files of every kind that is taken in, made on the spot."""

from __future__ import annotations

import io
import zipfile

import pikepdf
from PIL import Image

from tests.foundation.core.workbooks import ROW, TITLES, workbook


def picture(kind: str = "JPEG", colour: str = "white") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(target, kind)
    return target.getvalue()


def pdf(stream: bytes = b"") -> bytes:
    """One blank page; `stream` lies in it compressed."""
    target = io.BytesIO()
    document = pikepdf.new()
    page = document.add_blank_page()
    if stream:
        page.Contents = document.make_stream(stream)
    document.save(target, compress_streams=True)
    return target.getvalue()


def archive(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in (members or {"readme": b"text"}).items():
            made.writestr(f"{name}.txt", data)
    return target.getvalue()


def box(kind: bytes, body: bytes = b"") -> bytes:
    return (8 + len(body)).to_bytes(4, "big") + kind + body


def video() -> bytes:
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", b"\0" * 40) + box(b"mdat", b"\0" * 40)


def book() -> bytes:
    return workbook([TITLES, ROW])
