"""The two documents as data: their clauses word for word, and every parameter's default. Pure; no Django.

The files under `data/` are what a fresh installation starts from. From then on the dated rows in the
database rule, each changed by two persons. The loader refuses a parameter or target that cites a
clause whose text is not there, so that every figure can be opened and read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from foundation.policy.types import OFFICE_SETTING, Clause, Parameters, ParameterValue, Value, read_value

_DATA = Path(__file__).with_name("data")


class CatalogueFault(Exception):
    """The data files contradict themselves; the program must not start on them."""


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document; it governs classes whose opening was approved from `in_force_from` on (A13)."""

    code: str
    number: str
    title: str
    issuer: str
    issue_date_text: str
    in_force_from: date
    in_force_to: date


@dataclass(frozen=True, slots=True)
class ClauseText:
    """The words of one clause, or of one recorded reading, under the heading they stand in."""

    clause: Clause
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """What a parameter is called, counts in and may be, and its default under each document.

    `bounds`: outside of them a whole number would make no sense to the program, such as month 13.

    `kind`: fraction, optional_fraction, whole, flag, choice, time, rate.
    `group`: calculation, gate, process, alert (what only draws attention).
    """

    key: str
    name: str
    unit: str
    kind: str
    group: str
    choices: tuple[tuple[str, str], ...]
    note: str
    defaults: tuple[tuple[str, ParameterValue], ...]
    bounds: tuple[int, int] | None = None

    def default(self, document_code: str) -> ParameterValue | None:
        return dict(self.defaults).get(document_code)


@dataclass(frozen=True, slots=True)
class Target:
    """Persons to be trained or certified in a year, as the plan prints them.

    `categories` are those that count towards it; empty for a target of certificates.
    """

    year: int
    key: str
    name: str
    heads: int
    clause: Clause
    categories: tuple[str, ...]


@cache
def documents() -> tuple[Document, ...]:
    """The documents, oldest first."""
    return tuple(_document(row) for row in _rows("documents"))


@cache
def clauses() -> tuple[ClauseText, ...]:
    """Every clause that may be cited, in the order of the documents, then the recorded readings."""
    printed = [
        ClauseText(Clause(row["document"], row["label"]), row["section"], row["text"])
        for row in _rows("clauses")
    ]
    readings = [ClauseText(Clause(row["code"]), row["title"], row["text"]) for row in _rows("readings")]
    return (*printed, *readings)


def find_clause(clause: Clause) -> ClauseText | None:
    """The words of a cited clause, for whoever asks to see the original."""
    return next((text for text in clauses() if text.clause == clause), None)


@cache
def definitions() -> tuple[ParameterDefinition, ...]:
    """Every parameter, in the order of the register."""
    return read_definitions(_rows("parameters"), clauses())


@cache
def targets() -> tuple[Target, ...]:
    """The printed yearly targets."""
    found = tuple(
        Target(
            row["year"],
            row["key"],
            row["name"],
            row["heads"],
            Clause(*row["clause"]),
            tuple(row["categories"]),
        )
        for row in _rows("targets")
    )
    _require_text((target.clause for target in found), clauses())
    return found


@cache
def default_parameters(document_code: str) -> Parameters:
    """The defaults under one document; refuses an unknown document."""
    if document_code not in {document.code for document in documents()}:
        raise CatalogueFault(f"没有登记的文件：{document_code}")
    found = (definition.default(document_code) for definition in definitions())
    return Parameters(value for value in found if value is not None)


def read_definitions(
    rows: Iterable[Mapping[str, Any]], texts: Iterable[ClauseText]
) -> tuple[ParameterDefinition, ...]:
    """Read the register; refuses an unknown choice and a citation without text."""
    found = tuple(_definition(row) for row in rows)
    values = [value for definition in found for _, value in definition.defaults]
    _require_text((value.clause for value in values), texts)
    return found


def _require_text(cited: Iterable[Clause], texts: Iterable[ClauseText]) -> None:
    known = {Clause(OFFICE_SETTING), *(text.clause for text in texts if text.text)}
    silent = sorted({clause.cite() for clause in cited if clause not in known})
    if silent:
        raise CatalogueFault(f"引用的条款没有条文：{'、'.join(silent)}")


def _definition(row: Mapping[str, Any]) -> ParameterDefinition:
    choices: dict[str, str] = row.get("choices", {})
    defaults = tuple((code, _value(row, code, written, choices)) for code, written in row["values"].items())
    return ParameterDefinition(
        key=row["key"],
        name=row["name"],
        unit=row["unit"],
        kind=row["kind"],
        group=row["group"],
        choices=tuple(choices.items()),
        note=row.get("note", ""),
        defaults=defaults,
        bounds=tuple(row["bounds"]) if "bounds" in row else None,
    )


def _value(
    row: Mapping[str, Any], code: str, written: Mapping[str, Any], choices: Mapping[str, str]
) -> ParameterValue:
    if choices and written["value"] not in choices:
        raise CatalogueFault(f"{row['key']} 没有这个选项：{written['value']}")
    in_force = {document.code: document.in_force_from for document in documents()}
    return ParameterValue(
        key=row["key"],
        value=_typed(row["kind"], written["value"]),
        clause=Clause(*written["clause"]),
        pending_confirmation=written["pending_confirmation"],
        effective_from=in_force[code],
    )


def _typed(kind: str, written: Any) -> Value:
    if kind == "optional_fraction":
        return None if written is None else Fraction(written)
    return read_value("choice" if kind == "time" else kind, written)


def _document(row: Mapping[str, str]) -> Document:
    return Document(
        code=row["code"],
        number=row["number"],
        title=row["title"],
        issuer=row["issuer"],
        issue_date_text=row["issue_date_text"],
        in_force_from=date.fromisoformat(row["in_force_from"]),
        in_force_to=date.fromisoformat(row["in_force_to"]),
    )


def _rows(name: str) -> list[dict[str, Any]]:
    with (_DATA / f"{name}.json").open(encoding="utf-8") as file:
        rows: list[dict[str, Any]] = json.load(file)[name]
    return rows
