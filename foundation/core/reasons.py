"""`Reason`: why something may not (yet) be done, and where to go about it. Pure, no Django."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One obstacle.

    `code` is dotted English and stable; `message` is Chinese and says who must do what; `clause` is the
    citation as printed (for example 文人社字〔2026〕8号 二(3)) or empty; `link` is a path on this site or empty.
    """

    code: str
    message: str
    clause: str = ""
    link: str = ""
