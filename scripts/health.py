"""Does the web process answer? `health.py` asks $LISTEN:$PORT/healthz once; status 0 when it says 200.

Sends the first of ALLOWED_HOSTS as the host and calls itself a proxied https request, because production
settings refuse strangers and redirect plain http.
"""

from __future__ import annotations

import http.client
import os
import sys


def answers(address: str, port: int, *, seconds: int = 5) -> bool:
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip(" *.") or "127.0.0.1"
    connection = http.client.HTTPConnection(address, port, timeout=seconds)
    try:
        connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    listen = os.environ.get("LISTEN", "127.0.0.1").replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - compared, not bound
    sys.exit(0 if answers(listen, int(os.environ.get("PORT", "8000"))) else 1)
