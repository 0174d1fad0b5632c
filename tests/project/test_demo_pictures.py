"""The photographs of the demo county are told apart like real ones: what is found reused there was planted."""

from __future__ import annotations

import io
from itertools import combinations

from PIL import Image

from foundation.core.likeness import ALIKE
from foundation.core.pictures import fingerprint
from foundation.core.prints import distance
from wenshui_training.demo.papers import picture


def test_no_two_drawn_classrooms_look_the_same() -> None:
    drawn = [fingerprint(Image.open(io.BytesIO(picture("场地", number).read()))) for number in range(120)]
    assert "" not in drawn
    nearest = min(distance(int(one, 16), int(two, 16)) for one, two in combinations(drawn, 2))
    assert nearest > ALIKE
