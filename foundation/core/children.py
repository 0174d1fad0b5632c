"""A foreign program on a file that a stranger sent: a child with limits that ends when its time is over.

The child gets no input, no environment and no rights to write files; it cannot take more memory or processor time
than granted, and it is ended together with whatever it started.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from signal import SIGKILL
from typing import Final

_LAUNCHER: Final = (
    "import os, resource, sys\n"
    "seconds, memory = int(sys.argv[1]), int(sys.argv[2])\n"
    "limits = {'CPU': seconds, 'AS': memory, 'FSIZE': 0, 'CORE': 0, 'NOFILE': 64}\n"
    "for name, most in limits.items():\n"
    "    resource.setrlimit(getattr(resource, f'RLIMIT_{name}'), (most, most))\n"
    "os.execvp(sys.argv[3], sys.argv[3:])\n"
)
_ENVIRONMENT: Final = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Limits:
    """What a child may use: seconds of processor and of patience, bytes of memory, bytes it may say."""

    cpu_seconds: int = 60
    wall_seconds: int = 120
    memory: int = 2 * 1024**3
    output: int = 64 * 1024**2


class ChildFailed(Exception):
    """The program is missing, failed, was ended at a limit, or said more than it may."""


def run_limited(command: Sequence[str], limits: Limits = Limits()) -> bytes:
    """What the program wrote to its output. `ChildFailed` for everything but a clean end."""
    launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(limits.cpu_seconds), str(limits.memory)]
    with subprocess.Popen(  # noqa: S603 - fixed programs, no shell
        [*launcher, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    ) as child:
        patience = threading.Timer(limits.wall_seconds, _end, [child])
        patience.start()
        try:
            said = _read(child, limits.output)
        finally:
            patience.cancel()
            if child.poll() is None:
                _end(child)
    if child.returncode != 0:
        raise ChildFailed(f"{command[0]}: {child.returncode}")
    return said


def _read(child: subprocess.Popen[bytes], most: int) -> bytes:
    assert child.stdout is not None  # noqa: S101 - asked for above
    said: bytes = child.stdout.read(most + 1)
    if len(said) > most:
        _end(child)
        raise ChildFailed("said too much")
    try:
        child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        _end(child)
    return said


def _end(child: subprocess.Popen[bytes]) -> None:
    """The child and whatever it started; it leads a process group of its own."""
    try:
        os.killpg(child.pid, SIGKILL)
    except ProcessLookupError:
        return
    child.wait()
