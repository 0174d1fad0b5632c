"""Sixty hostile workbooks, each refused with its own code; what that costs is measured by `make bench`."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.core.errors import Invalid
from foundation.core.tabular import read_sheet
from tests.foundation.core.hostile import hostile
from tests.foundation.core.workbooks import COLUMNS

HOSTILE = hostile()


def test_there_are_sixty_of_them() -> None:
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_workbook_is_refused(name: str) -> None:
    made, code = HOSTILE[name]
    with pytest.raises(Invalid) as refusal:
        read_sheet(made(), columns=COLUMNS, today=date(2026, 3, 2))
    assert refusal.value.code == code
    assert "请" in refusal.value.message
