"""The number of a voucher: random, readable over the telephone, and checkable without the database. Pure.

The alphabet leaves out 0, 1, I, L and O; it has 31 signs, a prime, so that the weighted check character finds every
single wrong sign and every swap of two signs. The prefix of the kind counts as well: a 培训券 read out as a 评价券 is
wrong.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM_SIGNS = 7
PREFIXES = {"training": "PX", "evaluation": "PJ"}


def check_character(signs: str) -> str:
    """The last sign of a number: of its prefix and the seven signs that were drawn."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def voucher_number(kind: str, body: str) -> str:
    """The printed form: prefix of the kind, two groups of four."""
    prefix = PREFIXES[kind]
    return f"{prefix}-{body[:4]}-{body[4:]}{check_character(prefix + body)}"


def normalise_number(text: str) -> str:
    """What people type (lower case, blanks, full width) in the printed form, or "" if it is no number."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())
    if len(plain) != 2 + RANDOM_SIGNS + 1 or plain[:2] not in PREFIXES.values():
        return ""
    return f"{plain[:2]}-{plain[2:6]}-{plain[6:]}"


def is_valid_number(number: str) -> bool:
    """Whether a number in printed form can be one: prefix, alphabet and check character."""
    signs = number.replace("-", "")
    if len(signs) != 2 + RANDOM_SIGNS + 1 or signs[:2] not in PREFIXES.values() or {*signs} - {*ALPHABET}:
        return False
    return check_character(signs[:-1]) == signs[-1]
