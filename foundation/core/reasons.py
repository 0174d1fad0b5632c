"""`Reason`: why something may not (yet) be done, who can change that, and where. Pure, no Django."""

from __future__ import annotations

from dataclasses import dataclass

BY_TIME = "到期后可办，无须申请"
BY_NOBODY = "本件不能再办"
_who: dict[str, str] = {}


@dataclass(frozen=True)
class Reason:
    """One obstacle.

    `code` is dotted English and stable; `message` is Chinese and says who must do what; `clause` is the
    citation as printed (for example 文人社字〔2026〕8号 二(3)) or empty; `link` is a path on this site or empty.
    `owner` says who can meet it, where this one differs from all others of its code.
    """

    code: str
    message: str
    clause: str = ""
    link: str = ""
    owner: str = ""

    @property
    def who(self) -> str:
        """由资格审核小组办理; empty where the message itself says all there is."""
        return self.owner or who_can_meet(self.code)


def say_who(words: str, *codes: str) -> None:
    """Obstacles of these codes are met by these people; said once, beside the questions that raise them."""
    for code in codes:
        if _who.setdefault(code, words) != words:
            raise ValueError(f"{code} is met by two")


def who_can_meet(code: str) -> str:
    return _who.get(code, "")
