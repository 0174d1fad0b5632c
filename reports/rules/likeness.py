"""How alike two employers are by name and code, and what hangs together with what. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable

_LEGAL_FORM = re.compile(r"(股份有限公司|有限责任公司|有限公司|个体工商户|个人独资企业)$")
_NOT_A_WORD = re.compile(r"[\W_]+")


class Groups:
    """What hangs together with what: `join` two keys, and read the groups of more than one."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def join(self, one: Hashable, other: Hashable) -> None:
        self._above[self._root(one)] = self._root(other)

    def found(self, keys: Iterable[Hashable]) -> list[list[Hashable]]:
        """The keys in their order, group by group."""
        groups: dict[Hashable, list[Hashable]] = defaultdict(list)
        for key in keys:
            groups[self._root(key)].append(key)
        return list(groups.values())

    def _root(self, key: Hashable) -> Hashable:
        above = self._above.get(key, key)
        while above != key:
            key, above = above, self._above.get(above, above)
        return key


def plain_name(employer: str) -> str:
    """晋康 家政（有限公司） and 晋康家政有限公司 are one: without signs, width and legal form."""
    text = _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", employer)).lower()
    return _LEGAL_FORM.sub("", text) or text


def is_near(one: str, other: str) -> bool:
    """The same but for one sign: replaced, left out, put in, or two neighbours exchanged."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = _common(one, other)
    if len(one) == len(other):
        exchanged = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
        return one[start + 1 :] == other[start + 1 :] or exchanged == other[start:]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[start + 1 :] == shorter[start:]


def _common(one: str, other: str) -> int:
    """How many signs both begin with."""
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))
