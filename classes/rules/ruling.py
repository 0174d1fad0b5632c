"""What a rule of opening says about a class: in order, worth a look, or not in order. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "danger"]

RULES_2026 = "文人社字〔2026〕8号"
RULES_2024 = "文人社字〔2024〕20号"


@dataclass(frozen=True)
class Ruling:
    """One rule applied to one class.

    `text` is what was found, as it stands in 自动核对; `remedy` says what to do about it, and is what a refusal
    reads; `page` names the page on which it is mended ("roster", "plan", …), empty where there is none.
    """

    code: str
    level: Level
    text: str
    remedy: str = ""
    clause: str = ""
    page: str = ""

    @property
    def is_obstacle(self) -> bool:
        return self.level == "danger"


@dataclass(frozen=True)
class Rule:
    """The unchanging half of a ruling: its code, its clause, the page that mends it."""

    code: str
    clause: str = ""
    page: str = ""

    def holds(self, text: str) -> Ruling:
        return Ruling(self.code, "ok", text, "", self.clause, self.page)

    def warns(self, text: str, remedy: str = "") -> Ruling:
        return Ruling(self.code, "warn", text, remedy, self.clause, self.page)

    def fails(self, text: str, remedy: str) -> Ruling:
        return Ruling(self.code, "danger", text, remedy, self.clause, self.page)
