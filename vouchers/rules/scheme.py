"""Whether a voucher scheme fits a person: trade, level, institution, group, year and day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SchemeTerms:
    """What a scheme asks; an empty term asks nothing. Closed or past its last day it fits nobody."""

    kind: str
    year: int
    occupation_code: str
    level: str
    institution: str
    groups: frozenset[str]
    valid_to: date
    is_closed: bool


@dataclass(frozen=True)
class Holder:
    """Who is to get a voucher, for what."""

    kind: str
    year: int
    occupation_code: str
    level: str
    institution: str
    group: str


@dataclass(frozen=True)
class Misfit:
    """One term that is not met: its code and the sentence for the list."""

    code: str
    message: str


def decide_misfits(terms: SchemeTerms, holder: Holder, *, today: date) -> tuple[Misfit, ...]:
    """Every term that the person does not meet, in the order of the form; empty where the scheme fits."""
    asked = (
        (terms.is_closed, "scheme.closed", "发券方案已停发"),
        (terms.valid_to < today, "scheme.ended", f"发券方案已于 {terms.valid_to:%Y-%m-%d} 到期"),
        (terms.kind != holder.kind, "scheme.other_kind", "发券方案是另一券种"),
        (terms.year != holder.year, "scheme.other_year", f"发券方案只用于 {terms.year} 年"),
        (
            _asks(terms.occupation_code, holder.occupation_code),
            "scheme.other_occupation",
            "工种不在发券方案内",
        ),
        (_asks(terms.level, holder.level), "scheme.other_level", "等级不在发券方案内"),
        (_asks(terms.institution, holder.institution), "scheme.other_institution", "机构不在发券方案内"),
        (
            bool(terms.groups) and holder.group not in terms.groups,
            "scheme.other_group",
            "人员分类不在发券方案内",
        ),
    )
    return tuple(Misfit(code, message) for is_missed, code, message in asked if is_missed)


def _asks(wanted: str, given: str) -> bool:
    return wanted not in {"", given}
