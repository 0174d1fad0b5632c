"""Whatever stands in the way of a verb says who can do something about it (N30)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from foundation.core.reasons import who_can_meet

ROOT = Path(__file__).resolve().parents[2]


def _codes(pattern: str, call: str) -> Iterator[str]:
    """The codes that are written out as the first argument of `Reason` or `Rule`."""
    for path in sorted(ROOT.glob(pattern)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == call:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def _chosen(pattern: str) -> Iterator[str]:
    """The codes that are chosen before: `code = "claim.hit_open" if waiting else "claim.hit_blocking"`."""
    for path in sorted(ROOT.glob(pattern)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
                found = (each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant))
                yield from (str(value) for value in found)


def test_every_obstacle_of_a_guard_names_who_can_meet_it() -> None:
    codes = {
        *_codes("*/guards.py", "Reason"),
        *_codes("*/guards/*.py", "Reason"),
        *_codes("foundation/*/guards.py", "Reason"),
        *_codes("*/queries/*.py", "Reason"),
        *_codes("*/queries.py", "Reason"),
        *_codes("classes/rules/*.py", "Rule"),
        *(
            code
            for pattern in ("*/guards.py", "*/guards/*.py", "*/queries/*.py")
            for code in _chosen(pattern)
        ),
    }

    assert len(codes) > 60
    assert sorted(code for code in codes if not who_can_meet(code)) == []
