"""A second calculation, on whole numbers only and written apart from the rules, must agree to the fen."""

from __future__ import annotations

from random import Random

from foundation.policy.catalogue import default_parameters
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.facts import Category
from tests.subsidies.rule_cases import NEW, project_case, read_roster

EXAMPLES = 3_000


def cut_heads(approved: int, verified: int, passed: int) -> int:
    """ceil((4/5 − passed/approved) × verified), in whole numbers."""
    missing = 4 * approved - 5 * passed
    return -(-missing * verified // (5 * approved)) if missing > 0 else 0


def day_fen(half_days: int) -> int:
    """150 yuan a day up to the tenth, then 100, at most 5,000; counted in half days."""
    return min(500_000, min(half_days, 20) * 7_500 + max(half_days - 20, 0) * 5_000)


def heads_to_pay(approved: int, verified: int, passed: int, employed: int) -> int:
    after_cut = verified - cut_heads(approved, verified, passed)
    return after_cut if employed * 5 >= verified * 4 else min(after_cut, employed)


def test_counts_agree_with_the_second_calculation() -> None:
    chance, parameters = Random(20), default_parameters(NEW)
    for _ in range(EXAMPLES):
        approved = chance.randint(1, 60)
        verified = chance.randint(0, approved)
        passed, employed = chance.randint(0, verified), chance.randint(0, verified)
        days = chance.randint(0, 60)

        statement = calculate_subsidy(project_case(approved, verified, passed, employed, days), parameters)

        heads = heads_to_pay(approved, verified, passed, employed)
        assert statement.deduction_heads == cut_heads(approved, verified, passed)
        assert statement.payable_heads == heads
        assert statement.total_fen == heads * day_fen(days * 2)


def test_rosters_agree_with_the_second_calculation() -> None:
    chance, parameters = Random(8), default_parameters(NEW)
    for _ in range(EXAMPLES // 3):
        size = chance.randint(1, 15)
        approved = size + chance.randint(0, 5)
        rows = [(chance.random() < 0.8, chance.random() < 0.8, chance.randint(0, 96)) for _ in range(size)]
        passed, employed = sum(row[0] for row in rows), sum(row[1] for row in rows)

        statement = calculate_subsidy(read_roster(Category.ORDER, approved, rows), parameters)

        payable = [place for place, row in enumerate(rows) if row[1] or employed * 5 >= size * 4]
        payable.sort(key=lambda place: (rows[place][0], rows[place][2], -place), reverse=True)
        kept = payable[: heads_to_pay(approved, size, passed, employed)]
        assert statement.amounts == tuple(
            (f"T{place:02d}", day_fen(rows[place][2])) for place in sorted(kept)
        )
