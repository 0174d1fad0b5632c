from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "make_keys.py"
KEY_FILES = {"secret_key", "field_keys", "audit_keys"}


def make_keys(directory: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, directory], capture_output=True, text=True, check=False)


def contents(directory: Path) -> dict[str, str]:
    return {name: (directory / name).read_text(encoding="ascii") for name in KEY_FILES}


def test_makes_three_key_files_that_only_the_owner_reads(tmp_path: Path) -> None:
    directory = tmp_path / "var"

    assert make_keys(directory).returncode == 0

    made = contents(directory)
    assert {path.name for path in directory.iterdir()} == KEY_FILES
    assert {stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()} == {0o600}
    assert re.fullmatch(r"[\w-]{64}\n", made["secret_key"])
    assert re.fullmatch(r"k1:[0-9a-f]{64}\n", made["field_keys"])
    assert re.fullmatch(r"a1:[0-9a-f]{64}\n", made["audit_keys"])


def test_existing_keys_are_never_overwritten(tmp_path: Path) -> None:
    make_keys(tmp_path)
    before = contents(tmp_path)

    assert make_keys(tmp_path).returncode == 0
    assert contents(tmp_path) == before


def test_two_installations_share_no_key(tmp_path: Path) -> None:
    make_keys(tmp_path / "one")
    make_keys(tmp_path / "two")

    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert all(one[name] != two[name] for name in KEY_FILES)


def test_database_without_its_keys_gets_no_new_ones(tmp_path: Path) -> None:
    make_keys(tmp_path)
    (tmp_path / "db.sqlite3").touch()
    (tmp_path / "audit_keys").unlink()

    refused = make_keys(tmp_path)

    assert refused.returncode == 1
    assert "audit_keys" in refused.stderr
    assert not (tmp_path / "audit_keys").exists()
