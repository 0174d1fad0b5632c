"""What comes from outside is looked at by the virus scanner before anybody gets it; nothing is lost."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from foundation.core import clamd, clock, files, scanning
from foundation.core.checks import check_scanner, check_scanner_address
from foundation.core.errors import Invalid, NotNow
from foundation.core.models import FileKind, ScanState, StoredFile
from tests.foundation.core import samples
from tests.foundation.core.clamd_server import EICAR, running
from tests.foundation.core.workbooks import with_part

pytestmark = pytest.mark.django_db
NOBODY_THERE = "tcp://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _handed_over_by_nginx(settings: Settings) -> None:
    """So that no answer keeps a file open."""
    settings.PRIVATE_ACCEL = True


def take(data: bytes, name: str = "材料.pdf") -> StoredFile:
    uploaded = SimpleUploadedFile(name, data)
    return files.take_in(uploaded, allowed=set(FileKind.values), max_size=2**20, by_id=uuid.uuid4())


def refusal_of(stored: StoredFile) -> str:
    with pytest.raises(NotNow) as refusal:
        files.private_response(StoredFile.objects.get(pk=stored.pk))
    return refusal.value.code


def scan(found: list[StoredFile] | None = None) -> int:
    return scanning.scan_due((found if found is not None else []).append)


INFECTED = {
    "zip": samples.archive(eicar=EICAR),
    "xlsx": with_part(samples.book(), "xl/media/image1.png", EICAR),
    "pdf": samples.pdf(EICAR),
}


def test_plain_test_virus_is_no_kind_that_is_taken(settings: Settings) -> None:
    with pytest.raises(Invalid) as refusal:
        take(EICAR, "eicar.com")
    assert refusal.value.code == "file.kind_not_allowed"


def test_test_virus_within_a_file_is_found_and_never_given_out(settings: Settings) -> None:
    found: list[StoredFile] = []
    with running() as settings.CLAMD_ADDRESS:
        taken = [take(data, f"材料.{kind}") for kind, data in INFECTED.items()]
        assert scan(found) == 3
    assert {each.pk for each in found} == {each.pk for each in taken}
    assert {refusal_of(each) for each in taken} == {"file.infected"}
    assert {each.scan_note for each in found} == {"Win.Test.EICAR_HDB-1"}
    with pytest.raises(NotNow):
        files.given_out_bytes(found[0])


def test_clean_files_of_every_kind_are_given_out_after_the_scan(settings: Settings, tmp_path: Path) -> None:
    sound = (samples.pdf(), samples.picture(), samples.book(), samples.archive(), samples.video())
    with running(tmp_path / "clamd.sock") as settings.CLAMD_ADDRESS:
        taken = [take(data) for data in sound]
        assert {refusal_of(each) for each in taken} == {"file.not_scanned"}
        assert scan() == len(taken)
        for each in StoredFile.objects.all():
            assert each.scan_state == ScanState.CLEAN
            files.private_response(each)


def test_while_the_daemon_is_away_files_wait_and_become_clean_when_it_is_back(settings: Settings) -> None:
    settings.CLAMD_ADDRESS = NOBODY_THERE
    first, second = take(samples.pdf()), take(samples.picture())
    for _ in range(3):
        assert scan() == 0
        assert {refusal_of(first), refusal_of(second)} == {"file.not_scanned"}
    assert files.is_intact(first)
    with running() as settings.CLAMD_ADDRESS, clock.moved_to(clock.now() + timedelta(hours=1)):
        assert scan() == 2
    assert set(StoredFile.objects.values_list("scan_state", flat=True)) == {ScanState.CLEAN}


def test_a_round_asks_an_absent_daemon_once_and_puts_that_file_off(settings: Settings) -> None:
    settings.CLAMD_ADDRESS = NOBODY_THERE
    for stream in (b"1", b"2"):
        take(samples.pdf(stream))
    scan()
    assert list(StoredFile.objects.order_by("created_at").values_list("scan_tries", flat=True)) == [1, 0]
    scan()
    assert list(StoredFile.objects.order_by("created_at").values_list("scan_tries", flat=True)) == [1, 1]
    scan()
    assert sum(StoredFile.objects.values_list("scan_tries", flat=True)) == 2, "both are put off"


def test_pauses_double_up_to_a_quarter_of_an_hour() -> None:
    assert [scanning.pause_after(tries).seconds for tries in (1, 2, 3, 6, 7, 500)] == [
        30,
        60,
        120,
        900,
        900,
        900,
    ]


@pytest.mark.parametrize("how", [{"hangs_up": True}, {"longest": 10}])
def test_what_the_daemon_leaves_open_is_never_clean(settings: Settings, how: dict[str, int]) -> None:
    with running(**how) as settings.CLAMD_ADDRESS:  # type: ignore[arg-type]  # one of two keyword arguments
        stored = take(samples.pdf())
        assert scan() == 0
        assert refusal_of(stored) == "file.not_scanned"
    stored.refresh_from_db()
    assert stored.scan_state == (ScanState.WAITING if "hangs_up" in how else ScanState.FAILED)


@pytest.mark.parametrize("answer", ["stream: OK?", "", "OK", "stream: OK FOUND ", "UNKNOWN COMMAND"])
def test_an_answer_that_is_not_understood_is_no_verdict(answer: str) -> None:
    with pytest.raises(clamd.ScannerDown):
        clamd._verdict(answer)


@pytest.mark.parametrize("limit", ["MaxFileSize", "MaxScanSize", "MaxScanTime", "MaxRecursion"])
def test_what_was_not_looked_into_to_the_end_is_neither_clean_nor_a_virus(limit: str) -> None:
    """So ClamAV 1.4 reports it where `AlertExceedsMax` is set."""
    with pytest.raises(clamd.NotScanned, match=limit):
        clamd._verdict(f"stream: Heuristics.Limits.Exceeded.{limit} FOUND")


def test_lost_file_does_not_stop_the_others(settings: Settings) -> None:
    with running() as settings.CLAMD_ADDRESS:
        lost, sound = take(samples.pdf()), take(samples.pdf(b"2"))
        files.path_of(lost).unlink()
        assert scan() == 1
    lost.refresh_from_db()
    sound.refresh_from_db()
    assert (lost.scan_state, sound.scan_state) == (ScanState.FAILED, ScanState.CLEAN)


def test_two_workers_never_take_the_same_file(settings: Settings) -> None:
    settings.CLAMD_ADDRESS = NOBODY_THERE
    stored = take(samples.pdf())
    assert scanning._take(stored)
    assert not scanning._take(stored), "the second has read the row before the first took it"


def test_without_a_scanner_files_are_given_out_and_called_unscanned() -> None:
    stored = take(samples.pdf())
    files.private_response(stored)
    assert (stored.scan_state, stored.state_tag.label) == (ScanState.UNSCANNED, "未启用查杀")
    assert scan() == 0


def test_a_scanner_that_comes_later_looks_at_the_old_files_first(settings: Settings) -> None:
    old, own = take(samples.pdf()), files.store_bytes(samples.pdf(), "花名册.pdf", FileKind.PDF, None)
    with running() as settings.CLAMD_ADDRESS:
        assert refusal_of(old) == "file.not_scanned"
        files.private_response(own)
        assert scan() == 1
    assert StoredFile.objects.get(pk=old.pk).scan_state == ScanState.CLEAN


def test_production_demands_a_scanner(settings: Settings) -> None:
    assert [each.id for each in check_scanner()] == ["core.E002"]
    settings.CLAMD_ADDRESS = "clamav:3310"
    assert [each.id for each in (*check_scanner(), *check_scanner_address())] == ["core.E001"]
    settings.CLAMD_ADDRESS = "tcp://virus_scanner:3310"
    assert [*check_scanner(), *check_scanner_address()] == []
