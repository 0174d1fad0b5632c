"""A film that has arrived: what ffprobe reads, what it covers, whose footage it is."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from classes.enums import LikenessDecision, LikenessKind, RecordingState
from classes.models import Likeness, Recording, TrainingClass
from classes.operations import (
    Announced,
    append_bytes,
    begin_upload,
    decide_likeness,
    read_recording,
    remove_upload,
)
from classes.operations.footage_probe import read_film
from classes.operations.footage_reading import find_likenesses, keep_marks
from classes.operations.footage_upload import part_of
from classes.queries.footage_likeness import alike_by_pictures, marks_of
from classes.queries.video import video_coverage
from classes.rules.likeness import Mark
from foundation.core import clock
from foundation.core.children import ChildFailed, Limits, run_limited
from foundation.core.errors import Invalid
from foundation.core.files import path_of
from foundation.core.models import StoredFile
from foundation.jobs.models import Job, JobState
from foundation.jobs.operations import run_job, take
from foundation.jobs.tasks import sweep
from tests.builders.footage import make_recording
from tests.builders.running import Size, make_running_class
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn


def send(
    cast: Cast,
    training_class: TrainingClass,
    data: bytes,
    name: str = "a.mp4",
    *,
    who: str = "qihang_teacher",
) -> Recording:
    """Uploaded and read."""
    actor = cast.actor(who)
    said = Announced(name, len(data), shows_everybody=True)
    recording = begin_upload(training_class, actor=actor, announced=said)
    recording = append_bytes(recording, actor=actor, offset=0, blocks=[data])
    return read_recording(recording, actor=actor)


def test_the_film_itself_says_when_and_how_long_once_and_for_all(
    cast: Cast, training_class: TrainingClass, films: Path
) -> None:
    data = (films / "plain.mp4").read_bytes()
    recording = send(cast, training_class, data)
    assert (recording.state, recording.milliseconds, recording.stretches) == ("read", 720_000, [[0, 720_000]])
    assert (recording.width, recording.height, recording.start_source) == (64, 48, "file")
    assert recording.sha256 == hashlib.sha256(data).hexdigest()
    coverage = video_coverage(training_class)
    assert [line.verdict for line in coverage.lines] == ["covered", "missing", "missing", "missing"]
    assert (coverage.lines[0].longest, coverage.lines[0].recordings) == ("12:00", (recording,))
    assert not part_of(recording).exists()
    marks = marks_of([recording.pk])
    read_recording(Recording.objects.get(pk=recording.pk), actor=cast.actor("qihang_teacher"))
    assert marks_of([recording.pk]) == marks


def test_an_unreadable_file_can_be_taken_back_with_its_bytes(
    cast: Cast, training_class: TrainingClass, django_capture_on_commit_callbacks: Any
) -> None:
    empty_film = b"\0\0\0\x10ftypmp42\0\0\0\0\0\0\0\x08moov"
    recording = send(cast, training_class, empty_film)
    assert recording.file
    path = path_of(recording.file)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        remove_upload(recording, actor=cast.actor("qihang_teacher"))
    assert not path.exists()
    assert not StoredFile.objects.exists()


def test_what_had_room_when_it_was_begun_is_kept_when_it_has_arrived(
    cast: Cast, training_class: TrainingClass, films: Path, settings: Any
) -> None:
    data, actor = (films / "plain.mp4").read_bytes(), cast.actor("qihang_teacher")
    recording = begin_upload(training_class, actor=actor, announced=Announced("a.mp4", len(data)))
    settings.FILE_QUOTA = 1
    recording = append_bytes(recording, actor=actor, offset=0, blocks=[data])
    assert read_recording(recording, actor=actor).state == RecordingState.READ


@pytest.mark.one_engine
def test_a_film_whose_pictures_cannot_be_drawn_counts_and_says_that_they_were_not_compared(
    cast: Cast, training_class: TrainingClass, films: Path, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    strange_codec = (films / "plain.mp4").read_bytes().replace(b"avc1", b"zzz1")
    recording = send(cast, training_class, strange_codec)
    assert (recording.state, recording.milliseconds, marks_of([recording.pk])) == ("read", 720_000, {})
    assert video_coverage(training_class).covered == 1
    for page in (recording.get_absolute_url(), f"/classes/{training_class.pk}/videos/", "/classes/footage/"):
        assert "没有与其他录像比对画面" in sign_in("zhang_wei").get(page).content.decode(), page
    assert f"pictures of recording {recording.pk} are not compared" in caplog.text


def test_without_room_on_the_disk_it_is_read_later_and_can_be_taken_back_until_then(
    cast: Cast, training_class: TrainingClass, films: Path, settings: Any
) -> None:
    actor, data = cast.actor("qihang_teacher"), (films / "plain.mp4").read_bytes()
    for name in ("a.mp4", "b.mp4"):
        begun = begin_upload(training_class, actor=actor, announced=Announced(name, len(data)))
        append_bytes(begun, actor=actor, offset=0, blocks=[data])
    settings.DISK_FLOOR = 2**62
    for job in Job.objects.all():
        run_job(job.pk)
    assert {*Job.objects.values_list("state", flat=True)} == {JobState.FAILED}, "tried again by itself"
    kept, back = Recording.objects.filter(state=RecordingState.WAITING).order_by("name")
    remove_upload(back, actor=actor)
    settings.DISK_FLOOR = 0
    Job.objects.update(run_after=clock.now())
    sweep()
    assert Recording.objects.get().state == RecordingState.READ
    assert Job.objects.get(dedupe_key=str(kept.pk)).state == JobState.DONE


def test_what_a_worker_reads_at_this_moment_is_not_taken_back(
    cast: Cast, training_class: TrainingClass
) -> None:
    actor = cast.actor("qihang_teacher")
    recording = begin_upload(training_class, actor=actor, announced=Announced("a.mp4", 5))
    recording = append_bytes(recording, actor=actor, offset=0, blocks=[b"12345"])
    assert take(Job.objects.get().pk)
    with refused("footage.being_read"):
        remove_upload(recording, actor=actor)
    assert Recording.objects.get() == recording


@pytest.mark.one_engine
def test_a_hole_in_the_film_is_a_hole(cast: Cast, training_class: TrainingClass, films: Path) -> None:
    recording = send(cast, training_class, (films / "gap.mp4").read_bytes(), "20260615_083000.mp4")
    assert (recording.start_source, len(recording.stretches)) == ("name", 2)
    first = video_coverage(training_class).lines[0]
    assert (first.verdict, first.longest_seconds) == ("short", 399)


@pytest.mark.one_engine
@pytest.mark.parametrize("kept", [3000, -1])
def test_a_truncated_film_is_not_read(
    cast: Cast, training_class: TrainingClass, films: Path, kept: int
) -> None:
    recording = send(cast, training_class, (films / "plain.mp4").read_bytes()[:kept])
    assert recording.state == RecordingState.UNREADABLE
    assert "录像没有完整保存" in recording.problem
    assert video_coverage(training_class).covered == 0


@pytest.mark.one_engine
@pytest.mark.parametrize("data", [b"#EXTM3U\nhttp://127.0.0.1/a.mp4\n", b"\0\0\0\x10ftypmp42" + b"\0" * 40])
def test_what_is_no_film_is_never_played(cast: Cast, training_class: TrainingClass, data: bytes) -> None:
    assert send(cast, training_class, data).state == RecordingState.UNREADABLE


def test_a_playlist_in_the_place_of_a_film_fetches_nothing(tmp_path: Path, films: Path) -> None:
    listed = tmp_path / "list.mp4"
    listed.write_text(f"ffconcat version 1.0\nfile '{films / 'plain.mp4'}'\n", encoding="utf-8")
    with pytest.raises(Invalid) as refusal:
        read_film(listed, gap_ms=3000)
    assert refusal.value.code == "footage.unreadable"


def test_a_child_is_ended_at_its_limits() -> None:
    for command in (["sleep", "20"], ["yes"], ["no-such-program"], ["sh", "-c", "echo a > /tmp/not-allowed"]):
        with pytest.raises(ChildFailed):
            run_limited(command, Limits(cpu_seconds=1, wall_seconds=1, output=1000))


def test_the_same_file_under_another_name_counts_once_in_any_class(
    cast: Cast, training_class: TrainingClass, films: Path
) -> None:
    data = (films / "plain.mp4").read_bytes()
    first = send(cast, training_class, data)
    other = make_running_class(cast, Size(people=1), institution="huineng")
    again = send(cast, other, data, "new-name.mp4", who="huineng_manager")
    likeness = Likeness.objects.get()
    assert (likeness.recording, likeness.earlier, likeness.kind) == (again, first, "file")
    assert (video_coverage(training_class).covered, video_coverage(other).covered) == (1, 0)


@pytest.mark.one_engine
def test_footage_drawn_anew_is_found_and_decided(
    cast: Cast, training_class: TrainingClass, films: Path
) -> None:
    first = send(cast, training_class, (films / "plain.mp4").read_bytes())
    other = make_running_class(cast, Size(people=1), institution="huineng")
    data = (films / "again.mp4").read_bytes()
    again = send(cast, other, data, "20260615_083000.mp4", who="huineng_manager")
    likeness = Likeness.objects.get()
    assert (likeness.recording, likeness.earlier, likeness.kind) == (again, first, "pictures")
    assert video_coverage(other).covered == 1
    with refused("role.missing"):
        decide_likeness(likeness, actor=cast.actor("qihang_manager"), decision="different", opinion="无关")
    with refused("footage.opinion_missing"):
        decide_likeness(likeness, actor=cast.actor("zhang_wei"), decision="reused", opinion=" ")
    decided = decide_likeness(likeness, actor=cast.actor("zhang_wei"), decision="reused", opinion="画面相同")
    assert (decided.decision, video_coverage(other).covered) == (LikenessDecision.REUSED, 0)
    with refused("footage.likeness_decided"):
        decide_likeness(likeness, actor=cast.actor("zhang_wei"), decision="different", opinion="看错了")


def test_no_answer_is_not_taken_for_different(
    cast: Cast, training_class: TrainingClass, sign_in: SignIn
) -> None:
    one, other = make_recording(training_class), make_recording(training_class)
    likeness = Likeness.objects.create(recording=other, earlier=one, kind=LikenessKind.SAME_FILE)
    at = f"/classes/footage/reuse/{likeness.pk}/"
    page = sign_in("zhang_wei").get("/classes/footage/reuse/").content.decode()
    pressed_by_enter = page.split(f'action="{at}"')[1].split("<button")[1]
    assert 'name="decision"' not in pressed_by_enter
    assert sign_in("zhang_wei").post(at, {"opinion": "看过了"}).status_code == 422
    with refused("footage.decision_missing"):
        decide_likeness(likeness, actor=cast.actor("zhang_wei"), decision="pending", opinion="看过了")
    assert Likeness.objects.get().decision == LikenessDecision.PENDING


def test_of_two_that_are_alike_the_one_begun_first_was_there_first(training_class: TrainingClass) -> None:
    late, early = make_recording(training_class), make_recording(training_class)
    Recording.objects.filter(pk=late.pk).update(added_at=early.added_at + timedelta(hours=1))
    marks = [Mark(second, 0x0123456789ABCDEF << (second % 16) & 2**64 - 1) for second in range(10)]
    keep_marks(Recording.objects.get(pk=late.pk), marks)
    found = find_likenesses(early, [Mark(mark.second + 30, mark.bits) for mark in marks])
    assert [(each.recording, each.earlier, each.offset_seconds) for each in found] == [(late, early, -30)]


def test_looking_for_the_same_footage_takes_no_more_queries_with_more_recordings(
    training_class: TrainingClass, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    marks = [Mark(second, 0x0123456789ABCDEF << (second % 16) & 2**64 - 1) for second in range(10)]
    for _ in range(20):
        keep_marks(make_recording(training_class), marks)
    with django_assert_num_queries(5):
        assert len(alike_by_pictures(Recording(), marks)) == 20


def test_a_recording_without_a_beginning_covers_nothing(training_class: TrainingClass) -> None:
    recording = make_recording(training_class, starts_at=None, start_source="")
    coverage = video_coverage(training_class)
    assert (coverage.covered, coverage.astray) == (0, (recording,))
