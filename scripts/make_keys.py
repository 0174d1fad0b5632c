"""Makes the three key files of an installation: `make_keys.py DIRECTORY`. Standard library only.

secret_key   Django's signing key, one line
field_keys   keys of the encrypted fields and their search index, `<key id>:<64 hex>`, the last line seals
audit_keys   keys of the audit chain, same form

An existing file is never touched. Where a database lies in the directory and the field or audit keys are
gone, new ones would make its content unreadable or unprovable, so that is refused.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path


def new_contents() -> dict[str, str]:
    return {
        "secret_key": secrets.token_urlsafe(48),
        "field_keys": f"k1:{secrets.token_hex(32)}",
        "audit_keys": f"a1:{secrets.token_hex(32)}",
    }


def write_once(path: Path, content: str) -> bool:
    """Creates `path` readable by its owner alone; False when it was there already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(content + "\n")
    return True


def lost_keys(directory: Path) -> list[str]:
    if not (directory / "db.sqlite3").exists():
        return []
    return [name for name in ("field_keys", "audit_keys") if not (directory / name).exists()]


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write("make_keys.py DIRECTORY\n")
        return 2
    directory = Path(arguments[0])
    directory.mkdir(mode=0o750, parents=True, exist_ok=True)
    if lost := lost_keys(directory):
        sys.stderr.write(
            f"!! {directory} 里有数据库，却没有密钥文件 {'、'.join(lost)}：请从备份取回；"
            "不要旧数据的，执行 make reset 重新开始。\n"
            "!! A database without its key files: restore them from the backup, or make reset.\n"
        )
        return 1
    for name, content in new_contents().items():
        write_once(directory / name, content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
