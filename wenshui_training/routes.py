"""The list of all addresses, read from the resolver: what the permission test walks and what is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ALL_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """One address: its name with namespaces, its pattern, the converters of its parameters, its view."""

    name: str
    pattern: str
    parameters: dict[str, str]
    view: Any

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that the view itself takes (decorators of require_… are read from their closure)."""
        actions = getattr(self.view, "actions", None)
        if actions:
            return tuple(sorted(method.upper() for method in actions))
        view_class = getattr(self.view, "view_class", None) or getattr(self.view, "cls", None)
        if view_class is not None:
            return tuple(method for method in ALL_METHODS if hasattr(view_class, method.lower()))
        return _required_methods(self.view) or ("GET", "POST")

    @property
    def writes(self) -> bool:
        return not SAFE.issuperset(self.methods)


def routes() -> list[Route]:
    """Every address of the product, in the order of the map."""
    return list(_walk(get_resolver().url_patterns, "", (), {}))


def _walk(
    patterns: list[URLPattern | URLResolver], prefix: str, spaces: tuple[str, ...], outer: dict[str, str]
) -> Iterator[Route]:
    for item in patterns:
        path = prefix + str(item.pattern)
        parameters = {**outer, **_converters(item)}
        if isinstance(item, URLResolver):
            inner = (*spaces, item.namespace) if item.namespace else spaces
            yield from _walk(item.url_patterns, path, inner, parameters)
        else:
            yield Route(":".join((*spaces, item.name or "")), f"/{path}", parameters, item.callback)


def _converters(item: URLPattern | URLResolver) -> dict[str, str]:
    converters = getattr(item.pattern, "converters", {})
    named = {
        name: type(converter).__name__.removesuffix("Converter").lower()
        for name, converter in converters.items()
    }
    groups = getattr(getattr(item.pattern, "regex", None), "groupindex", {})
    return {**dict.fromkeys(groups, "str"), **named}


def _required_methods(view: Any) -> tuple[str, ...]:
    """The list handed to `require_http_methods`, found in the closure of its wrapper."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            content = cell.cell_contents
            if (
                isinstance(content, list | tuple)
                and content
                and all(c in {*ALL_METHODS, *SAFE} for c in content)
            ):
                return tuple(str(method) for method in content)
        view = getattr(view, "__wrapped__", None)
    return ()
