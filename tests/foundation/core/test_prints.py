"""A print says where light falls and rises; near ones are found up to the bound and not beyond."""

from __future__ import annotations

import random

from foundation.core.prints import BITS, difference_hash, distance, near_prints


def turned(bits: int, count: int, chance: random.Random) -> int:
    return bits ^ sum(1 << place for place in chance.sample(range(BITS), count))


def test_one_bit_for_each_place_that_is_lighter_than_its_neighbour() -> None:
    assert difference_hash(bytes([9, 1, 1, 1, 9, 1]), 2) == 0b1001
    assert difference_hash(bytes(range(17, 0, -1)) * 16, 16) == (1 << BITS) - 1


def test_prints_are_near_up_to_the_bound_and_not_beyond() -> None:
    chance = random.Random(5)
    base = chance.getrandbits(BITS)
    for within in (0, 1, 10, 16, 60):
        for _ in range(20):
            near, far = turned(base, within, chance), turned(base, within + 1, chance)
            assert list(near_prints({"a": base}, {"b": near, "c": far}, within)) == [("a", "b", within)]


def test_each_pair_is_told_once_and_only_between_the_two_sides() -> None:
    same = dict.fromkeys("abc", 7)
    pairs = [{one, other} for one, other, _ in near_prints(same, same, 3)]
    assert sorted(map(sorted, pairs)) == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert [pair[:2] for pair in near_prints({"a": 7, "b": 7}, {"b": 7}, 3)] == [("a", "b")]


def test_what_is_found_is_what_comparing_each_with_each_finds() -> None:
    chance = random.Random(6)
    prints = {str(number): chance.getrandbits(BITS) for number in range(60)}
    prints |= {f"{key} again": turned(bits, chance.randint(1, 24), chance) for key, bits in prints.items()}
    found = {frozenset(pair[:2]) for pair in near_prints(prints, prints, 12)}
    keys = sorted(prints)
    assert found == {
        frozenset((one, other))
        for one in keys
        for other in keys
        if one < other and distance(prints[one], prints[other]) <= 12
    }
    assert len(found) > 10
