"""A daemon that speaks ClamAV's protocol over a real socket and knows one virus: the test file of EICAR.

It looks where ClamAV looks: at the bytes, into the members of archives (workbooks are ones), into the streams of PDF.
"""

from __future__ import annotations

import io
import socketserver
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pikepdf

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE" + b"!$H+H*"


class Clamd(socketserver.BaseRequestHandler):
    """One connection. `longest` is its StreamMaxLength; `hangs_up` ends every connection without an answer."""

    longest: ClassVar[int] = 10 * 1024 * 1024
    hangs_up: ClassVar[bool] = False

    def handle(self) -> None:
        if self._until(b"\0") != b"zINSTREAM" or self.hangs_up:
            return
        data = b""
        while length := int.from_bytes(self._exactly(4), "big"):
            if len(data) + length > self.longest:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
            data += self._exactly(length)
        answer = b"stream: Win.Test.EICAR_HDB-1 FOUND" if _is_infected(data) else b"stream: OK"
        self.request.sendall(answer + b"\0")

    def _exactly(self, size: int) -> bytes:
        received = b""
        while len(received) < size:
            part = self.request.recv(size - len(received))
            if not part:
                raise ConnectionError
            received += part
        return received

    def _until(self, end: bytes) -> bytes:
        received = b""
        while not received.endswith(end):
            received += self._exactly(1)
        return received.removesuffix(end)


def _is_infected(data: bytes) -> bool:
    return any(EICAR in part for part in (data, *_members(data), *_streams(data)))


def _members(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def _streams(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as document:
            yield from (each.read_bytes() for each in document.objects if isinstance(each, pikepdf.Stream))


class _Quiet:
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is not this server's fault."""


class _Tcp(_Quiet, socketserver.ThreadingTCPServer):
    pass


class _Unix(_Quiet, socketserver.ThreadingUnixStreamServer):
    pass


@contextmanager
def running(
    path: Path | None = None, *, longest: int = Clamd.longest, hangs_up: bool = False
) -> Iterator[str]:
    """The address of a daemon that runs until the end of the block; a Unix socket at `path`, else TCP."""
    handler = type("Told", (Clamd,), {"longest": longest, "hangs_up": hangs_up})
    server = _Unix(str(path), handler) if path else _Tcp(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"unix://{path}" if path else f"tcp://127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
