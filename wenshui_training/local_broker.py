"""The broker of one machine: files in a folder, looked at often, so that the worker hears an order to stop at once.

Kombu's own transport asks once a second and returns to Celery's loop, where a Ctrl-C is noticed, only after two:
with the closing of the pool that is longer than the five seconds the supervisor waits. A server uses Redis.

Kombu also writes a message under the name it is looked for by. A worker that looks in that instant reads an empty
file, ends on it, and the whole of `make run` with it. Here a message appears complete or not at all.
"""

from __future__ import annotations

import logging
import os
import uuid
from pathlib import Path
from time import monotonic_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)

LOOKS_EVERY = 0.25
"""Seconds between two looks into the folder."""


class Channel(filesystem.Channel):
    """`filesystem`, with messages that are never seen half written."""

    # kombu's own layers name the second argument differently
    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]
        """Written under a name nobody asks for, then renamed: in one folder that is a single step."""
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        unfinished = folder / f"{name}.unfinished"
        unfinished.write_text(dumps(payload), encoding="utf-8")
        os.replace(unfinished, folder / name)

    def _get(self, queue: str, *_: Any, **__: Any) -> Any:
        """The next message that can be read; what was cut off by a full disk or a crash is passed over.

        Nothing is lost by that: a message only says "look at the job table", and the sweeper looks anyway.
        """
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                logger.warning("a message of queue %s could not be read and was passed over", queue)


class Transport(filesystem.Transport):
    """`filesystem`, with short looks and whole messages."""

    Channel = Channel
    polling_interval = LOOKS_EVERY
    default_connection_params: dict[str, Any] = {}  # a folder has no host to be reminded of

    def drain_events(self, connection: Any, timeout: float | None = None, **others: Any) -> Any:
        return super().drain_events(connection, timeout=min(timeout or LOOKS_EVERY, LOOKS_EVERY), **others)
