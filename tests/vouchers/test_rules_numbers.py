"""The number of a voucher."""

from __future__ import annotations

from itertools import combinations
from random import Random

from vouchers.rules.numbers import ALPHABET, is_valid_number, normalise_number, voucher_number

PLACES = (3, 4, 5, 6, 8, 9, 10, 11)
NUMBER = voucher_number("training", "7K2M9F4")


def test_number_is_readable_over_the_telephone() -> None:
    assert NUMBER.startswith("PX-7K2M-9F4")
    assert not set("01ILO") & set(ALPHABET)
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert is_valid_number(NUMBER)


def drawn(count: int) -> list[str]:
    chance = Random("numbers")
    return [voucher_number("training", "".join(chance.choices(ALPHABET, k=7))) for _ in range(count)]


def test_every_single_wrong_sign_is_found_also_in_the_prefix_of_the_kind() -> None:
    for number in [NUMBER, *drawn(50)]:
        assert not is_valid_number("PJ" + number[2:])
        for place in PLACES:
            for sign in ALPHABET:
                wrong = number[:place] + sign + number[place + 1 :]
                assert is_valid_number(wrong) == (sign == number[place])


def test_every_swap_of_two_different_signs_is_found() -> None:
    for number in [NUMBER, *drawn(200)]:
        for first, second in combinations(PLACES, 2):
            signs = list(number)
            signs[first], signs[second] = signs[second], signs[first]
            assert is_valid_number("".join(signs)) == (number[first] == number[second])


def test_of_guessed_numbers_one_in_thirty_one_even_passes_the_check() -> None:
    chance = Random("guesses")
    guessed = [
        "PX-" + "".join(chance.choices(ALPHABET, k=4)) + "-" + "".join(chance.choices(ALPHABET, k=4))
        for _ in range(9300)
    ]
    assert 200 < sum(is_valid_number(number) for number in guessed) < 400


def test_what_people_type_is_understood() -> None:
    plain = NUMBER.replace("-", "").lower()
    assert normalise_number(f" {plain[:2]} {plain[2:6]}　{plain[6:]} ") == NUMBER
    assert normalise_number("ＰＸ－" + NUMBER[3:]) == NUMBER
    assert normalise_number("张小英") == ""
    assert normalise_number("KB-2026-0001") == ""
