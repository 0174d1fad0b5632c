"""视频调阅: watched is recorded first, a remark opens the film at its second, the disk's index is searched."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from openpyxl import Workbook

from classes.enums import LikenessKind, RecordingState
from classes.models import FootageNote, Likeness, Recording, TrainingClass
from classes.operations import ListedFile, add_note, list_disk, note_watched
from classes.operations.footage_manifest import MOST_FILES
from classes.queries.footage import notes_of_class, watched_of
from classes.queries.video import video_coverage
from foundation.audit.models import Result
from foundation.core.files import take_in
from foundation.core.models import FileKind, ScanState, StoredFile
from institutions.enums import TrainingCategory
from tests.builders.classes import find_virus_in
from tests.builders.footage import beginning_of, make_recording
from tests.builders.running import Size, make_running_class
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn

DIGEST = "ab" * 32


@pytest.fixture
def film_kept(training_class: TrainingClass, films: Path) -> Recording:
    """Read, on the server: the twelve minutes of plain.mp4."""
    data = (films / "plain.mp4").read_bytes()
    stored = take_in(ContentFile(data, "a.mp4"), allowed={FileKind.MP4}, max_size=10**8, by_id=None)
    return make_recording(
        training_class,
        state=RecordingState.READ,
        name="a.mp4",
        disk_label="",
        file=stored,
        size=stored.size,
        milliseconds=720_000,
        stretches=[[0, 720_000]],
    )


def opened(client: Client, recording: Recording, mark: str = "") -> tuple[str, str]:
    """The page of the player and the address of the film on it."""
    answer = client.post(f"/classes/footage/{recording.pk}/watch/", {"mark": mark}, follow=True)
    page = answer.content.decode()
    found = re.search(r'src="(/classes/footage/[^"]+/stream/[^"]+)"', page)
    return page, found[1].replace("&amp;", "&") if found else ""


def test_a_film_in_which_a_virus_was_found_covers_nothing_and_is_not_played(
    film_kept: Recording, sign_in: SignIn
) -> None:
    assert video_coverage(film_kept.training_class).covered == 1
    assert film_kept.file
    find_virus_in(film_kept.file)
    assert video_coverage(film_kept.training_class).covered == 0
    client = sign_in("zhang_wei")
    assert client.post(f"/classes/footage/{film_kept.pk}/watch/").status_code == 409
    assert not watched_of(film_kept).exclude(result=Result.REFUSED).exists()
    assert "查出病毒" in client.get(film_kept.get_absolute_url()).content.decode()


def test_a_film_waits_for_the_scanner_before_it_is_played(
    film_kept: Recording, sign_in: SignIn, settings: Any
) -> None:
    settings.CLAMD_ADDRESS = "unix:///nowhere"
    client = sign_in("zhang_wei")
    page = client.get(film_kept.get_absolute_url()).content.decode()
    assert ("查杀后才能调阅" in page, "调阅录像</button>" in page) == (True, False)
    assert client.post(f"/classes/footage/{film_kept.pk}/watch/").status_code == 409


def test_who_opens_a_recording_stands_in_the_record(film_kept: Recording, sign_in: SignIn) -> None:
    _, film = opened(sign_in("zhang_wei"), film_kept, "10:15")
    entry = watched_of(film_kept).get()
    assert (entry.result, entry.detail) == (Result.READ, {"at_second": 615})
    assert film.endswith("#t=615")


def test_the_film_is_given_in_the_parts_asked_for(film_kept: Recording, sign_in: SignIn, films: Path) -> None:
    client, data = sign_in("zhang_wei"), (films / "plain.mp4").read_bytes()
    film = opened(client, film_kept)[1]
    for asked, part in (("bytes=100-299", data[100:300]), ("bytes=-50", data[-50:]), ("bytes=9-", data[9:])):
        answer = client.get(film, headers={"Range": asked})
        assert (answer.status_code, answer.getvalue()) == (206, part)
    assert client.get(film, headers={"Range": f"bytes={len(data)}-"}).status_code == 416
    whole = client.get(film)
    assert (whole.status_code, whole.getvalue()) == (200, data)
    assert whole["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (whole["X-Content-Type-Options"], whole["Cache-Control"]) == ("nosniff", "private, no-store")


def test_an_address_of_a_film_is_of_use_to_nobody_else(film_kept: Recording, sign_in: SignIn) -> None:
    film = opened(sign_in("zhang_wei"), film_kept)[1]
    assert sign_in("li_jing").get(film).status_code == 302
    assert sign_in("huineng_manager").get(film).status_code == 404
    assert sign_in("zhang_wei").get(f"/classes/footage/{film_kept.pk}/stream/").status_code == 302


def test_the_part_that_was_played_is_told(film_kept: Recording, sign_in: SignIn) -> None:
    client, at = sign_in("zhang_wei"), f"/classes/footage/{film_kept.pk}/watched/"
    assert client.post(at, {"from": "5", "to": "65"}).status_code == 204
    assert client.post(at, {"from": "65", "to": "5000"}).status_code == 422
    assert client.post(at, {"from": "65", "to": "9" * 5000}).status_code == 422
    assert watched_of(film_kept).get().detail == {"from_second": 5, "to_second": 65}


def test_what_waits_for_the_scanner_is_not_opened(film_kept: Recording, sign_in: SignIn) -> None:
    StoredFile.objects.update(scan_state=ScanState.WAITING)
    answer = sign_in("zhang_wei").post(f"/classes/footage/{film_kept.pk}/watch/")
    assert answer.status_code == 409
    assert "还没有查杀病毒" in answer.content.decode()
    assert not watched_of(film_kept).exists()


def test_the_last_who_watched_are_shown(film_kept: Recording, cast: Cast, sign_in: SignIn) -> None:
    inspector = cast.actor("zhang_wei")
    with transaction.atomic():
        for second in range(60):
            note_watched(film_kept, actor=inspector, from_second=second, to_second=second + 5)
    page = sign_in("zhang_wei").get(f"/classes/footage/{film_kept.pk}/").content.decode()
    assert ("看了 0:59 至 1:04" in page, page.count("看了 ")) == (True, 50)


def test_who_watched_is_not_told_to_the_institution(film_kept: Recording, sign_in: SignIn) -> None:
    opened(sign_in("zhang_wei"), film_kept)
    at = f"/classes/footage/{film_kept.pk}/"
    assert "谁看过" in sign_in("zhang_wei").get(at).content.decode()
    assert "谁看过" not in sign_in("qihang_manager").get(at).content.decode()


def test_what_another_institution_recorded_is_not_told(
    film_kept: Recording, cast: Cast, sign_in: SignIn
) -> None:
    other = make_recording(make_running_class(cast, Size(people=1), institution="huineng"), name="/H/7.mp4")
    Likeness.objects.create(recording=film_kept, earlier=other, kind=LikenessKind.SAME_FILE)
    at = f"/classes/footage/{film_kept.pk}/"
    own, bureau = (sign_in(who).get(at).content.decode() for who in ("qihang_manager", "zhang_wei"))
    assert "另一机构的录像" in own
    assert other.name not in own
    assert str(other.pk) not in own
    assert other.name in bureau


def test_a_remark_stands_at_its_second_and_opens_the_film_there(
    film_kept: Recording, sign_in: SignIn
) -> None:
    client = sign_in("zhang_wei")
    given = {"mark": "10:15", "text": "画面只有 31 人", "is_problem": "on"}
    page = client.post(f"/classes/footage/{film_kept.pk}/notes/", given, follow=True).content.decode()
    note = FootageNote.objects.get()
    assert (note.second, note.mark, note.is_problem) == (615, "10:15", True)
    assert 'name="mark" value="10:15"' in page
    assert notes_of_class(film_kept.training_class) == [note]
    assert opened(client, film_kept, note.mark)[1].endswith("#t=615")


def test_who_makes_a_remark_while_watching_goes_on_watching_from_there(
    film_kept: Recording, sign_in: SignIn
) -> None:
    client = sign_in("zhang_wei")
    page, _ = opened(client, film_kept)
    granted = re.search(r'name="pass" value="([^"]+)"', page)
    assert granted is not None
    address = f"/classes/footage/{film_kept.pk}/notes/"
    wrong = client.post(address, {"mark": "半分", "text": "走动", "pass": granted[1]}).content.decode()
    noted = client.post(address, {"mark": "1:05", "text": "走动", "pass": granted[1]}, follow=True)
    foreign = client.post(address, {"mark": "1:06", "text": "走动", "pass": "x"})
    assert "<video" in wrong
    assert 'data-at="65"' in noted.content.decode()
    assert foreign.headers["Location"] == film_kept.get_absolute_url()


def test_a_remark_needs_words_and_a_second_of_the_film(film_kept: Recording, sign_in: SignIn) -> None:
    at, client = f"/classes/footage/{film_kept.pk}/notes/", sign_in("zhang_wei")
    wrong = client.post(at, {"mark": "半小时", "text": "人少"})
    assert wrong.status_code == 422
    assert "人少" in wrong.content.decode()
    assert client.post(at, {"mark": "13:00", "text": "人少"}).status_code == 422
    assert not FootageNote.objects.exists()


def test_the_institution_writes_no_remark(film_kept: Recording, cast: Cast) -> None:
    with refused("class.wrong_role"):
        add_note(film_kept, actor=cast.actor("qihang_manager"), second=0, text="好")


def manifest(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["文件", "大小", "SHA-256", "时长", "开始时间"], *rows):
        sheet.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


ROW = ["第7期/20260615_083000.mp4", 1000, DIGEST, 700, ""]
AS_JSON = {
    "files": [
        {"path": ROW[0], "size": 1000, "sha256": DIGEST, "seconds": 700.5, "start": "2026-06-15 08:30:00"}
    ]
}
FORMS = {
    "xlsx": manifest([ROW]),
    "csv": f"文件,大小,SHA-256,时长,开始时间\n{ROW[0]},1000,{DIGEST},700,\n".encode("gb18030"),
    "json": json.dumps(AS_JSON).encode(),
}


def hand_in(
    client: Client,
    training_class: TrainingClass,
    data: bytes,
    name: str = "清单.xlsx",
    disk: str = "YP-2026-03",
) -> Any:
    given = {"disk_label": disk, "manifest": ContentFile(data, name), "shows_everybody": "on"}
    return client.post(f"/classes/{training_class.pk}/footage/disk/", given)


@pytest.mark.parametrize("form", FORMS)
def test_the_index_of_a_disk_covers_and_is_searched(
    training_class: TrainingClass, sign_in: SignIn, form: str
) -> None:
    answer = hand_in(sign_in("qihang_teacher"), training_class, FORMS[form], f"清单.{form}")
    assert answer.status_code == 302, answer.content.decode()
    recording = Recording.objects.get()
    assert (recording.state, recording.disk_label, recording.sha256) == ("listed", "YP-2026-03", DIGEST)
    assert video_coverage(training_class).lines[0].verdict == "covered"
    for words in ("YP-2026-03", "0615_08", DIGEST[:12], training_class.number):
        page = sign_in("zhang_wei").get("/classes/footage/", {"text": words}).content.decode()
        assert "20260615_083000.mp4" in page, words


def test_a_file_that_stands_on_the_disks_of_two_classes_covers_the_first_alone(
    cast: Cast, training_class: TrainingClass, sign_in: SignIn
) -> None:
    other = make_running_class(cast, Size(people=1), institution="huineng")
    hand_in(sign_in("qihang_teacher"), training_class, FORMS["csv"], "清单.csv")
    hand_in(sign_in("huineng_manager"), other, FORMS["csv"], "清单.csv", "YP-2026-04")
    likeness = Likeness.objects.get()
    assert (likeness.recording.training_class, likeness.earlier.training_class) == (other, training_class)
    assert (likeness.kind, video_coverage(training_class).covered, video_coverage(other).covered) == (
        "file",
        1,
        0,
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (manifest([ROW, [*ROW[:2], "abc", 700, ""]]), "SHA-256 应为 64 位"),
        (manifest([[*ROW[:3], 0, ""]]), "时长应为大于 0"),
        (manifest([[*ROW[:4], "上午"]]), "开始时间应如"),
        (manifest([ROW, ROW]), "在清单里出现两次"),
        (manifest([]), "没有"),
        (manifest([[f"{place}.mp4", *ROW[1:]] for place in range(MOST_FILES + 1)]), "一份清单最多"),
        (b"[1, 2]", "没有 files 一项"),
        (b'{"files": [', "不是完整的 json"),
        (b"\xff\xfe\x00", "读不出来"),
    ],
)
def test_one_wrong_row_and_nothing_is_listed(
    training_class: TrainingClass, sign_in: SignIn, data: bytes, code: str
) -> None:
    answer = hand_in(sign_in("qihang_teacher"), training_class, data)
    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert not Recording.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        json.dumps([{**AS_JSON["files"][0], "start": None}]).encode(),
        f"文件,大小,SHA-256,时长,开始时间\n{ROW[0]},1000,{DIGEST},700\n".encode(),
    ],
)
def test_a_beginning_left_out_is_read_from_the_name(
    training_class: TrainingClass, sign_in: SignIn, data: bytes
) -> None:
    answer = hand_in(sign_in("qihang_teacher"), training_class, data, "清单.csv")
    assert answer.status_code == 302, answer.content.decode()
    assert Recording.objects.get().start_source == "name"


def test_a_long_index_asks_no_more_than_a_short_one(
    training_class: TrainingClass, cast: Cast, django_assert_num_queries: Any
) -> None:
    other = make_recording(training_class, disk_label="YP-2025-01")
    for disk, count in (("YP-1", 1), ("YP-2", 40)):
        files = [ListedFile(f"{place}.mp4", 1000, other.sha256, 60_000) for place in range(count)]
        with django_assert_num_queries(11):
            list_disk(
                training_class,
                actor=cast.actor("qihang_teacher"),
                disk_label=disk,
                files=files,
                shows_everybody=True,
            )
    assert set(Likeness.objects.values_list("earlier", flat=True)) == {other.pk}
    assert Likeness.objects.count() == 41


def test_training_of_enterprise_staff_is_shown_as_exempt(cast: Cast, sign_in: SignIn) -> None:
    exempt = make_running_class(cast, Size(people=1), category=TrainingCategory.ENTERPRISE_STAFF)
    page = sign_in("qihang_teacher").get(f"/classes/{exempt.pk}/videos/").content.decode()
    assert "企业职工培训不要求录像" in page
    assert {line.verdict for line in video_coverage(exempt).lines} == {"exempt"}


def test_the_meter_asks_no_more_with_more_recordings(
    training_class: TrainingClass, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    make_recording(training_class)
    with django_assert_num_queries(3):
        video_coverage(training_class)
    for hours in range(1, 9):
        make_recording(training_class, starts_at=beginning_of(training_class) + timedelta(hours=hours))
    with django_assert_num_queries(3):
        video_coverage(training_class)


@pytest.mark.parametrize(("page", "queries"), [("{}/videos/", 19), ("footage/", 11)])
def test_the_pages_ask_no_more_with_more_recordings(
    training_class: TrainingClass,
    sign_in: SignIn,
    django_assert_num_queries: Any,
    page: str,
    queries: int,
) -> None:
    for hours in range(9):
        make_recording(training_class, starts_at=beginning_of(training_class) + timedelta(hours=hours))
    client = sign_in("zhang_wei")
    with django_assert_num_queries(queries):
        assert client.get(f"/classes/{page.format(training_class.pk)}").status_code == 200
