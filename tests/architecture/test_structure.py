"""The house keeps its order: what import-linter cannot see, and how long things may be."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "foundation", "institutions", "trainees", "classes", "vouchers", "inspections", "subsidies", "reports",
    "wenshui_training",
)  # fmt: skip
FLOORS = {
    "foundation": 0,
    "institutions": 1,
    "trainees": 1,
    "classes": 2,
    "vouchers": 3,
    "inspections": 3,
    "subsidies": 4,
    "reports": 5,
    "wenshui_training": 6,
}
BASEMENT = ("core", "policy", "accounts", "audit", "jobs", "workflow", "administration")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
EDGE = {"views", "api", "tasks", "admin"}


def product_files() -> Iterator[Path]:
    for app in APPS:
        yield from (p for p in sorted((ROOT / app).rglob("*.py")) if "migrations" not in p.parts)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _place(model: type[models.Model]) -> tuple[str, int]:
    """App and height of a model; inside the foundation the height is that of its package."""
    parts = model.__module__.split(".")
    if parts[0] == "foundation":
        return parts[1], BASEMENT.index(parts[1]) - len(BASEMENT)
    return parts[0], FLOORS.get(parts[0], 99)


def _ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.split(".")[0] in APPS]


def test_relations_point_down() -> None:
    up = []
    for model in _ours():
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and field.concrete else None
            if not isinstance(target, type) or target.__module__.split(".")[0] not in APPS:
                continue
            (app, height), (other, height_of_other) = _place(model), _place(target)
            if app != other and height_of_other >= height:
                up.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert up == []


def test_relation_to_another_app_has_no_reverse_name() -> None:
    visible = [
        f"{model._meta.label}.{field.name}"
        for model in _ours()
        for field in model._meta.fields
        if field.is_relation
        and isinstance(field.related_model, type)
        and _place(field.related_model)[0] != _place(model)[0]
        and not str(getattr(field.remote_field, "related_name", "")).endswith("+")
        and not model._meta.auto_created
        and "ObjectPermission" not in model.__name__
    ]
    assert visible == []


@pytest.mark.parametrize(
    "path", [p for p in product_files() if p.stem in EDGE or p.parent.name in EDGE], ids=str
)
def test_edge_asks_queries_and_never_a_manager_to_write(path: Path) -> None:
    """Views, API and tasks read through `visible_to`; creating, updating and deleting is for operations."""
    writes = {
        "create",
        "bulk_create",
        "get_or_create",
        "update_or_create",
        "update",
        "delete",
        "bulk_update",
        "save",
    }
    found = [
        f"{path.name}:{node.lineno} {node.func.attr}"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writes
        and ".objects" in ast.unparse(node.func)
    ]
    assert found == []


def test_files_are_short() -> None:
    lengths = {
        str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in product_files()
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in product_files()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in product_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#.*\b(TODO|FIXME|XXX|HACK)\b", line)
    ]
    assert found == []


def test_no_receiver_of_signals() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in product_files()
        if re.search(
            r"@receiver|signals?\.|post_save\b|pre_delete\b|django\.dispatch",
            path.read_text(encoding="utf-8"),
        )
    ]
    assert found == []


def test_lifecycle_tables_hold_no_functions() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in product_files()
        if path.name == "workflow.py" or (path.parent.name == "workflow" and path.parts[-3] != "foundation")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.Lambda) and "foundation" not in path.parts
    ]
    assert found == []


def test_every_template_is_used() -> None:
    """Named in full, or by its stem where code puts folder and stem together."""
    templates = {str(p.relative_to(ROOT / "templates")) for p in (ROOT / "templates").rglob("*.html")}
    sources = [p.read_text(encoding="utf-8") for p in product_files()]
    sources += [p.read_text(encoding="utf-8") for p in (ROOT / "templates").rglob("*.html")]
    text = "\n".join(sources)

    templates -= {"base_phone.html"}  # the layout of the trainee's telephone, before its pages
    assert sorted(name for name in templates if name not in text and not _is_composed(name, text)) == []


def _is_composed(name: str, text: str) -> bool:
    folder, stem = str(Path(name).parent), Path(name).stem
    return f"{folder}/" in text and re.search(rf"\b{stem}\b", text) is not None


def test_every_concept_stands_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    models_of_ours = {
        m.__name__ for m in _ours() if not m._meta.auto_created and "ObjectPermission" not in m.__name__
    }

    assert sorted(name for name in models_of_ours if f"`{name}`" not in glossary) == []


def test_every_named_decision_is_recorded() -> None:
    recorded = {path.name[:4] for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")}
    named = {
        number
        for path in product_files()
        for number in re.findall(r"ADR (\d{4})", path.read_text(encoding="utf-8"))
    }
    assert named - recorded == set()
