"""Does a text hold a whole identity or account number? Such a text never belongs in an address. Pure, no Django."""

from __future__ import annotations

import re
import unicodedata

FEWEST_DIGITS = 15
"""The old identity number; a bank card has more, a telephone and every number of ours fewer."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s\-‐-―._·]")
_DIGITS = re.compile(rf"\d{{{FEWEST_DIGITS},}}")


def holds_whole_number(text: str) -> bool:
    """Fifteen digits or more in a row, however they are written (full-width, in groups); record ids do not count."""
    plain = unicodedata.normalize("NFKC", _UUID.sub("|", text))
    return _DIGITS.search(_SEPARATORS.sub("", plain)) is not None
