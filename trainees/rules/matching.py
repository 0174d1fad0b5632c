"""Are two entries one person (N27)? A verdict with its reasons; what follows from it is decided by people. Pure.

The number weighs most, then name and birth date together, then the telephone. Twins share birth date, surname and
telephone and have neighbouring numbers: they are never more than `possible`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trainees.rules.names import ONE_NAME, NameRelation, compare_names
from trainees.rules.numbers import ONE_NUMBER, ONE_SLIP, NumberRelation, compare_numbers, current_form

_REGION = slice(0, 6)
_BIRTH = slice(6, 14)
_SEX = slice(16, 17)


class Verdict(StrEnum):
    SAME = "same"
    LIKELY = "likely"
    POSSIBLE = "possible"
    DIFFERENT = "different"


class MatchReason(StrEnum):
    """What two entries have in common, or in what they differ; the words are those of the worklist."""

    NUMBER_SAME = "number_same"
    NUMBER_OLD_FORM = "number_old_form"
    NUMBER_ONE_DIGIT = "number_one_digit"
    NUMBER_SWAPPED = "number_swapped"
    NAME_SAME = "name_same"
    NAME_WRITTEN_OTHERWISE = "name_written_otherwise"
    NAME_ROMANISED = "name_romanised"
    NAME_MIXED_UP = "name_mixed_up"
    NAME_SAME_SOUND = "name_same_sound"
    NAME_SHORTENED = "name_shortened"
    NAME_ONE_CHARACTER = "name_one_character"
    NAME_DIFFERENT = "name_different"
    BIRTH_SAME = "birth_same"
    REGION_SAME = "region_same"
    PHONE_SAME = "phone_same"


_CLEARLY_NEAR = frozenset({NameRelation.MIXED_UP, NameRelation.SAME_SOUND, NameRelation.SHORTENED})


@dataclass(frozen=True, repr=False)
class PersonFacts:
    """One entry as it was written: name, number in any form or empty, telephones (or their keys)."""

    name: str
    number: str
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    verdict: Verdict
    reasons: tuple[MatchReason, ...]


@dataclass(frozen=True)
class _Comparison:
    name: NameRelation
    number: NumberRelation
    is_same_birth: bool
    is_same_region: bool
    is_same_sex: bool
    is_same_phone: bool

    @property
    def is_one_name(self) -> bool:
        return self.name in ONE_NAME

    @property
    def is_near_name(self) -> bool:
        return self.name != NameRelation.DIFFERENT


def decide_match(one: PersonFacts, other: PersonFacts) -> Match:
    """Whether two entries are one person, and why; symmetric."""
    seen = _compare(one, other)
    verdict = _verdict(seen)
    return Match(verdict, () if verdict is Verdict.DIFFERENT else tuple(_reasons(seen)))


def _compare(one: PersonFacts, other: PersonFacts) -> _Comparison:
    first, second = current_form(one.number), current_form(other.number)
    are_known = bool(first and second)
    return _Comparison(
        name=compare_names(one.name, other.name),
        number=compare_numbers(one.number, other.number),
        is_same_birth=are_known and first[_BIRTH] == second[_BIRTH],
        is_same_region=are_known and first[_REGION] == second[_REGION],
        is_same_sex=are_known and int(first[_SEX]) % 2 == int(second[_SEX]) % 2,
        is_same_phone=bool(one.phones & other.phones),
    )


def _verdict(seen: _Comparison) -> Verdict:
    if seen.number in ONE_NUMBER:
        return Verdict.SAME if seen.is_one_name else Verdict.LIKELY
    if seen.number in ONE_SLIP:
        return _with_one_slip(seen)
    if seen.is_one_name:
        return _with_one_name(seen)
    if seen.is_near_name:
        return _with_near_name(seen)
    return Verdict.DIFFERENT


def _with_one_slip(seen: _Comparison) -> Verdict:
    """The numbers are one mistake apart."""
    if seen.is_one_name:
        return Verdict.LIKELY
    return Verdict.POSSIBLE if seen.is_near_name else Verdict.DIFFERENT


def _with_one_name(seen: _Comparison) -> Verdict:
    """One name and two quite different numbers, or a number that nobody can read."""
    if seen.is_same_birth and seen.is_same_sex:
        return Verdict.LIKELY if seen.is_same_phone else Verdict.POSSIBLE
    return Verdict.POSSIBLE if seen.is_same_phone else Verdict.DIFFERENT


def _with_near_name(seen: _Comparison) -> Verdict:
    """Two names that are easily confused, and two quite different numbers."""
    if seen.name in _CLEARLY_NEAR:
        if seen.is_same_birth and seen.is_same_sex and seen.is_same_phone:
            return Verdict.LIKELY
        is_near = seen.is_same_birth and seen.is_same_region and seen.is_same_sex
        return Verdict.POSSIBLE if is_near or seen.is_same_phone else Verdict.DIFFERENT
    is_near = seen.is_same_birth and seen.is_same_phone
    return Verdict.POSSIBLE if is_near else Verdict.DIFFERENT


def _reasons(seen: _Comparison) -> list[MatchReason]:
    found = [MatchReason(f"name_{seen.name.value}")]
    if seen.number in ONE_NUMBER | ONE_SLIP:
        found.insert(0, MatchReason(f"number_{seen.number.value}"))
    if seen.number not in ONE_NUMBER:
        shared = (
            (seen.is_same_birth, MatchReason.BIRTH_SAME),
            (seen.is_same_region, MatchReason.REGION_SAME),
        )
        found += [reason for is_shared, reason in shared if is_shared]
    return [*found, *([MatchReason.PHONE_SAME] if seen.is_same_phone else [])]
