"""The number of a voucher: random, readable over the telephone, and checkable without the database. Pure.

Example: PX-7K2M-9F4D. The alphabet leaves out 0, 1, I, L and O; it has 31 signs, a prime, so that the
weighted check character finds every single wrong sign and every swap of two signs.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM_SIGNS = 7
PREFIXES = {"training": "PX", "evaluation": "PJ"}


def check_character(body: str) -> str:
    """The eighth sign of a number whose first seven are `body`."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def voucher_number(kind: str, body: str) -> str:
    """The printed form: prefix of the kind, two groups of four."""
    signs = body + check_character(body)
    return f"{PREFIXES[kind]}-{signs[:4]}-{signs[4:]}"


def normalise_number(text: str) -> str:
    """What people type (lower case, blanks, full width) in the printed form, or "" if it is no number."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())
    if len(plain) != 2 + RANDOM_SIGNS + 1 or plain[:2] not in PREFIXES.values():
        return ""
    return f"{plain[:2]}-{plain[2:6]}-{plain[6:]}"


def is_valid_number(number: str) -> bool:
    """Whether a number in printed form can be one: alphabet and check character."""
    signs = number[3:].replace("-", "")
    if len(signs) != RANDOM_SIGNS + 1 or any(sign not in ALPHABET for sign in signs):
        return False
    return check_character(signs[:RANDOM_SIGNS]) == signs[RANDOM_SIGNS]
