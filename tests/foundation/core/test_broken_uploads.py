"""An upload that breaks leaves no row and no file, at whatever byte; too long, or no room, is a page in Chinese."""

from __future__ import annotations

import io
import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from foundation.core import clock, files, landing, storage
from foundation.core.errors import Invalid, NotNow
from foundation.core.models import StoredFile
from foundation.core.uploading import LandingFile, NoRoom
from tests.cast import Cast
from tests.conftest import SignIn
from tests.foundation.core import samples

BOUNDARY = "grenze"


def body(data: bytes, name: str = "材料.pdf") -> bytes:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="note"\r\n\r\n说明\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    return head.encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()


def request_of(sent: bytes, announced: int) -> WSGIRequest:
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(announced),
            "wsgi.input": io.BytesIO(sent),
        }
    )


def left_behind(settings: Settings) -> list[Path]:
    return [path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("in_memory", [True, False])
def test_line_that_breaks_at_any_byte_brings_nothing(settings: Settings, in_memory: bool) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20 if in_memory else 0
    data = samples.pdf()
    whole = body(data)
    for sent in range(len(whole)):
        request = request_of(whole[:sent], len(whole))
        with pytest.raises((UnreadablePostError, ValueError)):
            request.FILES.get("file")
        request.close()
    assert left_behind(settings) == []
    uploaded = request_of(whole, len(whole)).FILES["file"]
    assert isinstance(uploaded, UploadedFile)
    assert uploaded.read() == data
    uploaded.close()


def test_large_upload_lands_on_the_disk_of_the_store(settings: Settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    whole = body(samples.pdf())
    uploaded = request_of(whole, len(whole)).FILES["file"]
    assert isinstance(uploaded, LandingFile)
    assert Path(uploaded.temporary_file_path()).parent == storage.incoming()
    uploaded.close()
    assert left_behind(settings) == []


def test_too_long_a_request_is_not_even_begun(settings: Settings) -> None:
    settings.LARGEST_REQUEST = 100
    with pytest.raises(RequestDataTooBig):
        request_of(b"", 101).FILES.get("file")


def test_nothing_is_received_below_the_floor(settings: Settings) -> None:
    settings.DISK_FLOOR = storage.free_bytes() * 2
    with pytest.raises(NoRoom):
        request_of(b"", 10).FILES.get("file")


@pytest.mark.django_db
def test_room_that_would_fall_below_the_floor_is_not_taken(settings: Settings) -> None:
    settings.DISK_FLOOR = storage.free_bytes() * 2
    with pytest.raises(NotNow) as refusal:
        files.take_in(SimpleUploadedFile("a.pdf", samples.pdf()), allowed={"pdf"}, max_size=10**6, by_id=None)
    assert refusal.value.code == "file.disk_full"
    assert (StoredFile.objects.count(), left_behind(settings)) == (0, [])


@pytest.mark.parametrize(
    ("name", "value", "status", "words"),
    [("LARGEST_REQUEST", 10, 422, "文件合计不能超过"), ("DISK_FLOOR", 2**70, 409, "存储空间不足")],
)
def test_page_says_in_chinese_that_nothing_was_saved(
    sign_in: SignIn, settings: Settings, name: str, value: int, status: int, words: str
) -> None:
    setattr(settings, name, value)
    client = sign_in("qihang_manager")
    answer = client.post(reverse("accounts:account"), {"file": SimpleUploadedFile("a.pdf", samples.pdf())})
    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert "没有保存" in answer.content.decode() or "腾出空间" in answer.content.decode()


def test_foreign_host_name_is_refused_without_a_page(db: None) -> None:
    answer = Client(headers={"host": "evil.example"}).get("/")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")


@pytest.mark.django_db
def test_sweep_takes_what_no_row_speaks_of_and_nothing_young(settings: Settings) -> None:
    kept = files.take_in(
        SimpleUploadedFile("a.jpg", samples.picture()), allowed={"jpg"}, max_size=10**6, by_id=None
    )
    names = {path.name for path in left_behind(settings)}
    broken, orphan = storage.incoming() / "x.upload", Path(settings.PRIVATE_ROOT) / "ab" / "cd" / ("e" * 36)
    orphan.parent.mkdir(parents=True)
    for path in (broken, orphan):
        path.write_bytes(b"x")
    assert landing.sweep() == 0, "their transaction may still be open"
    long_ago = (clock.now() - timedelta(days=2)).timestamp()
    for path in left_behind(settings):
        os.utime(path, (long_ago, long_ago))
    assert landing.sweep() == 2
    assert {path.name for path in left_behind(settings)} == names
    assert files.is_intact(kept)


@pytest.mark.django_db
def test_each_institution_has_its_quota_and_the_bureau_none(cast: Cast, settings: Settings) -> None:
    settings.FILE_QUOTA = len(samples.pdf()) * 2 + 10

    def take(who: str) -> StoredFile:
        uploaded = SimpleUploadedFile("a.pdf", samples.pdf())
        return files.take_in(uploaded, allowed={"pdf"}, max_size=10**6, by_id=cast[who].pk)

    assert (
        take("qihang_manager").owner_id == take("qihang_teacher").owner_id == cast.organisations["qihang"].pk
    )
    with pytest.raises(Invalid) as refusal:
        take("qihang_manager")
    assert refusal.value.code == "file.quota_exceeded"
    assert take("huineng_manager").owner_id == cast.organisations["huineng"].pk
    assert [take("li_jing").owner_id for _ in range(4)] == [None] * 4
    assert len(left_behind(settings)) == 7, "nothing of the refused one"


@pytest.mark.django_db
def test_account_that_is_unknown_has_no_quota() -> None:
    assert storage.owner_of(uuid.uuid4()) is None
    assert storage.owner_of(None) is None
