"""Bytes on their way into the store: written to a nameless file, counted, hashed, moved; leftovers are swept.

A crash at any moment leaves at most a nameless file: the row is written after the bytes, in the caller's
transaction. `sweep` takes away what no row speaks of, but nothing younger than a day, because its transaction may
still be open.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from foundation.core import clock, storage
from foundation.core.errors import Invalid
from foundation.core.models import Picture, StoredFile

KEPT: Final = timedelta(days=1)
_BLOCK: Final = 1024 * 1024


@dataclass(frozen=True)
class Landed:
    path: Path
    size: int
    sha256: str


def land(blocks: Iterable[bytes], max_size: int) -> Landed:
    """Write the bytes to a nameless file, counting and hashing what really arrives."""
    path = storage.incoming() / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            for block in blocks:
                size += len(block)
                if size > max_size:
                    raise too_large(max_size)
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise empty()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Landed(path, size, digest.hexdigest())


def settle(path: Path) -> str:
    """Move a landed file to its place; returns the random name under which it is kept."""
    name = secrets.token_hex(20)
    storage_name = f"{name[:2]}/{name[2:4]}/{name[4:]}"  # spread, so that no folder grows too large
    target = Path(settings.PRIVATE_ROOT) / storage_name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.replace(target)
    return storage_name


def sweep() -> int:
    """Take away broken uploads and files without a row, older than a day; returns how many."""
    root, before = Path(settings.PRIVATE_ROOT), (clock.now() - KEPT).timestamp()
    swept = 0
    for portion in _portions(_old_files(root, before)):
        names = {path.relative_to(root).as_posix(): path for path in portion}
        known = {*StoredFile.objects.filter(storage_name__in=names).values_list("storage_name", flat=True)}
        known |= {*Picture.objects.filter(copy_name__in=names).values_list("copy_name", flat=True)}
        for name in names.keys() - known:
            names[name].unlink(missing_ok=True)
            swept += 1
    return swept


def _old_files(root: Path, before: float) -> Iterator[Path]:
    """Only what this module puts there: broken uploads, and names of two digits, two digits and the rest."""
    for pattern in ("incoming/*", "[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        for path in root.glob(pattern):
            if path.is_file() and path.stat().st_mtime < before:
                yield path


def _portions(paths: Iterable[Path]) -> Iterator[list[Path]]:
    portion: list[Path] = []
    for path in paths:
        portion.append(path)
        if len(portion) == 500:
            yield portion
            portion = []
    if portion:
        yield portion


def too_large(max_size: int) -> Invalid:
    return Invalid("file.too_large", f"文件超过 {max_size // _BLOCK} MB 的上限，请压缩或分成几个文件上传")


def empty() -> Invalid:
    return Invalid("file.empty", "文件是空的，请检查后重新上传")
