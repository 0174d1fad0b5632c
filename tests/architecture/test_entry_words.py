"""Every fact that an operation writes into the record has a Chinese name on the page of the entry."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from foundation.administration.queries.entry_words import WORDS

HOUSE = Path(__file__).parents[2]


def _names(node: ast.expr | None) -> set[str]:
    keys = node.keys if isinstance(node, ast.Dict) else []
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _is_detail(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "detail" for target in node.targets)


def _is_verb(node: ast.FunctionDef) -> bool:
    """What the body of a verb returns becomes the detail of its entry."""
    calls = (each.func for each in node.decorator_list if isinstance(each, ast.Call))
    return any(isinstance(each, ast.Name) and each.id == "performs" for each in calls)


def _written(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            is_event = isinstance(node.func, ast.Name) and node.func.id == "Event"
            given = [word.value for word in node.keywords if word.arg == "detail"]
            for each in (*given, *(node.args[4:5] if is_event else ())):
                yield from _names(each)
        elif isinstance(node, ast.Assign) and _is_detail(node):
            yield from _names(node.value)
        elif isinstance(node, ast.FunctionDef) and _is_verb(node):
            for inner in ast.walk(node):
                yield from _names(inner.value) if isinstance(inner, ast.Return) else ()


def test_every_fact_of_an_entry_has_a_name() -> None:
    files = [*HOUSE.glob("*/operations/*.py"), *HOUSE.glob("foundation/*/operations/*.py")]
    nameless = {
        f"{path.relative_to(HOUSE)}: {name}"
        for path in files
        for name in _written(ast.parse(path.read_text(encoding="utf-8")))
        if name not in WORDS
    }
    assert len(files) > 50
    assert sorted(nameless) == []
