"""A small client of ClamAV's daemon: one file is sent over a socket (INSTREAM), one verdict comes back."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

_BLOCK: Final = 256 * 1024
_LONGEST_ANSWER: Final = 4096
_CONNECT_SECONDS: Final = 5
_ANSWER_SECONDS: Final = 660  # a large archive is unpacked before the verdict; clamd gives up after 600
_NOT_TO_THE_END: Final = "Heuristics.Limits.Exceeded"


class ScannerDown(Exception):
    """Nobody answers, or not in the protocol: nothing is known of the file."""


class NotScanned(Exception):
    """The daemon answers that it could not examine this file to its end, for example one longer than its limit."""


@dataclass(frozen=True)
class Verdict:
    """`signature` is the name of what was found, "" for a clean file."""

    signature: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.signature


def is_configured() -> bool:
    return bool(settings.CLAMD_ADDRESS)


def scan(path: Path) -> Verdict:
    """The verdict on the bytes at `path`. Raises `ScannerDown` and `NotScanned`; what is unclear is never clean."""
    try:
        with path.open("rb") as file, _connected() as line:
            try:
                line.sendall(b"zINSTREAM\0")
                while block := file.read(_BLOCK):
                    line.sendall(len(block).to_bytes(4, "big") + block)
                line.sendall(bytes(4))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it may have said why before it hung up
            answer = _answer(line)
    except OSError as error:
        raise ScannerDown(str(error)) from error
    return _verdict(answer)


def _verdict(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict()
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        signature = answer.removeprefix("stream: ").removesuffix(" FOUND").strip()
        if signature.startswith(_NOT_TO_THE_END):
            raise NotScanned(signature)
        return Verdict(signature or "unnamed")
    if answer.endswith("ERROR"):
        raise NotScanned(answer)
    raise ScannerDown(f"unexpected answer: {answer[:80]!r}")


@contextmanager
def _connected() -> Iterator[socket.socket]:
    """`unix:///run/clamav/clamd.sock` or `tcp://clamav:3310`."""
    address = urlsplit(settings.CLAMD_ADDRESS)
    if address.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_CONNECT_SECONDS)
        try:
            line.connect(address.path)
        except BaseException:
            line.close()
            raise
    else:
        line = socket.create_connection((address.hostname or "", address.port or 3310), _CONNECT_SECONDS)
    with line:
        line.settimeout(_ANSWER_SECONDS)
        yield line


def _answer(line: socket.socket) -> str:
    """Up to the zero byte; a line that breaks before is no answer."""
    received = b""
    while not received.endswith(b"\0"):
        part = line.recv(_LONGEST_ANSWER)
        if not part or len(received) > _LONGEST_ANSWER:
            raise ConnectionError("the scanner hung up before its answer was whole")
        received += part
    return received.rstrip(b"\0").decode("utf-8", "replace").strip()
