"""When two spellings of an employer are one, and what hangs together with what. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable

from trainees.rules import mend, plain_form

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
    """晋康 家政（有限公司） and 晉康家政有限公司 are one: mended as people's names are, no signs, no legal form."""
    text = _NOT_A_WORD.sub("", plain_form(mend(employer))).lower()
    return _LEGAL_FORM.sub("", text) or text
