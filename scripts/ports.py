"""TCP ports of this machine: `free` prints an unused one, `check HOST PORT` fails when that is taken."""

from __future__ import annotations

import socket
import sys


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def can_listen(host: str, port: int) -> bool:
    """Binds as gunicorn does (address reuse on), so that connections winding down do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def main(arguments: list[str]) -> int:
    match arguments:
        case ["free"]:
            sys.stdout.write(f"{free_port()}\n")
            return 0
        case ["check", host, port] if port.isdigit() and 0 < int(port) < 65536:
            return 0 if can_listen(host, int(port)) else 1
    sys.stderr.write("ports.py free | ports.py check HOST PORT\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
