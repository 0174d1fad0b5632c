"""Looking for viruses: a file waits until the scanner has called it clean, and nobody is given it before.

The rows are the work list. A round takes each due file by a conditional update, so that two workers never take the
same one, and puts off its next try first: a worker killed in the middle loses nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from foundation.core import clamd, clock
from foundation.core.errors import NotNow
from foundation.core.models import ScanState, StoredFile

logger = logging.getLogger(__name__)
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(minutes=15)
ROUND_SECONDS: Final = 20  # a round ends after the file during which this has passed
ROUND_FILES: Final = 500
_UNDECIDED: Final = (ScanState.WAITING, ScanState.FAILED, ScanState.UNSCANNED)


def state_at_intake() -> ScanState:
    """Waiting where there is a scanner; where the settings name none, that is said and not called clean."""
    return ScanState.WAITING if clamd.is_configured() else ScanState.UNSCANNED


def is_given_out(stored: StoredFile) -> bool:
    """Clean, made by the system itself, or taken in where no scanner is used and none is used today."""
    if stored.scan_state == ScanState.UNSCANNED:
        return not clamd.is_configured()
    return stored.scan_state in {ScanState.CLEAN, ScanState.OWN}


def require_given_out(stored: StoredFile) -> None:
    """`file.infected` or `file.not_scanned` unless the file may be handed out."""
    if is_given_out(stored):
        return
    if stored.is_infected:
        raise NotNow(
            "file.infected",
            f"“{stored}”查出病毒，任何人不能下载；请上传单位在查杀过的电脑上重新生成后再传。",
        )
    raise NotNow(
        "file.not_scanned",
        f"“{stored}”还没有查杀病毒，暂时不能下载；通常一分钟内完成，请稍后刷新。"
        "超过一小时仍未完成，请告知安全管理员。",
    )


def scan_due(on_infected: Callable[[StoredFile], None]) -> int:
    """Scan what is due, oldest first; returns how many files were decided. Nothing where no scanner is configured.

    `on_infected` is called in the transaction that writes the verdict down. A round ends when the scanner is away.
    """
    decided, until = 0, monotonic() + ROUND_SECONDS
    if not clamd.is_configured():
        return decided
    for stored in _due().order_by("created_at")[:ROUND_FILES]:
        if monotonic() > until:
            break
        try:
            decided += _take(stored) and _decide(stored, on_infected)
        except clamd.ScannerDown as error:
            logger.warning("virus scanner not reachable, %s waits: %s", stored.pk, error)
            break
    return decided


def scan_again(stored: StoredFile) -> bool:
    """Put a file back among those that wait, for example after the scanner's signatures were mended; False: our own."""
    changed = (
        StoredFile.objects.filter(pk=stored.pk)
        .exclude(scan_state=ScanState.OWN)
        .update(scan_state=ScanState.WAITING, scan_tries=0, scan_after=None, scanned_at=None, scan_note="")
    )
    return changed == 1


def pause_after(tries: int) -> timedelta:
    """How long a file rests after so many tries: doubled each time, up to a quarter of an hour."""
    doublings = min(tries - 1, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _due() -> QuerySet[StoredFile]:
    now = clock.now()
    return StoredFile.objects.filter(
        Q(scan_after__isnull=True) | Q(scan_after__lte=now), scan_state__in=_UNDECIDED
    )


def _take(stored: StoredFile) -> bool:
    mine = StoredFile.objects.filter(
        pk=stored.pk, scan_tries=stored.scan_tries, scan_state=stored.scan_state
    ).update(scan_tries=F("scan_tries") + 1, scan_after=clock.now() + pause_after(stored.scan_tries + 1))
    return mine == 1


def _decide(stored: StoredFile, on_infected: Callable[[StoredFile], None]) -> bool:
    """Scan and write down what came of it; False: it could not be examined, and goes on waiting."""
    path = Path(settings.PRIVATE_ROOT) / stored.storage_name
    try:
        if not path.is_file():
            raise clamd.NotScanned("the file is not in the store")
        verdict = clamd.scan(path)
    except clamd.NotScanned as refusal:
        _write(stored, scan_state=ScanState.FAILED, scan_note=str(refusal)[:200])
        return False
    state = ScanState.CLEAN if verdict.is_clean else ScanState.INFECTED
    with transaction.atomic():
        _write(stored, scan_state=state, scan_note=verdict.signature[:200], scanned_at=clock.now())
        if not verdict.is_clean:
            on_infected(stored)
    return True


def _write(stored: StoredFile, **facts: object) -> None:
    for name, value in facts.items():
        setattr(stored, name, value)
    StoredFile.objects.filter(pk=stored.pk, scan_state__in=_UNDECIDED).update(**facts)
