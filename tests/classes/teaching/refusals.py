"""`with refused("voucher.already_redeemed"):` asserts the code of a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from foundation.core.errors import DomainError


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block is refused with this code, first or among the reasons."""
    with pytest.raises(DomainError) as caught:
        yield
    assert code in caught.value.codes, caught.value.codes
