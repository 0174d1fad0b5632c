"""120 hostile files: none is kept as what a browser renders. 150 hostile names: no write outside the store."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse
from django.http.response import HttpResponseBase
from PIL import Image
from pytest_django import Settings

from foundation.core import files
from foundation.core.errors import DomainError
from foundation.core.models import FileKind, StoredFile
from tests.foundation.core import samples
from tests.foundation.core.hostile_files import hostile_files, hostile_names

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
FILES = list(hostile_files())
HARMLESS = {"image/jpeg", "image/png", "application/pdf", "application/zip", "video/mp4"}
CODES = {"file.kind_not_allowed", "file.damaged", "file.active_content", "file.unsafe_archive", "file.empty"}


def take(name: str, data: bytes) -> StoredFile:
    uploaded = SimpleUploadedFile(name, data)
    return files.take_in(uploaded, allowed=set(FileKind.values), max_size=2**20, by_id=None)


def given(stored: StoredFile) -> tuple[HttpResponseBase, bytes]:
    response = files.private_response(stored)
    assert isinstance(response, FileResponse)
    data = response.getvalue()
    assert response.file_to_stream is not None
    response.file_to_stream.close()
    return response, data


def test_there_are_as_many_as_promised() -> None:
    assert (len(FILES), len(set(hostile_names()))) == (120, 150)


def test_no_hostile_file_is_kept_as_something_that_a_browser_renders() -> None:
    """Refused with a reason, or handed over to be saved, as one of our types, sandboxed, a picture without its tail."""
    kept, codes = {}, set()
    for name, data in FILES:
        try:
            kept[name] = take(name, data)
        except DomainError as refusal:
            codes.add(refusal.code)
    assert {code for code in codes if not code.startswith("workbook.")} == CODES
    for name, stored in kept.items():
        response, data = given(stored)
        assert response["Content-Disposition"].startswith("attachment"), name
        assert response["Content-Type"] in HARMLESS, name
        assert (response["X-Content-Type-Options"], "sandbox" in response["Content-Security-Policy"]) == (
            "nosniff",
            True,
        )
        assert files.download_name(stored).endswith(f".{stored.kind}")
        if stored.kind in {"jpg", "png"}:
            assert not any(mark in data for mark in (b"script", b"svg", b"php", b"PK\x03\x04")), name
            assert Image.open(io.BytesIO(data)).size == (8, 8)
    assert {stored.kind for stored in kept.values()} <= {"jpg", "png", "pdf"}
    assert len(kept) <= 17, sorted(kept)


@pytest.mark.parametrize("number", range(7))
def test_pdf_that_acts_by_itself_is_refused(number: int) -> None:
    [data] = [data for name, data in FILES if name == f"动{number}.pdf"]
    with pytest.raises(DomainError) as refusal:
        take("动.pdf", data)
    assert refusal.value.code == "file.active_content"


def test_no_name_leads_to_a_write_outside_the_store(settings: Settings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "one" / "private"
    small = samples.pdf()
    for name in hostile_names():
        uploaded = ContentFile(small, name=name)  # past the cleaning of Django's own form fields
        stored = files.take_in(uploaded, allowed={"pdf"}, max_size=2**20, by_id=None)
        shown = stored.original_name
        assert not set("/\\\0\r\n\u202e") & set(shown), shown
        assert 0 < len(shown) <= 120, shown
    outside = [
        each for each in tmp_path.rglob("*") if each.is_file() and settings.PRIVATE_ROOT not in each.parents
    ]
    assert outside == []
    kept = {
        each.relative_to(settings.PRIVATE_ROOT).as_posix() for each in settings.PRIVATE_ROOT.rglob("*/*/*")
    }
    assert kept == set(StoredFile.objects.values_list("storage_name", flat=True))
    assert all(len(name) == 42 for name in kept), "forty random digits in two folders"
