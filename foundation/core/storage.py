"""How much may be kept: the room that must stay free on the disk, and the quota of each organisation."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Sum
from django.utils.module_loading import import_string

from foundation.core.errors import Invalid, NotNow
from foundation.core.models import StoredFile

GIB = 1024**3


def incoming() -> Path:
    """Where bytes land before they are looked at; what is left here for a day is swept."""
    folder = Path(settings.PRIVATE_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def free_bytes() -> int:
    return shutil.disk_usage(incoming()).free


def is_below_floor(needed: int = 0) -> bool:
    """Whether `needed` more bytes would leave less free than the floor."""
    return free_bytes() - needed < settings.DISK_FLOOR


def require_room(needed: int) -> None:
    """`file.disk_full` unless the floor stays free after `needed` bytes."""
    if is_below_floor(needed):
        raise NotNow("file.disk_full", DISK_FULL)


DISK_FULL = "服务器存储空间不足，暂时不能接收文件，已保存的内容都在；请告知系统管理员，腾出空间后再上传。"


def owner_of(user_id: UUID | None) -> UUID | None:
    """The organisation against whose quota an account's files count; None: no quota (the bureau, the system)."""
    if user_id is None:
        return None
    found: UUID | None = _owner_function()(user_id)
    return found


@lru_cache
def _owner_function() -> Any:
    """Accounts lie above this package, so the function is named in the settings (FILE_OWNER_CALLABLE)."""
    return import_string(settings.FILE_OWNER_CALLABLE)


def used_by(owner_id: UUID) -> int:
    """Bytes of all files that count for this organisation."""
    found = StoredFile.objects.filter(owner_id=owner_id).aggregate(total=Sum("size"))["total"]
    return int(found or 0)


def exceeds_quota(owner_id: UUID | None, size: int) -> bool:
    """Whether `size` more bytes are too many for this organisation; None has no quota."""
    return owner_id is not None and used_by(owner_id) + size > settings.FILE_QUOTA


def require_quota(owner_id: UUID | None, size: int) -> None:
    """`file.quota_exceeded` when `size` more bytes are too many. Two uploads at once may overshoot by one file."""
    if owner_id is not None and exceeds_quota(owner_id, size):
        raise Invalid(
            "file.quota_exceeded",
            f"本单位已存文件 {shown(used_by(owner_id))}，加上这个文件超过 {shown(settings.FILE_QUOTA)} 的额度；"
            "请压缩后上传，或请系统管理员调整额度。",
        )


def shown(size: int) -> str:
    """12.3 GB, 500 GB, or MB below one."""
    unit, name = (GIB, "GB") if size >= GIB else (1024**2, "MB")
    whole, tenth = divmod(size * 10 // unit, 10)
    return f"{whole}.{tenth} {name}" if tenth else f"{whole} {name}"
