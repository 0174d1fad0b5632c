from __future__ import annotations

import io
import uuid
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from foundation.core import files
from foundation.core.errors import Invalid
from foundation.core.models import FileKind, StoredFile
from tests.foundation.core.workbooks import ROW, TITLES, with_part, workbook

pytestmark = pytest.mark.django_db

MIB = 1024 * 1024
BY = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def private_root(settings: Settings, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return tmp_path / "private"


def _image(kind: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(target, kind)
    return target.getvalue()


def _pdf(password: str = "") -> bytes:
    target = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(target, encryption=pikepdf.Encryption(user=password, owner="o") if password else False)
    return target.getvalue()


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("试卷/理论.txt", "text")
    return target.getvalue()


def _box(kind: bytes, body: bytes = b"") -> bytes:
    return (8 + len(body)).to_bytes(4, "big") + kind + body


MP4 = _box(b"ftyp", b"isom\0\0\0\0") + _box(b"moov", b"\0" * 40) + _box(b"mdat", b"\0" * 40)
SAMPLES = {
    "pdf": _pdf(),
    "jpg": _image("JPEG"),
    "png": _image("PNG"),
    "xlsx": workbook([TITLES, ROW]),
    "zip": _zip(),
    "mp4": MP4,
}


def _take(
    data: bytes, name: str = "名册.bin", allowed: set[str] | None = None, max_size: int = MIB
) -> StoredFile:
    uploaded = SimpleUploadedFile(name, data)
    return files.take_in(uploaded, allowed=allowed or set(FileKind.values), max_size=max_size, by_id=BY)


def _refused(data: bytes, allowed: set[str] | None = None, max_size: int = MIB) -> str:
    with pytest.raises(Invalid) as refusal:
        _take(data, allowed=allowed, max_size=max_size)
    assert not StoredFile.objects.exists()
    return refusal.value.code


@pytest.mark.parametrize("kind", SAMPLES)
def test_file_is_kept_by_content_with_hash_and_owner(kind: str, private_root: Path) -> None:
    stored = _take(SAMPLES[kind], "说明.exe")
    assert (stored.kind, stored.size, stored.created_by_id) == (kind, len(SAMPLES[kind]), BY)
    assert files.read_bytes(stored) == SAMPLES[kind]
    assert files.is_intact(stored)
    kept = [path for path in private_root.rglob("*") if path.is_file()]
    assert len(kept) == (2 if kind in {"jpg", "png"} else 1), "a picture and its copy, or the file alone"


@pytest.mark.parametrize("kind", SAMPLES)
def test_truncated_file_is_refused_and_leaves_nothing(kind: str, private_root: Path) -> None:
    assert _refused(SAMPLES[kind][: len(SAMPLES[kind]) * 2 // 3]) in {
        "file.damaged",
        "workbook.not_a_workbook",
        "file.kind_not_allowed",
    }
    assert not [path for path in private_root.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "data",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"GIF89a/*", b"MZ\x90\0", b"#!/bin/sh", b"x"],
)
def test_kinds_we_do_not_take_are_refused(data: bytes) -> None:
    assert _refused(data) == "file.kind_not_allowed"


def test_kind_must_be_among_those_asked_for() -> None:
    assert _refused(SAMPLES["pdf"], allowed={"jpg", "png"}) == "file.kind_not_allowed"


def test_picture_without_its_end_is_refused() -> None:
    assert _refused(SAMPLES["png"][:-12]) == "file.damaged"


def test_empty_and_too_large_files_are_refused() -> None:
    assert _refused(b"") == "file.empty"
    assert _refused(SAMPLES["png"] + b"\0" * 200, max_size=100) == "file.too_large"


def test_size_is_counted_not_believed(private_root: Path) -> None:
    uploaded = SimpleUploadedFile("a.pdf", SAMPLES["pdf"])
    uploaded.size = 1
    with pytest.raises(Invalid) as refusal:
        files.take_in(uploaded, allowed={"pdf"}, max_size=100, by_id=None)
    assert refusal.value.code == "file.too_large"
    assert not [path for path in private_root.rglob("*") if path.is_file()]


def test_locked_pdf_is_refused_with_the_reason() -> None:
    with pytest.raises(Invalid, match="打开密码"):
        _take(_pdf("secret"))


def test_hostile_workbook_is_refused_at_intake() -> None:
    assert _refused(with_part(SAMPLES["xlsx"], "xl/media/b.xml", b" " * 60 * MIB)) == "workbook.bomb"


def test_picture_of_absurd_dimensions_is_refused() -> None:
    data = bytearray(SAMPLES["png"])
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    assert _refused(bytes(data)) == "file.damaged"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\名册.xlsx", "名册.xlsx"),
        ("\u202excod.exe\x00", "xcod.exe"),
        ("..", "未命名"),
        ("", "未命名"),
        ("长" * 300 + ".xlsx", "长" * 108 + ".xlsx"),
    ],
)
def test_original_name_is_only_text(name: str, shown: str) -> None:
    assert files.clean_name(name) == shown


@given(st.text(max_size=300))
def test_no_name_can_leave_its_folder(name: str) -> None:
    shown = files.clean_name(name)
    assert 0 < len(shown) <= 120
    assert not set("/\\\0\n\r") & set(shown)
    assert shown not in {".", ".."}


def test_changed_or_missing_file_is_noticed() -> None:
    stored = _take(SAMPLES["png"])
    files.path_of(stored).write_bytes(b"changed")
    assert not files.is_intact(stored)
    files.path_of(stored).unlink()
    assert not files.is_intact(stored)


def test_response_carries_the_headers_that_keep_the_file_harmless() -> None:
    stored = _take(SAMPLES["jpg"], "合影.html")
    response = files.private_response(stored)
    assert isinstance(response, FileResponse)
    given = response.getvalue()
    response.close()
    assert Image.open(io.BytesIO(given)).size == (8, 8)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%88%E5%BD%B1.jpg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_behind_nginx_the_file_is_handed_over_by_name_only(settings: Settings) -> None:
    settings.PRIVATE_ACCEL = True
    stored = _take(SAMPLES["png"], "a.png")
    response = files.private_response(stored)
    assert response["X-Accel-Redirect"] == f"/_private/{stored.picture.copy_name}"
    assert response["Content-Disposition"].startswith("attachment")
    assert "a.png" not in stored.picture.copy_name


def test_made_files_are_kept_the_same_way() -> None:
    stored = files.store_bytes(SAMPLES["pdf"], "开班请示.pdf", "pdf", None)
    assert (stored.original_name, stored.created_by_id) == ("开班请示.pdf", None)
    assert files.is_intact(stored)
