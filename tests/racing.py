"""Many clients at the same moment: who won, and what the others were told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from foundation.core.errors import DomainError

CLIENTS = 20


def at_once(act: Callable[[int], object]) -> list[str]:
    """What twenty threads got: "" for a winner, a code for the others."""

    def one(number: int) -> str:
        try:
            return _answer(act, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(one, range(CLIENTS)))


def rounds_at_once(act: Callable[[int], object], *, rounds: int, clients: int) -> list[list[str]]:
    """The same many times over: for each round what its clients got, as `at_once` says it.

    The clients keep their connections; a barrier lets them begin each round together. `act` is told the round.
    """
    start = Barrier(clients)

    def client(_: int) -> list[str]:
        got = []
        try:
            for number in range(rounds):
                start.wait()
                got.append(_answer(act, number))
        except BaseException:
            start.abort()
            raise
        finally:
            connection.close()
        return got

    with ThreadPoolExecutor(clients) as pool:
        by_client = list(pool.map(client, range(clients)))
    return [list(answers) for answers in zip(*by_client, strict=True)]


def _answer(act: Callable[[int], object], number: int) -> str:
    try:
        act(number)
    except DomainError as refusal:
        return refusal.code
    return ""
