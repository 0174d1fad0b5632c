"""Running numbers: one after the other, each once, however many ask at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, connection

from classes.models import TrainingClass
from classes.operations import create_class
from foundation.core import clock
from foundation.core.numbering import Series, numbered
from foundation.policy.operations import load_documents
from subsidies.models import SubsidyClaim
from tests.builders.classes import make_draft, ready_institution
from tests.builders.subsidies import place_claim
from tests.cast import Cast, assemble

CLIENTS = 12
CLAIMS = Series("BT")

office = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def give(cast: Cast, create: Callable[[str], SubsidyClaim] | None = None) -> str:
    made = numbered(
        SubsidyClaim.objects.all(), CLAIMS, 2026, create or (lambda number: place_claim(cast, number=number))
    )
    return made.number


def at_once(act: Callable[[int], str]) -> list[str]:
    """What as many threads got, each on a connection of its own."""

    def one(number: int) -> str:
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(one, range(CLIENTS)))


def elsewhere(act: Callable[[], object]) -> None:
    """Done and committed on another connection."""

    def one() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(one).result()


@office
@pytest.mark.parametrize(
    ("given", "following"),
    [
        ((), "BT-2026-0001"),
        (("BT-2026-0007", "BT-2026-0003"), "BT-2026-0008"),
        (("BT-2025-0042", "BT-2027-0042"), "BT-2026-0001"),
        (("BT-2026-9998", "BT-2026-9999"), "BT-2026-10000"),
        (("BT-2026-9999", "BT-2026-10000"), "BT-2026-10001"),
    ],
)
def test_the_next_number_is_one_more_than_the_highest_of_the_year(
    cast: Cast, given: tuple[str, ...], following: str
) -> None:
    for number in given:
        place_claim(cast, number=number)
    assert give(cast) == following


@pytest.mark.postgres
def test_a_number_taken_past_the_queue_is_followed_by_another_try(
    transactional_db: None, on_18_june_2026: date
) -> None:
    load_documents()
    cast = assemble()
    place_claim(cast, number="BT-2026-0007")
    asked: list[str] = []

    def create(number: str) -> SubsidyClaim:
        if not asked:
            elsewhere(lambda: place_claim(cast, number=number))
        asked.append(number)
        return place_claim(cast, number=number)

    assert give(cast, create) == "BT-2026-0009"
    assert asked == ["BT-2026-0008", "BT-2026-0009"]


@office
def test_another_fault_than_the_number_is_not_tried_again(cast: Cast) -> None:
    asked: list[str] = []

    def create(number: str) -> SubsidyClaim:
        asked.append(number)
        return place_claim(cast, number=number, state="unheard_of")

    with pytest.raises(IntegrityError):
        give(cast, create)
    assert asked == ["BT-2026-0001"]


def test_of_twelve_who_begin_at_once_each_gets_a_number_and_a_term_of_his_own(
    transactional_db: None, on_18_june_2026: date
) -> None:
    load_documents()
    cast = assemble()
    ready_institution(cast)

    def begin(_: int) -> str:
        with clock.moved_to(on_18_june_2026):  # the clock belongs to the thread
            return make_draft(cast).number

    numbers = at_once(begin)

    assert sorted(numbers) == [f"KB-2026-{place:04d}" for place in range(1, CLIENTS + 1)]
    assert set(TrainingClass.objects.values_list("term", flat=True)) == set(range(1, CLIENTS + 1))


@office
def test_a_class_that_could_not_be_written_leaves_no_gap(cast: Cast) -> None:
    first = make_draft(cast)
    facts = {"occupation": first.occupation, "level": first.level, "category": first.category}
    days = {"starts_on": first.starts_on, "ends_on": first.ends_on, "training_days": 3}
    with pytest.raises(IntegrityError):
        create_class(actor=cast.actor("qihang_manager"), **facts, **days, planned_count=None)
    assert make_draft(cast).number == "KB-2026-0002"
