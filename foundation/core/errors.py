"""Refusals: the three families of "no", each with a stable code and a Chinese sentence that says what to do.

`NotAllowed`  the person may not do this (role, separation of duties)      → HTTP 403
`NotNow`      the state or a guard does not permit it yet                  → HTTP 409
`Invalid`     the facts handed in are wrong                                → HTTP 422
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from foundation.core.reasons import Reason


class DomainError(Exception):
    """A refusal with `code` (dotted English, stable), `message` (Chinese) and the reasons behind it."""

    http_status: ClassVar[int] = 422

    def __init__(self, code: str, message: str, reasons: Sequence[Reason] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reasons = tuple(reasons)

    @property
    def codes(self) -> tuple[str, ...]:
        """The refusal's own code first, then the code of every reason behind it."""
        return (self.code, *(reason.code for reason in self.reasons))


class NotAllowed(DomainError):
    """The person lacks the role, or has already acted on this record in a way that excludes him."""

    http_status = 403


class NotNow(DomainError):
    """The record is not in a state in which this can be done, or a guard says no."""

    http_status = 409


class Invalid(DomainError):
    """The facts handed in are wrong or incomplete."""

    http_status = 422
