"""When two spellings are one name (N27): width, dots, rare characters, traditional forms, pinyin. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from trainees.rules.han import loose_form, mend, plain_form, readings_of, spelling, surname_readings

_DOTS = re.compile(r"[·•・‧∙⋅．.᛫◦●⸱ꞏᐧ∘。]+")
_USUAL = re.compile(r"[\u4e00-\u9fff]+")  # nothing in this block is written in two ways
_BLANKS = re.compile(r"\s")
_DASHES = re.compile(r"[-‐‑‒–—―'’`]")
_LATIN = re.compile(r"[a-z]+")
_SHORTEST_TYPO = 3  # of two characters, one that differs leaves nothing but a surname


class NameRelation(StrEnum):
    """How two names stand to each other, the closest first."""

    SAME = "same"
    WRITTEN_OTHERWISE = "written_otherwise"
    ROMANISED = "romanised"
    MIXED_UP = "mixed_up"
    SAME_SOUND = "same_sound"
    SHORTENED = "shortened"
    ONE_CHARACTER = "one_character"
    DIFFERENT = "different"


ONE_NAME = frozenset({NameRelation.SAME, NameRelation.WRITTEN_OTHERWISE, NameRelation.ROMANISED})


def normalise_name(text: str) -> str:
    """What is stored: half-width, without blanks, one kind of middle dot (买买提·艾力), no private code points."""
    if _USUAL.fullmatch(text):
        return text
    plain = _BLANKS.sub("", mend(_DOTS.sub("·", text)))
    return _DOTS.sub("·", plain).strip("·")


def compare_names(one: str, other: str) -> NameRelation:
    """How the names of two entries stand to each other; symmetric."""
    first, second = normalise_name(one), normalise_name(other)
    if not first or not second:
        return NameRelation.DIFFERENT
    if first == second:
        return NameRelation.SAME
    if _folded(first) == _folded(second):
        return NameRelation.WRITTEN_OTHERWISE
    if _is_romanised(_folded(first), _folded(second)):
        return NameRelation.ROMANISED
    return _near(first, second)


def sound_key(name: str) -> str:
    """The name as it sounds, without tones: equal for every spelling that `compare_names` puts before SHORTENED.

    But for second readings of a character: the key knows one reading only.
    """
    folded = loose_form(_folded(normalise_name(name)))
    own = surname_readings(folded)
    surname, rest = (own[1], folded.removeprefix(own[0])) if own else ("", folded)
    sounds = (readings_of(char)[:1] or (char,) for char in rest)
    return spelling(surname + "".join(sound for (sound,) in sounds)) or folded


def _near(first: str, second: str) -> NameRelation:
    one, other = _folded(first), _folded(second)
    if loose_form(one) == loose_form(other):
        return NameRelation.MIXED_UP
    if _sounds_alike(one, other):
        return NameRelation.SAME_SOUND
    if _is_shortened(first, second):
        return NameRelation.SHORTENED
    if one[0] == other[0] and max(len(one), len(other)) >= _SHORTEST_TYPO and is_one_apart(one, other):
        return NameRelation.ONE_CHARACTER
    return NameRelation.DIFFERENT


def _folded(name: str) -> str:
    """Simplified, without dots and dashes, Latin letters small and ü in one spelling."""
    plain = _DASHES.sub("", plain_form(name).replace("·", "")).casefold()
    return re.sub(r"[a-zà-ÿāēīōūǎěǐǒǔǖǘǚǜ]+", lambda found: spelling(found[0]), plain)


def _is_romanised(one: str, other: str) -> bool:
    """One of the two has letters where the other has characters that are read so."""
    if bool(_LATIN.search(one)) == bool(_LATIN.search(other)):
        return False
    latin, han = (one, other) if _LATIN.search(one) else (other, one)
    own = surname_readings(han)
    if own and _spells(latin.removeprefix(own[1]), han.removeprefix(own[0])) and latin.startswith(own[1]):
        return True
    return _spells(latin, han)


def _spells(latin: str, han: str) -> bool:
    """Whether the mixed text stands for the characters, each by itself or by a reading."""
    if not latin or not han:
        return latin == han
    char = han[0]
    if latin[0] == char:
        return _spells(latin[1:], han[1:])
    fits = (latin.startswith(reading) for reading in readings_of(char))
    lengths = (len(reading) for reading, fit in zip(readings_of(char), fits, strict=True) if fit)
    return any(_spells(latin[length:], han[1:]) for length in lengths)


def _sounds_alike(one: str, other: str) -> bool:
    if len(one) != len(other) or _LATIN.search(one + other):
        return False
    return all(a == b or set(readings_of(a)) & set(readings_of(b)) for a, b in zip(one, other, strict=True))


def _is_shortened(first: str, second: str) -> bool:
    """买买提 for 买买提·艾力: the name of the father is left out."""
    short, long = sorted((first, second), key=len)
    return long.startswith(f"{short}·")


def is_one_apart(one: str, other: str) -> bool:
    """One character is wrong, missing or too many, or two neighbours have changed places. Equal texts are not."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    if len(long) > len(short):
        return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
    wrong = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(wrong) == 1:
        return True
    if len(wrong) != 2 or wrong[1] - wrong[0] != 1:
        return False
    return one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
