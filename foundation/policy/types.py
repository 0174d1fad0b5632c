"""The words in which every rule speaks: a clause, a reason, a dated parameter. Pure; no Django.

A rule receives `Parameters`, never a number of its own, and answers with clauses that can be opened
and read. A snapshot of the parameters is stored with each calculation, so that the same claim
recomputed years later gives the same fen.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from fractions import Fraction
from typing import Any

from foundation.policy.rates import FlatRate, LadderRate, LevelRate, Rate, rate_from_dict

OFFICE_SETTING = "局内设定"
"""Stands in the place of a document where no document gives the figure and the office has set it itself."""

_LOCAL_NUMBER = re.compile(r"(\d{4})-(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in a document: `Clause("2026-8", "四(二)")`, or a recorded reading: `Clause("DR-14")`.

    A document code `year-number` is one of the bureau's own (文人社字); any other document is
    written with its full number, for instance `晋人社厅发〔2025〕1号`. What the office has set itself
    rests on `Clause(OFFICE_SETTING)`.
    """

    document: str
    label: str = ""

    def cite(self) -> str:
        """As an official writes it: `文人社字〔2026〕8号 四(二)`, `默认读法 DR-14`."""
        if self.document.startswith("DR-"):
            return f"默认读法 {self.document}"
        local = _LOCAL_NUMBER.fullmatch(self.document)
        number = f"文人社字〔{local[1]}〕{local[2]}号" if local else self.document
        return f"{number} {self.label}".rstrip()

    def spoken(self) -> str:
        """The same for the pages, where a recorded reading is called as the register calls it: `口径 DR-14`.

        What is stored and signed keeps the words of `cite`.
        """
        return f"口径 {self.document}" if self.document.startswith("DR-") else self.cite()

    def as_dict(self) -> dict[str, str]:
        return {"document": self.document, "label": self.label}

    @classmethod
    def from_dict(cls, raw: Mapping[str, str]) -> Clause:
        return cls(raw["document"], raw["label"])


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something may not be done now: a code for machines, a sentence that says what to do next.

    `link` is the page on which the obstacle can be removed, "" where there is none.
    """

    code: str
    message: str
    clause: Clause | None = None
    link: str = ""


class MissingParameter(KeyError):
    """No value of this parameter is in force; the caller must refuse, never guess."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class ParameterMistyped(Exception):
    """The parameter exists, but its value is not of the kind that was asked for."""

    def __init__(self, key: str, wanted: str) -> None:
        super().__init__(f"{key}: {wanted}")
        self.key = key


