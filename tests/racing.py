"""Many clients at the same moment: who won, and what the others were told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from foundation.core.errors import DomainError

CLIENTS = 20


def at_once(act: Callable[[int], object]) -> list[str]:
    """What twenty threads got: "" for a winner, a code for the others."""

    def one(number: int) -> str:
        try:
            act(number)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(one, range(CLIENTS)))
