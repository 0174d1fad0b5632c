"""文件安全: what waits for the virus scanner, what it found, who keeps how much; no names of files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet, Sum

from foundation.accounts.models import Organisation, User
from foundation.core import clamd, storage
from foundation.core.models import ScanState, StoredFile

NOTABLE = (ScanState.INFECTED, ScanState.WAITING, ScanState.FAILED)
SHOWN = (*NOTABLE, ScanState.UNSCANNED)


@dataclass(frozen=True)
class FileLine:
    file: StoredFile
    uploader: User | None


@dataclass(frozen=True)
class Holding:
    """How much one organisation keeps, in bytes and in whole percent of its quota."""

    organisation: str
    files: int
    used: int
    percent: int


@dataclass(frozen=True)
class Store:
    """The state of scanner and disk; `waiting_since` is the oldest file that nobody has decided on."""

    is_scanning: bool
    waiting_since: datetime | None
    scanned_at: datetime | None
    free: int
    floor: int
    quota: int

    @property
    def is_low(self) -> bool:
        return self.free < self.floor


def files_in(state: str) -> QuerySet[StoredFile]:
    """Files in one state of scanning, or in every state that somebody must look at; the newest first."""
    wanted = [state] if state in SHOWN else NOTABLE
    return StoredFile.objects.filter(scan_state__in=wanted).order_by("-created_at")


def counts_by_state() -> dict[str, int]:
    rows = StoredFile.objects.filter(scan_state__in=SHOWN).order_by().values("scan_state")
    return dict(rows.annotate(n=Count("pk")).values_list("scan_state", "n"))


def lines_of(files: Iterable[StoredFile]) -> list[FileLine]:
    """Each with the account that brought it, one question for all."""
    shown = list(files)
    ids = {each.created_by_id for each in shown if each.created_by_id}
    people = User.objects.select_related("organisation").in_bulk(ids)
    return [FileLine(each, people.get(each.created_by_id) if each.created_by_id else None) for each in shown]


def holdings() -> list[Holding]:
    """Every organisation with a quota that keeps something, the fullest first."""
    rows = StoredFile.objects.order_by().values("owner_id")
    found = rows.annotate(n=Count("pk"), total=Sum("size")).values_list("owner_id", "n", "total")
    names: dict[UUID, str] = dict(Organisation.objects.values_list("pk", "name"))
    lines = [
        Holding(names.get(owner, ""), files, used, used * 100 // settings.FILE_QUOTA)
        for owner, files, used in found
        if owner is not None
    ]
    return sorted(lines, key=lambda line: -line.used)


def store_now() -> Store:
    waiting = StoredFile.objects.filter(scan_state__in=(ScanState.WAITING, ScanState.FAILED))
    return Store(
        is_scanning=clamd.is_configured(),
        waiting_since=waiting.aggregate(first=Min("created_at"))["first"],
        scanned_at=StoredFile.objects.aggregate(last=Max("scanned_at"))["last"],
        free=storage.free_bytes(),
        floor=settings.DISK_FLOOR,
        quota=settings.FILE_QUOTA,
    )
