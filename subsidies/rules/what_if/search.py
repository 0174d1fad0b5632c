"""The smallest choice of people that raises an amount, found without trying every choice where that is not needed.

People who are alike in all but their days form a chain, best first. Where more days always mean more fen, whoever
takes one of a chain does best with its first: he is paid at least as much and leaves no earlier. So only the
beginnings of the chains are tried. Where that does not hold, every choice is tried if they are few.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Chains = Sequence[Sequence[Item]]

FEW = 8
"""So many candidates may be tried in every choice: two to the eighth."""


@dataclass(frozen=True, slots=True)
class Found(Generic[Item]):
    """The chosen ones; `is_proven` where no smaller choice can raise the amount."""

    chosen: tuple[Item, ...]
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Order(Generic[Item]):
    """Who is alike, who stands first among them, and whether the first is always the best choice (`holds`)."""

    kind: Callable[[Item], Hashable]
    best_first: Callable[[Item], tuple[Any, ...]]
    holds: bool


def chains(items: Iterable[Item], order: Order[Item]) -> list[list[Item]]:
    """The items by kind, each chain in its order."""
    found: dict[Hashable, list[Item]] = {}
    for item in sorted(items, key=order.best_first):
        found.setdefault(order.kind(item), []).append(item)
    return list(found.values())


def choices(lines: Chains[Item], number: int) -> Iterator[tuple[Item, ...]]:
    """All ways to take so many of those in the chains, always from their beginnings."""
    if not lines:
        yield ()
        return
    first, rest = lines[0], lines[1:]
    room = sum(map(len, rest))
    for taken in range(min(number, len(first)), max(number - room, 0) - 1, -1):
        for others in choices(rest, number - taken):
            yield (*first[:taken], *others)


def smallest(
    lines: Chains[Item],
    amount: Callable[[tuple[Item, ...]], int],
    now: int,
    bound: Callable[[int], int] | None = None,
) -> tuple[Item, ...] | None:
    """The fewest that raise the amount above `now`, and of these the most; None if no number does."""
    for number in range(1, sum(map(len, lines)) + 1):
        if bound is not None and bound(number) <= now:
            continue
        total, chosen = best(choices(lines, number), amount)
        if total > now:
            return chosen
    return None


def best(
    ways: Iterable[tuple[Item, ...]], amount: Callable[[tuple[Item, ...]], int]
) -> tuple[int, tuple[Item, ...]]:
    """The way that comes to most, the first of equals."""
    weighed = ((amount(way), way) for way in ways)
    return max(weighed, key=lambda pair: pair[0])


def fewest(
    items: Sequence[Item],
    order: Order[Item],
    amount: Callable[[tuple[Item, ...]], int],
    now: int,
    bound: Callable[[int], int] | None = None,
) -> Found[Item] | None:
    """The fewest of the items that raise the amount above `now`.

    Where days and fen do not go together and the candidates are many, everybody is tried alone and then the chains:
    whatever takes more than two is found, but a smaller choice may have been passed over.
    """
    lines, is_proven = lines_of(items, order)
    if is_proven:
        chosen = smallest(lines, amount, now, bound)
        return Found(chosen, True) if chosen else None
    total, alone = best(((item,) for item in items), amount)
    if total > now:
        return Found(alone, True)
    chosen = smallest(lines, amount, now, bound)
    return Found(chosen, len(chosen) == 2) if chosen else None


def lines_of(items: Sequence[Item], order: Order[Item]) -> tuple[list[list[Item]], bool]:
    """The chains to be searched, and whether searching them finds the smallest choice."""
    if order.holds or len(items) > FEW:
        return chains(items, order), order.holds
    return [[item] for item in sorted(items, key=order.best_first)], True
