"""What the QR code on a voucher says, in the order in which it is signed. Pure.

Only what an inspector must see without network; no identity number, the name masked. Whether the voucher has been
used since, only the system knows.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass

PURPOSE = "voucher-pass"


@dataclass(frozen=True)
class VoucherPass:
    """The content of a pass; `valid_to` as 2026-12-31, so that texts compare like days."""

    number: str
    kind: str
    holder: str
    occupation_code: str
    occupation: str
    institution: str
    valid_to: str

    def content(self) -> str:
        return json.dumps(astuple(self), ensure_ascii=False, separators=(",", ":"))


def read_pass(content: str) -> VoucherPass:
    """The pass again; ValueError for anything that is none."""
    values = json.loads(content)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("a pass is a list of texts")
    try:
        return VoucherPass(*values)
    except TypeError as error:
        raise ValueError("a pass has seven texts") from error