Value = Fraction | int | bool | str | LadderRate | FlatRate | LevelRate | None


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One parameter as it stands from a day on, with the clause it rests on.

    `pending_confirmation`: the value is carried over from a document that has run out, and the
    bureau has not yet confirmed it (A12); it may be calculated with, not published on.
    """

    key: str
    value: Value
    clause: Clause
    pending_confirmation: bool
    effective_from: date

    def as_dict(self) -> dict[str, Any]:
        kind, written = _write(self.value)
        return {
            "kind": kind,
            "value": written,
            "clause": self.clause.as_dict(),
            "pending_confirmation": self.pending_confirmation,
            "effective_from": self.effective_from.isoformat(),
        }

    @classmethod
    def from_dict(cls, key: str, raw: Mapping[str, Any]) -> ParameterValue:
        return cls(
            key=key,
            value=read_value(raw["kind"], raw["value"]),
            clause=Clause.from_dict(raw["clause"]),
            pending_confirmation=raw["pending_confirmation"],
            effective_from=date.fromisoformat(raw["effective_from"]),
        )


class Parameters(Mapping[str, ParameterValue]):
    """The parameters in force for one class: an immutable mapping with readers that check the kind."""

    __slots__ = ("_snapshot", "_values")

    def __init__(self, values: Iterable[ParameterValue] = ()) -> None:
        self._values = {value.key: value for value in values}
        self._snapshot: dict[str, Any] | None = None

    def __getitem__(self, key: str) -> ParameterValue:
        try:
            return self._values[key]
        except KeyError:
            raise MissingParameter(key) from None

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def fraction(self, key: str) -> Fraction:
        """An exact ratio; a whole number is a ratio too."""
        value = self[key].value
        if isinstance(value, Fraction):
            return value
        if isinstance(value, bool) or not isinstance(value, int):
            raise ParameterMistyped(key, "fraction")
        return Fraction(value)

    def optional_fraction(self, key: str) -> Fraction | None:
        """An exact ratio, or None where the parameter is switched off."""
        return None if self[key].value is None else self.fraction(key)

    def whole(self, key: str) -> int:
        value = self[key].value
        if isinstance(value, bool) or not isinstance(value, int):
            raise ParameterMistyped(key, "whole")
        return value

    def flag(self, key: str) -> bool:
        value = self[key].value
        if not isinstance(value, bool):
            raise ParameterMistyped(key, "flag")
        return value

    def choice(self, key: str) -> str:
        value = self[key].value
        if not isinstance(value, str):
            raise ParameterMistyped(key, "choice")
        return value

    def time_of_day(self, key: str) -> time:
        """An hour of the timetable, written as 08:30."""
        try:
            return time.fromisoformat(self.choice(key))
        except ValueError:
            raise ParameterMistyped(key, "time") from None

    def ladder(self) -> LadderRate:
        """The ladder of 订单式、项目制 (R151)."""
        value = self["ladder"].value
        if not isinstance(value, LadderRate):
            raise ParameterMistyped("ladder", "ladder")
        return value

    def rate(self, category: str) -> Rate:
        """The rate configured for a category (`rate.<category>`); missing where nobody has set one."""
        key = f"rate.{category}"
        value = self[key].value
        if not isinstance(value, LadderRate | FlatRate | LevelRate):
            raise ParameterMistyped(key, "rate")
        return value

    def with_overrides(self, overrides: Mapping[str, Value]) -> Parameters:
        """The same parameters with some values replaced, for a trial; an unknown key is a mistake."""
        changed = {key: replace(self[key], value=value) for key, value in overrides.items()}
        return Parameters({**self._values, **changed}.values())

    def with_values(self, values: Iterable[ParameterValue]) -> Parameters:
        """The same parameters with whole rows added or replaced, for instance a configured rate."""
        return Parameters([*self._values.values(), *values])

    def completed_by(self, others: Parameters) -> Parameters:
        """The same parameters with those that only `others` know; what stands here is never replaced."""
        return others.with_values(self._values.values())

    def snapshot(self) -> dict[str, Any]:
        """JSON-able and exact; ratios as text such as "4/5". Written once: thousands of statements carry the same."""
        if self._snapshot is None:
            self._snapshot = {key: value.as_dict() for key, value in sorted(self._values.items())}
        return dict(self._snapshot)

    def digest(self) -> str:
        """Equal for equal parameters, and for no others."""
        return snapshot_digest(self.snapshot())

    @classmethod
    def from_snapshot(cls, raw: Mapping[str, Any]) -> Parameters:
        return cls(ParameterValue.from_dict(key, row) for key, row in raw.items())


def snapshot_digest(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of the one written form of a snapshot."""
    written = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _write(value: Value) -> tuple[str, Any]:
    """(kind, written value); the kind is what makes reading back exact."""
    if value is None:
        return "none", None
    if isinstance(value, bool):
        return "flag", value
    if isinstance(value, int):
        return "whole", value
    if isinstance(value, Fraction):
        return "fraction", str(value)
    if isinstance(value, str):
        return "choice", value
    return "rate", value.as_dict()


def read_value(kind: str, written: object) -> Value:
    """Read a written value of a known kind back; the inverse of what a snapshot writes."""
    match kind, written:
        case "none", None:
            return None
        case "flag", bool(flag):
            return flag
        case "whole", int(number) if not isinstance(number, bool):
            return number
        case "choice", str(choice):
            return choice
        case "fraction", str(ratio):
            return Fraction(ratio)
        case "rate", _:
            return rate_from_dict(written)
    raise ValueError(f"{kind}: {written!r}")
