"""The same footage is known by its pictures: cut, shifted, compressed again; a quiet room is not."""

from __future__ import annotations

import random

from classes.rules.likeness import FRAME_BYTES, Mark, kept_marks, same_footage, signs
from foundation.core.prints import distance


def pictures(seed: int, count: int = 60) -> list[bytes]:
    """Each quite unlike the one before."""
    chance = random.Random(seed)
    return [chance.randbytes(FRAME_BYTES) for _ in range(count)]


def compressed(frames: list[bytes], seed: int = 1) -> list[bytes]:
    """Every value a little off, as another compression leaves it."""
    chance = random.Random(seed)
    return [bytes(min(255, max(0, value + chance.choice((-1, 0, 0, 1)))) for value in f) for f in frames]


def test_a_picture_is_sixty_four_signs() -> None:
    falling = bytes(range(9, 0, -1)) * 8
    assert signs(falling) == 2**64 - 1
    assert signs(bytes(FRAME_BYTES)) == 0


def test_a_copy_is_the_same_footage() -> None:
    marks = kept_marks(pictures(1))
    match = same_footage(marks, kept_marks(compressed(pictures(1))))
    assert match
    assert match.offset == 0
    assert match.moments > 40


def test_a_piece_cut_out_is_the_same_footage_at_its_distance() -> None:
    whole = pictures(2)
    match = same_footage(kept_marks(whole[25:45]), kept_marks(whole))
    assert match
    assert match.offset == -25


def test_a_part_put_into_another_recording_is_found() -> None:
    match = same_footage(kept_marks(pictures(3) + pictures(4)), kept_marks(pictures(5) + pictures(4)))
    assert match
    assert match.moments >= 50


def test_other_footage_is_not_the_same() -> None:
    assert not any(same_footage(kept_marks(pictures(n)), kept_marks(pictures(n + 100))) for n in range(30))


def test_a_quiet_room_says_nothing_and_a_black_picture_neither() -> None:
    room = pictures(6, 1)[0]
    assert len(kept_marks([room] * 600)) == 1
    assert kept_marks([bytes(FRAME_BYTES)] * 600) == []
    assert same_footage(kept_marks([room] * 600), kept_marks([room] * 600)) is None


def test_somebody_who_walks_to_and_fro_is_not_taken_for_the_same_footage() -> None:
    left, right = pictures(7, 2)
    one, other = kept_marks([left, right] * 100), kept_marks([right, left] * 100)
    assert len(one) == 200
    assert same_footage(one, other) is None


def test_equal_bands_find_whatever_differs_in_three_signs() -> None:
    chance = random.Random(8)
    for _ in range(200):
        bits = chance.getrandbits(64)
        other = bits
        for place in chance.sample(range(64), 3):
            other ^= 1 << place
        assert distance(bits, other) == 3
        assert any(a == b for a, b in zip(Mark(0, bits).bands, Mark(0, other).bands, strict=True))
