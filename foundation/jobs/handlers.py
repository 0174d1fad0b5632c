"""The register of job kinds. An app's `tasks.py` registers its handlers with `@handles("kind")`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from foundation.core.models import StoredFile


class Progress(Protocol):
    """What a handler may tell while it runs. Raises `Stopped` when the user has stopped the job."""

    def __call__(self, done: int, total: int, message: str = "") -> None: ...


def unheard(done: int, total: int, message: str = "") -> None:
    """Progress to nobody: for operations that may also be called where no one waits for a bar."""


@dataclass(frozen=True)
class Outcome:
    """What a job leaves behind: a sentence, and optionally a file or an address to go to."""

    message: str = ""
    file: StoredFile | None = None
    url: str = ""


class Stopped(Exception):
    """The user has stopped this job, or another worker has taken it over."""


@dataclass(frozen=True)
class JobContext:
    """Handed to a handler: the row's id (for idempotence), its payload, who asked, and how to report."""

    job_id: UUID
    payload: dict[str, Any]
    created_by_id: UUID | None
    progress: Progress


Handler = Callable[[JobContext], Outcome]
_handlers: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a job kind. A handler takes ids, may run twice, and decides nothing."""

    def register(handler: Handler) -> Handler:
        if kind in _handlers and _handlers[kind] is not handler:
            raise ValueError(f"job kind {kind} has two handlers")
        _handlers[kind] = handler
        return handler

    return register


def handler_of(kind: str) -> Handler:
    return _handlers[kind]
