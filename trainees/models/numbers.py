"""What the records that hold an identity number have in common."""

from __future__ import annotations

from typing import Any

from foundation.core.fields import SealedValue
from foundation.core.national_codes import mask_identity_number


class ShownMasked:
    """A record with a sealed `identity_number`.

    The masked form is made when it is shown and kept nowhere: beside birth date and region, the four digits that it
    leaves would be the number itself.
    """

    identity_number: Any  # a SealedTextField of the model

    @property
    def identity_masked(self) -> str:
        """1411**********0063; empty where no number is known."""
        record: Any = self
        sealed: SealedValue = record.identity_number
        return mask_identity_number(sealed.reveal(record)) if sealed else ""
