"""Random walks through the loop of vouchers, told by bytes: three for a step. Hypothesis shortens what fails.

A walk of forty steps is the same for the pure ledger and for the real operations, so that both can be asked the
same and must say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vouchers.rules.ledger import ACCOUNTS, DEAD, QUOTA

STEPS = 40
BYTES = 3 * STEPS
PEOPLE = 3
ONWARD = {
    QUOTA: "requested",
    "requested": "issued",
    "issued": "bound",
    "bound": "in_training",
    "in_training": "completed",
    "completed": "evaluated",
    "evaluated": "redeemed",
    "redeemed": "written_off",
}
ASIDE = ("voided", "returned", "expired")


@dataclass(frozen=True)
class Step:
    """What one client tries: to move a person's last voucher to `target`, which may be nonsense.

    `how` is `fair` (as the voucher lies), `stale` (as it lay before, or the same posting once more) or `forged`
    (from wherever `source` says).
    """

    person: int
    target: str
    how: str
    source: str


def steps(walk: bytes, account_of: list[str]) -> Iterator[Step]:
    """The steps of a walk; `account_of` says where each person's last voucher lies, and is kept by the walker."""
    for place in range(0, len(walk), 3):
        who, what, where = walk[place : place + 3]
        person = who % PEOPLE
        here = account_of[person]
        yield Step(person, *_attempt(what % 16, here, where))


def _attempt(what: int, here: str, where: int) -> tuple[str, str, str]:
    """Mostly the next step of the loop, so that walks get to its end; else aside, doubled or forged."""
    onward = ONWARD.get(QUOTA if here in DEAD else here, "issued")
    if what < 10:
        return onward, "fair", here
    if what < 12:
        return ASIDE[where % len(ASIDE)], "fair", here
    if what < 14:
        return here, "stale", here
    return ACCOUNTS[where % len(ACCOUNTS)], "forged", ACCOUNTS[where // len(ACCOUNTS) % len(ACCOUNTS)]
