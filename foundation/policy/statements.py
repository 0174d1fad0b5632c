"""The answer of a calculation: a statement made of explained lines, storable and exact. Pure; no Django.

Everything an official is asked about a figure is in it: which clause, which facts, which intermediate
value, how it was rounded, who was left out and why. `as_dict` and `from_dict` are exact inverses, so a
statement stored with a claim reads back equal, to the fen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from fractions import Fraction
from operator import attrgetter
from typing import Any, Final, Literal

from foundation.policy.types import Clause

Status = Literal["ok", "blocked", "error"]
Heads = int | Fraction

_REASON_PREFIXES = ("R_", "B_", "E_")


@dataclass(frozen=True, slots=True)
class Line:
    """One step, as it stands on the calculation sheet.

    `formula` is the step in figures and words, `detail` the remark below it, `intermediate` the
    exact value before `rounding`. `heads` and `amount_fen` carry the outcome where there is one.
    `pending`: the step rests on a value that the bureau has not confirmed yet. The amount is in fen.
    """

    code: str
    title: str
    formula: str
    clause: Clause | None
    detail: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    intermediate: str = ""
    rounding: str = ""
    result_text: str = ""
    heads: Heads | None = None
    amount_fen: int | None = None
    pending: bool = False
    order: int = 0

    @property
    def is_reason(self) -> bool:
        """Whether the line answers "why this amount", rather than only carrying a subtotal."""
        return self.code.startswith(_REASON_PREFIXES)

    @property
    def text(self) -> str:
        """The whole step as one sentence."""
        return "，".join(part for part in (self.formula, self.detail) if part)

    def as_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "clause": self.clause.as_dict() if self.clause else None,
            "inputs": [list(pair) for pair in self.inputs],
            "heads": _write_heads(self.heads),
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Line:
        clause = Clause.from_dict(raw["clause"]) if raw["clause"] else None
        inputs = tuple((name, value) for name, value in raw["inputs"])
        return cls(**{**raw, "clause": clause, "inputs": inputs, "heads": _read_heads(raw["heads"])})


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One person who is not paid: the key of the row, the code of the rule, the reason in words."""

    key: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Warning:
    """Something that does not change the amount but must be seen and answered before signing."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The subsidy of one class and how it came about. All amounts in fen.

    `error`: nothing was computed and every head and amount is None. `blocked`: a gate is shut and
    both are 0. `deduction_heads` is the cut for the pass rate alone (DR-03). `full_fen` is what the
    confirmed persons would have received had nothing been cut. `amounts` lists, in the order of the
    roster, whoever is paid (and, when the last stage settles, whoever pays back, as a negative).
    """

    status: Status
    policy: str
    category: str
    rule_version: str
    error: str | None = None
    payable_heads: Heads | None = None
    deduction_heads: Heads | None = None
    total_fen: int | None = None
    per_head_fen: int | None = None
    full_fen: int | None = None
    has_rows: bool = False
    amounts: tuple[tuple[str, int], ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    lines: tuple[Line, ...] = ()
    warnings: tuple[Warning, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def reasons(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_reason)

    @property
    def warning_codes(self) -> tuple[str, ...]:
        return tuple(warning.code for warning in self.warnings)

    def as_dict(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in self.__slots__},
            "payable_heads": _write_heads(self.payable_heads),
            "deduction_heads": _write_heads(self.deduction_heads),
            "amounts": [list(pair) for pair in self.amounts],
            "excluded": [asdict(exclusion) for exclusion in self.excluded],
            "lines": [line.as_dict() for line in self.lines],
            "warnings": [asdict(warning) for warning in self.warnings],
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Statement:
        return cls(
            **{
                **raw,
                "payable_heads": _read_heads(raw["payable_heads"]),
                "deduction_heads": _read_heads(raw["deduction_heads"]),
                "amounts": tuple((key, fen) for key, fen in raw["amounts"]),
                "excluded": tuple(Exclusion(**row) for row in raw["excluded"]),
                "lines": tuple(Line.from_dict(row) for row in raw["lines"]),
                "warnings": tuple(Warning(**row) for row in raw["warnings"]),
            }
        )


def numbered(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines with their place on the sheet, counted from 1."""
    return tuple(_at(line, place) for place, line in enumerate(lines, start=1))


def _at(line: Line, place: int) -> Line:
    """As `replace`, which looks at each field by name; every statement of every class goes through here."""
    values: tuple[Any, ...] = (*_all_but_the_place(line), place)
    return Line(*values)


_all_but_the_place: Final = attrgetter(*[each.name for each in fields(Line)][:-1])


def _write_heads(heads: Heads | None) -> int | str | None:
    """Whole heads as a number, parts of a head as text such as "198/5"."""
    if isinstance(heads, Fraction):
        return int(heads) if heads.denominator == 1 else str(heads)
    return heads


def _read_heads(written: int | str | None) -> Heads | None:
    return Fraction(written) if isinstance(written, str) else written
