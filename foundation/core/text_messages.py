"""短信: one door through which a text leaves for somebody's telephone; the setting names who carries it.

Built in are `console` (a terminal of a developer) and `file` (a folder below the var directory, one file a text, for a
machine without a gateway and for one that fetches the files itself). A gateway of the county is a class with the same
method `send`, named by its dotted path.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

from django.conf import settings
from django.utils.module_loading import import_string

from foundation.core import clock
from foundation.core.errors import NotNow
from foundation.core.national_codes import mask_phone


class TextSender(Protocol):
    """Carries one text to one telephone, or raises; a refusal in words is a `DomainError`."""

    def send(self, phone: str, text: str) -> None: ...


class ConsoleSender:
    """Writes the text to the terminal, the telephone masked."""

    def send(self, phone: str, text: str) -> None:
        sys.stdout.write(f"短信 {mask_phone(phone)}：{text}\n")


class FileSender:
    """Leaves each text as a file that only this account may read: first line the telephone, then the text."""

    def send(self, phone: str, text: str) -> None:
        folder = Path(settings.TEXT_MESSAGE_ROOT)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{clock.local(clock.now()):%Y%m%d-%H%M%S-%f}-{uuid4().hex[:8]}.txt"
        path.touch(mode=0o600)
        path.write_text(f"{phone}\n{text}\n", encoding="utf-8")


BUILT_IN: Final[dict[str, type[TextSender]]] = {"console": ConsoleSender, "file": FileSender}


def configured_sender() -> TextSender:
    """The sender that the setting names; `NotNow` text_message.not_configured where it names none."""
    name: str = settings.TEXT_MESSAGE_SENDER
    if not name:
        raise NotNow(
            "text_message.not_configured",
            "短信通道还没有开通，暂时不能发验证码。请带身份证到就近的村（社区）网点或县人社局窗口办理。",
        )
    carrier: type[TextSender] = BUILT_IN.get(name) or import_string(name)
    return carrier()
