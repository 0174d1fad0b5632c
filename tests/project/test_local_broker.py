"""The broker of one machine: a worker must never read half a message, nor end on one that cannot be read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from wenshui_training import local_broker


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[local_broker.Channel]:
    folder = tmp_path / "broker"
    folder.mkdir()
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection(transport=local_broker.Transport, transport_options=options) as connection:
        yield local_broker.Channel(connection.transport)


def test_what_is_put_in_comes_out_once(channel: local_broker.Channel) -> None:
    channel._put("celery", {"task": "look"})

    assert channel._get("celery") == {"task": "look"}
    with pytest.raises(Empty):
        channel._get("celery")


def test_a_message_has_its_name_only_when_it_is_complete(
    channel: local_broker.Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    place = os.replace

    def looked_at_before(source: Any, target: Any) -> None:
        with pytest.raises(Empty):
            channel._get("celery")
        seen.append(Path(source).read_text(encoding="utf-8"))
        place(source, target)

    monkeypatch.setattr(os, "replace", looked_at_before)
    channel._put("celery", {"task": "look"})

    assert seen == ['{"task": "look"}']
    assert channel._get("celery") == {"task": "look"}


def test_a_message_that_was_cut_off_is_passed_over(channel: local_broker.Channel) -> None:
    folder = Path(channel.data_folder_in)
    (folder / "0_first.celery.msg").write_text("", encoding="utf-8")
    (folder / "1_second.celery.msg").write_text('{"task": ', encoding="utf-8")
    channel._put("celery", {"task": "look"})

    assert channel._get("celery") == {"task": "look"}
