"""What may not stand in an address: a whole identity or account number, however it is written."""

from __future__ import annotations

import uuid

import pytest

from foundation.core.whole_numbers import holds_whole_number


@pytest.mark.parametrize(
    "text",
    [
        "141121199003072315",
        "14112119900307231X",
        "１４１１２１１９９００３０７２３１５",
        "141121 1990 0307 2315",
        "1411-2119-9003-0723-15",
        "查141121199003072315的记录",
        "141121900307231",
        "6222021234567890123",
    ],
)
def test_a_whole_number_is_found(text: str) -> None:
    assert holds_whole_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "养老护理员第7期",
        "KB-2026-0012",
        "2026-06-18",
        "13835812345",
        "91141121MA0K8XXX4Q",
        "14112119900307",
    ],
)
def test_what_people_search_for_is_not(text: str) -> None:
    assert not holds_whole_number(text)


def test_the_id_of_a_record_is_never_taken_for_one() -> None:
    worst = "12345678-1234-4234-8234-123456789012"
    assert not holds_whole_number(worst)
    assert not holds_whole_number(f"/classes/{worst}/?next={worst}")
    assert not any(holds_whole_number(str(uuid.uuid4())) for _ in range(2000))
