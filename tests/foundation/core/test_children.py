"""A foreign program gets as much memory as it was granted, and no more."""

from __future__ import annotations

import sys

import pytest

from foundation.core.children import ChildFailed, Limits, run_limited

MIB = 1024**2


def test_child_that_wants_more_memory_than_granted_fails() -> None:
    takes_200 = (sys.executable, "-I", "-S", "-c", f"bytearray({200 * MIB}); print('taken')")

    assert run_limited(takes_200, Limits(memory=1024 * MIB)) == b"taken\n"
    with pytest.raises(ChildFailed):
        run_limited(takes_200, Limits(memory=150 * MIB))
