"""The cells of the permission matrix: every address × method × principal, with the answer that the table expects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from foundation.accounts.access import Access, Objects
from foundation.accounts.actor import Actor
from wenshui_training.access import access_to
from wenshui_training.routes import ALL_METHODS, Route, routes

MISSING: dict[str, Any] = {
    "uuid": "00000000-0000-4000-8000-00000000dead",
    "int": "987654321",
    "str": "00000000-0000-4000-8000-00000000dead",
    "string": "none-such",
    "slug": "none-such",
    "path": "none-such",
}
PAGE_METHODS = ("GET", "POST", "DELETE")
ENDS_THE_SESSION = frozenset({"accounts:logout"})


@dataclass(frozen=True)
class Cell:
    """One request and the statuses that are right for it."""

    route: Route
    method: str
    path: str
    expected: (
        frozenset[int] | None
    )  # None: admitted and no object in the address, anything but a refusal or a fault

    @property
    def is_admitted(self) -> bool:
        return self.expected is None or not self.expected & {401, 403}

    def is_explained(self, status: int) -> bool:
        if self.expected is None:
            return status < 500 and status not in {401, 403, 404}
        return status in self.expected

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.route.name})"


def path_of(route: Route, arguments: dict[str, Any]) -> str:
    """The address with its parameters filled in; what is not given is a missing object."""
    given = {name: MISSING[kind] for name, kind in route.parameters.items()} | arguments
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(given[match[1]]), plain_pattern(route.pattern))
    return path


def plain_pattern(pattern: str) -> str:
    """A router's regular expression as an address with <names>."""
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern).replace("^", "").replace("$", "")


def cells(actor: Actor) -> list[Cell]:
    """Every address × method for one principal, with objects that do not exist."""
    return [
        Cell(route, method, path_of(route, {}), _expected(route, method, access_to(route.name), actor))
        for route in routes()
        if route.name not in ENDS_THE_SESSION
        for method in (ALL_METHODS if route.pattern.startswith("/api/") else PAGE_METHODS)
    ]


def _expected(route: Route, method: str, access: Access | None, actor: Actor) -> frozenset[int] | None:
    if access is None:
        return frozenset({403}) if actor.user_id else _to_sign_in()
    if not access.admits(actor, method):
        return frozenset({403}) if actor.user_id else _to_sign_in()
    if access.objects is Objects.NONE:
        return None
    return frozenset({404}) if method in route.methods else frozenset({404, 405})


def _to_sign_in() -> frozenset[int]:
    return frozenset({401})
