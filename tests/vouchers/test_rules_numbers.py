"""The number of a voucher."""

from __future__ import annotations

from itertools import combinations

from vouchers.rules.numbers import ALPHABET, is_valid_number, normalise_number, voucher_number

NUMBER = voucher_number("training", "7K2M9F4")


def test_number_is_readable_over_the_telephone() -> None:
    assert NUMBER.startswith("PX-7K2M-9F4")
    assert not set("01ILO") & set(ALPHABET)
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert is_valid_number(NUMBER)


def test_every_single_wrong_sign_is_found() -> None:
    for place in (3, 4, 5, 6, 8, 9, 10, 11):
        for sign in ALPHABET:
            wrong = NUMBER[:place] + sign + NUMBER[place + 1 :]
            assert is_valid_number(wrong) == (sign == NUMBER[place])


def test_every_swap_of_two_different_signs_is_found() -> None:
    places = (3, 4, 5, 6, 8, 9, 10, 11)
    for first, second in combinations(places, 2):
        signs = list(NUMBER)
        signs[first], signs[second] = signs[second], signs[first]
        assert is_valid_number("".join(signs)) == (NUMBER[first] == NUMBER[second])


def test_what_people_type_is_understood() -> None:
    plain = NUMBER.replace("-", "").lower()
    assert normalise_number(f" {plain[:2]} {plain[2:6]}　{plain[6:]} ") == NUMBER
    assert normalise_number("ＰＸ－" + NUMBER[3:]) == NUMBER
    assert normalise_number("张小英") == ""
    assert normalise_number("KB-2026-0001") == ""
