"""The resumable upload: killed at any byte it goes on, nobody sends more than he said, what expires is gone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import UnreadablePostError
from django.test import Client

from classes.enums import RecordingState
from classes.models import Recording, TrainingClass
from classes.operations import Announced, append_bytes, begin_upload, expire_uploads, remove_upload
from classes.operations.footage_upload import part_of
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.files import take_in
from foundation.jobs.models import Job
from tests.builders.running import make_running_class
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn
from tests.foundation.core import samples

TUS = {"Tus-Resumable": "1.0.0"}
DATA = bytes(range(256)) * 4


def meta(**said: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())


def begin(client: Client, training_class: TrainingClass, size: int = len(DATA), **said: str) -> str:
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": meta(filename="上午.mp4", **said)}
    answer = client.post(f"/classes/{training_class.pk}/footage/uploads/", headers=headers)
    assert answer.status_code == 201, answer.content
    return str(answer["Location"])


def piece(client: Client, address: str, offset: int, data: bytes, **more: str) -> Any:
    headers = {**TUS, "Upload-Offset": str(offset), "Accept": "application/json", **more}
    kind = "application/offset+octet-stream"
    return client.generic("PATCH", address, data, content_type=kind, headers=headers)


def of(address: str) -> Recording:
    return Recording.objects.get(pk=UUID(address.rstrip("/").split("/")[-1]))


def test_the_server_says_what_it_can(training_class: TrainingClass, sign_in: SignIn) -> None:
    answer = sign_in("qihang_teacher").options(f"/classes/{training_class.pk}/footage/uploads/")
    assert (answer.status_code, answer["Tus-Version"]) == (204, "1.0.0")
    assert answer["Tus-Extension"] == "creation,expiration,checksum,termination"


def test_a_file_arrives_piece_by_piece_and_is_put_on_the_work_list(
    training_class: TrainingClass, sign_in: SignIn
) -> None:
    client = sign_in("qihang_teacher")
    address = begin(client, training_class, start="2026-06-15T08:30", everybody="1")
    assert piece(client, address, 0, DATA[:300])["Upload-Offset"] == "300"
    assert client.head(address, headers=TUS)["Upload-Offset"] == "300"
    assert piece(client, address, 300, DATA[300:]).status_code == 204
    recording = of(address)
    assert (recording.state, recording.name, recording.shows_everybody) == ("waiting", "上午.mp4", True)
    assert clock.local(recording.stated_start).hour == 8  # type: ignore[arg-type]  # it was stated
    assert part_of(recording).read_bytes() == DATA
    assert Job.objects.get(kind="classes.read_footage").payload == {"recording_id": str(recording.pk)}


def broken_off(data: bytes) -> Iterator[bytes]:
    """What a web server hands on when the line breaks in the middle of a piece."""
    yield data
    raise UnreadablePostError("the other side is gone")


def test_killed_at_every_byte_it_goes_on_there(cast: Cast, training_class: TrainingClass) -> None:
    actor, small = cast.actor("qihang_teacher"), DATA[:48]
    recording = begin_upload(training_class, actor=actor, announced=Announced("a.mp4", len(small)))
    for cut in range(len(small)):
        assert recording.received == cut
        piece_of_it = broken_off(small[cut : cut + 1])
        recording = append_bytes(recording, actor=actor, offset=cut, blocks=piece_of_it)
    assert part_of(recording).read_bytes() == small
    assert recording.received == recording.size


def test_a_piece_sent_twice_counts_once(training_class: TrainingClass, sign_in: SignIn) -> None:
    client = sign_in("qihang_teacher")
    address = begin(client, training_class)
    piece(client, address, 0, DATA[:300])
    again = piece(client, address, 0, DATA[:300])
    assert (again.status_code, again.json()["code"]) == (409, "footage.other_offset")
    assert of(address).received == 300


def test_of_two_that_write_the_same_piece_one_is_counted(cast: Cast, training_class: TrainingClass) -> None:
    actor = cast.actor("qihang_teacher")
    recording = begin_upload(training_class, actor=actor, announced=Announced("a.mp4", 100))
    stale = Recording.objects.select_related("training_class").get(pk=recording.pk)
    append_bytes(recording, actor=actor, offset=0, blocks=[DATA[:50]])
    with refused("footage.other_offset"):
        append_bytes(stale, actor=actor, offset=0, blocks=[DATA[:40]])
    assert Recording.objects.get(pk=recording.pk).received == 50


def test_nobody_sends_more_than_he_said(training_class: TrainingClass, sign_in: SignIn) -> None:
    client = sign_in("qihang_teacher")
    address = begin(client, training_class, 10)
    assert piece(client, address, 0, DATA[:11]).json()["code"] == "footage.too_many_bytes"
    assert of(address).received == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_that_was_changed_on_its_way_does_not_count(
    training_class: TrainingClass, sign_in: SignIn, algorithm: str
) -> None:
    client = sign_in("qihang_teacher")
    address = begin(client, training_class)
    digest = base64.b64encode(hashlib.new(algorithm, DATA[:300]).digest()).decode()
    wrong = piece(client, address, 0, DATA[1:301], **{"Upload-Checksum": f"{algorithm} {digest}"})
    assert (wrong.status_code, of(address).received) == (460, 0)
    right = piece(client, address, 0, DATA[:300], **{"Upload-Checksum": f"{algorithm} {digest}"})
    assert (right.status_code, of(address).received) == (204, 300)


def test_what_does_not_follow_the_protocol_is_told_so(training_class: TrainingClass, sign_in: SignIn) -> None:
    client, at = sign_in("qihang_teacher"), f"/classes/{training_class.pk}/footage/uploads/"
    assert client.post(at, headers={"Upload-Length": "5"}).status_code == 412
    assert client.post(at, headers={**TUS, "Upload-Length": "many"}).status_code == 400
    address = begin(client, training_class)
    assert client.patch(address, DATA, headers={**TUS, "Upload-Offset": "0"}).status_code == 415
    assert piece(client, address, 0, DATA[:5], **{"Upload-Offset": "x"}).status_code == 400


def test_a_number_longer_than_any_is_refused_like_one_too_large(
    training_class: TrainingClass, sign_in: SignIn
) -> None:
    client, at, many = sign_in("qihang_teacher"), f"/classes/{training_class.pk}/footage/uploads/", "9" * 5000
    headers = {**TUS, "Upload-Length": many, "Accept": "application/json"}
    assert client.post(at, headers=headers).json()["code"] == "footage.too_large"
    address = begin(client, training_class)
    assert (
        piece(client, address, 0, DATA[:5], **{"Upload-Offset": many}).json()["code"]
        == "footage.other_offset"
    )
    assert piece(client, address, 0, DATA[:5], **{"Upload-Offset": "0" * 5000}).status_code == 204


def test_others_do_not_send_and_do_not_see(training_class: TrainingClass, sign_in: SignIn) -> None:
    address = begin(sign_in("qihang_teacher"), training_class)
    foreign = sign_in("huineng_manager")
    assert foreign.head(address, headers=TUS).status_code == 404
    assert piece(foreign, address, 0, DATA[:5]).status_code == 404
    assert piece(sign_in("li_jing"), address, 0, DATA[:5]).status_code == 403


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [
        ("FOOTAGE_LARGEST", 99, "footage.too_large"),
        ("FILE_QUOTA", 150, "footage.quota_used_up"),
        ("DISK_FLOOR", 2**62, "footage.store_is_full"),
    ],
)
def test_the_store_is_never_filled(
    cast: Cast, training_class: TrainingClass, settings: Any, limit: str, value: int, code: str
) -> None:
    actor = cast.actor("qihang_teacher")
    begin_upload(training_class, actor=actor, announced=Announced("a.mp4", 60))
    setattr(settings, limit, value)
    with refused(code):
        begin_upload(training_class, actor=actor, announced=Announced("b.mp4", 100))


def test_papers_and_recordings_share_one_quota(
    cast: Cast, training_class: TrainingClass, settings: Any
) -> None:
    actor, paper = cast.actor("qihang_teacher"), SimpleUploadedFile("a.pdf", samples.pdf())
    stored = take_in(paper, allowed={"pdf"}, max_size=10**6, by_id=cast["qihang_manager"].pk)
    settings.FILE_QUOTA = stored.size + 100
    begin_upload(training_class, actor=actor, announced=Announced("a.mp4", 60))
    with refused("footage.quota_used_up"):
        begin_upload(training_class, actor=actor, announced=Announced("b.mp4", 41))
    assert begin_upload(training_class, actor=actor, announced=Announced("b.mp4", 40)).size == 40


def test_a_disk_that_fills_on_the_way_ends_the_piece_and_keeps_what_arrived(
    cast: Cast, training_class: TrainingClass, settings: Any
) -> None:
    actor = cast.actor("qihang_teacher")
    recording = begin_upload(training_class, actor=actor, announced=Announced("a.mp4", 100))

    def filling() -> Iterator[bytes]:
        yield DATA[:30]
        settings.DISK_FLOOR = 2**62
        yield DATA[30:60]

    recording = append_bytes(recording, actor=actor, offset=0, blocks=filling())
    assert (recording.received, part_of(recording).read_bytes()) == (30, DATA[:30])
    with refused("footage.store_is_full"):
        append_bytes(recording, actor=actor, offset=30, blocks=[DATA[30:60]])
    settings.DISK_FLOOR = 0
    assert append_bytes(recording, actor=actor, offset=30, blocks=[DATA[30:60]]).received == 60


def test_the_quota_is_that_of_one_institution(
    cast: Cast, training_class: TrainingClass, settings: Any
) -> None:
    settings.FILE_QUOTA = 100
    begin_upload(training_class, actor=cast.actor("qihang_teacher"), announced=Announced("a.mp4", 60))
    other = make_running_class(cast, institution="huineng")
    begun = begin_upload(other, actor=cast.actor("huineng_manager"), announced=Announced("b.mp4", 60))
    assert begun.state == RecordingState.UPLOADING


def test_unfinished_uploads_expire_with_their_bytes(
    cast: Cast, training_class: TrainingClass, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    address = begin(sign_in("qihang_teacher"), training_class)
    recording = of(address)
    append_bytes(recording, actor=cast.actor("qihang_teacher"), offset=0, blocks=[DATA[:5]])
    with clock.moved_to(clock.now() + timedelta(days=7, minutes=1)):
        assert sign_in("qihang_teacher").head(address, headers=TUS).status_code == 410
        with django_capture_on_commit_callbacks(execute=True):
            assert expire_uploads() == 1
    assert not part_of(recording).exists()
    assert Entry.objects.filter(action="footage.expire").count() == 1


def test_an_upload_that_is_finished_meanwhile_does_not_keep_the_others_from_expiring(
    cast: Cast, training_class: TrainingClass
) -> None:
    actor = cast.actor("qihang_teacher")
    with clock.moved_to(clock.now() - timedelta(days=8)):
        said = [Announced(name, 9) for name in ("a.mp4", "b.mp4", "c.mp4")]
        _, finished, _ = (begin_upload(training_class, actor=actor, announced=each) for each in said)

    def finish_after_the_first(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if sql.startswith('DELETE FROM "classes_recording"'):
            Recording.objects.filter(pk=finished.pk).update(state=RecordingState.WAITING, expires_at=None)
        return answer

    with connection.execute_wrapper(finish_after_the_first):
        assert expire_uploads() == 2
    assert Recording.objects.get() == finished
    assert Entry.objects.filter(action="footage.expire").count() == 2


def test_bytes_that_belong_to_no_upload_are_swept_after_a_day(
    cast: Cast, training_class: TrainingClass
) -> None:
    actor = cast.actor("qihang_teacher")
    kept, gone = (begin_upload(training_class, actor=actor, announced=Announced(n, 9)) for n in "ab")
    for each in (kept, gone):
        append_bytes(each, actor=actor, offset=0, blocks=[DATA[:5]])
    path = part_of(gone)
    Recording.objects.filter(pk=gone.pk).delete()
    assert expire_uploads() == 0, "a piece of it may still be arriving"
    with clock.moved_to(clock.now() + timedelta(days=2)):
        assert expire_uploads() == 1
    assert (path.exists(), part_of(kept).exists()) == (False, True)


def test_what_was_given_up_is_gone_and_what_was_read_stays(
    cast: Cast, training_class: TrainingClass, sign_in: SignIn
) -> None:
    client = sign_in("qihang_teacher")
    assert client.delete(begin(client, training_class), headers=TUS).status_code == 204
    assert not Recording.objects.exists()
    address = begin(client, training_class)
    Recording.objects.update(state=RecordingState.READ, milliseconds=1, sha256="ab" * 32)
    with refused("footage.counts_already"):
        remove_upload(of(address), actor=cast.actor("qihang_teacher"))
