"""人员分类 as a dictionary with dates: which kinds of people count from when to when, and where they are printed. Pure.

Each entry says the box of 表1 that is ticked, the line of 表2 that counts the person, and the clause. What an
application carries is the code; box and line are those of the entry in force on the day of the application, so that
an old form prints as it was. A code that is in no entry of that day is refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data") / "person_categories.json"


@dataclass(frozen=True, slots=True)
class CategoryEntry:
    """One kind of person in one period. `box` and `count` are empty where the form has none for it."""

    code: str
    label: str
    box: str
    count: str
    clause: str
    effective_from: date
    effective_to: date | None

    def is_in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True, slots=True)
class CategoryDictionary:
    """The boxes of 表1 in the order of the form, and the entries in the order in which they are offered."""

    boxes: tuple[str, ...]
    entries: tuple[CategoryEntry, ...]

    def in_force(self, on: date) -> tuple[CategoryEntry, ...]:
        return tuple(entry for entry in self.entries if entry.is_in_force(on))

    def entry(self, code: str, on: date) -> CategoryEntry | None:
        """What the code means on that day; None where it does not count then."""
        return next((entry for entry in self.in_force(on) if entry.code == code), None)


class DictionaryFault(Exception):
    """The data file contradicts itself; the program must not start on it."""


@cache
def category_dictionary() -> CategoryDictionary:
    return read_dictionary(_DATA.read_text(encoding="utf-8"))


def read_dictionary(text: str) -> CategoryDictionary:
    """The dictionary in a data file; `DictionaryFault` for an unknown box or two entries of a code on one day."""
    given = json.loads(text)
    dictionary = CategoryDictionary(
        boxes=tuple(given["boxes"]), entries=tuple(_entry(row) for row in given["categories"])
    )
    for entry in dictionary.entries:
        if entry.box and entry.box not in dictionary.boxes:
            raise DictionaryFault(f"{entry.code}: {entry.box} is no box of 表1")
        doubles = [
            e for e in dictionary.entries if e.code == entry.code and e.is_in_force(entry.effective_from)
        ]
        if len(doubles) > 1:
            raise DictionaryFault(f"{entry.code} stands twice on {entry.effective_from}")
    return dictionary


def _entry(row: dict[str, str]) -> CategoryEntry:
    to = row.get("effective_to")
    return CategoryEntry(
        code=row["code"],
        label=row["label"],
        box=row.get("box", ""),
        count=row.get("count", ""),
        clause=row["clause"],
        effective_from=date.fromisoformat(row["effective_from"]),
        effective_to=date.fromisoformat(to) if to else None,
    )
