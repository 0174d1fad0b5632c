"""The data of `make run`: the demo county once, anew after an interruption, and never somebody else's files deleted.

The scripts are those of the product, in a tree of their own; only the interpreter is a stand-in that writes down what
it is asked to do, because the county takes minutes to tell (tests/project/test_seed_demo.py tells it).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
STAND_IN = """#!/bin/bash
case "$*" in
-) exec test -f "$WENSHUI_VAR_DIR/users" ;;
"manage.py seed_demo") echo seeded >>"$CALLS"; [ -z "$INTERRUPTED" ] || exit 1; : >"$WENSHUI_VAR_DIR/users" ;;
"manage.py migrate"*) echo migrated >>"$CALLS" ;;
esac
"""


class Tree:
    """A checkout with a data directory beside it."""

    def __init__(self, folder: Path) -> None:
        self.root, self.var, self.calls = folder / "checkout", folder / "var", folder / "calls"
        shutil.copytree(SCRIPTS, self.root / "scripts")
        interpreter = self.root / ".venv" / "bin" / "python"
        interpreter.parent.mkdir(parents=True)
        interpreter.write_text(STAND_IN, encoding="ascii")
        interpreter.chmod(0o755)

    def prepare(self, *arguments: str, interrupted: bool = False) -> subprocess.CompletedProcess[str]:
        own = {
            "WENSHUI_VAR_DIR": str(self.var),
            "CALLS": str(self.calls),
            "INTERRUPTED": "yes" if interrupted else "",
        }
        return subprocess.run(
            [self.root / "scripts" / "prepare.sh", *arguments],
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    def told(self) -> list[str]:
        return self.calls.read_text(encoding="ascii").split()


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_the_demo_county_is_loaded_once_and_the_data_are_kept(tree: Tree) -> None:
    assert tree.prepare().returncode == 0
    (tree.var / "private" / "paper.pdf").touch()

    assert tree.prepare().returncode == 0
    assert tree.told() == ["migrated", "seeded", "migrated"]
    assert (tree.var / "private" / "paper.pdf").exists()


def test_an_interrupted_loading_begins_anew(tree: Tree) -> None:
    assert tree.prepare(interrupted=True).returncode != 0
    (tree.var / "half.sqlite3").touch()

    assert tree.prepare().returncode == 0
    assert tree.told() == ["migrated", "seeded", "migrated", "seeded"]
    assert not (tree.var / "half.sqlite3").exists()


def test_reset_begins_anew(tree: Tree) -> None:
    tree.prepare()
    (tree.var / "private" / "paper.pdf").touch()

    assert tree.prepare("--anew").returncode == 0
    assert tree.told().count("seeded") == 2
    assert not (tree.var / "private" / "paper.pdf").exists()


def test_reset_deletes_nothing_in_a_directory_that_is_not_ours(tree: Tree) -> None:
    tree.var.mkdir()
    (tree.var / "photographs").touch()

    refused = tree.prepare("--anew")

    assert refused.returncode == 1
    assert "不是本系统建立的数据目录" in refused.stderr
    assert (tree.var / "photographs").exists()
