from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.core import national_codes
from foundation.core.errors import Invalid
from foundation.core.national_codes import (
    AgeLimits,
    SoundNumbers,
    check_identity_number,
    identity_check_digit,
    identity_warnings,
)

TODAY = date(2026, 3, 2)
LOCAL = "14112119900307"
AGES = AgeLimits(16, {"male": 60, "female": 55})


def _number(head: str, serial: str = "001") -> str:
    return head + serial + identity_check_digit(head + serial)


def _codes(number: str, ages: AgeLimits = AGES) -> list[str]:
    person = check_identity_number(number, today=TODAY)
    found = identity_warnings(person.region_code, person.birth_date, person.sex, TODAY, ages)
    return [warning.code for warning in found]


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_published_numbers_are_accepted(number: str) -> None:
    assert check_identity_number(number, today=TODAY).number == number


def test_birth_sex_and_region_are_read_from_the_number() -> None:
    person = check_identity_number(_number(LOCAL, "022"), today=TODAY)
    assert (person.birth_date, person.sex, person.region_code) == (date(1990, 3, 7), "female", "141121")
    assert _codes(person.number) == []


@pytest.mark.parametrize(
    "typed", ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_number_is_normalised_before_it_is_judged(typed: str) -> None:
    assert check_identity_number(typed, today=TODAY).number == "11010519491231002X"


@pytest.mark.parametrize(
    ("number", "code", "says"),
    [
        ("", "identity.length", "现为 0 位"),
        ("141121900307001", "identity.old_form", "15 位旧身份证号"),
        ("14112119900307001", "identity.length", "现为 17 位"),
        ("1411211990O3070012", "identity.characters", "第 11 位"),
        ("X41121199003070012", "identity.characters", "第 1 位"),
        ("١٤١١٢١١٩٩٠٠٣٠٧٠٠١2", "identity.characters", "第 1、2、3"),
        ("141121199002300011", "identity.birth_date", "第 7 至 14 位"),
        (_number("14112120270101"), "identity.birth_in_future", "晚于今天"),
        ("110105194912310021", "identity.check_digit", "第 18 位"),
    ],
)
def test_wrong_number_is_refused_and_the_place_is_named(number: str, code: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refusal:
        check_identity_number(number, today=TODAY)
    assert refusal.value.code == code


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, shift: int) -> None:
    number = _number(LOCAL)
    digit = str((int(number[place]) + shift) % 10)
    with pytest.raises(Invalid):
        check_identity_number(number[:place] + digit + number[place + 1 :], today=TODAY)


def test_neighbouring_and_foreign_regions_only_warn() -> None:
    assert _codes(_number("14112219900307")) == ["identity.other_county"]
    assert _codes(_number("11010519900307")) == ["identity.other_city"]


def test_age_outside_working_life_only_warns() -> None:
    assert _codes(_number("14112120100303")) == ["identity.under_age"]
    assert _codes(_number("14112120100302")) == []
    assert _codes(_number("14112119660302", "011")) == ["identity.pension_age"]
    assert _codes(_number("14112119660303", "011")) == []
    assert _codes(_number("14112119710302", "022")) == ["identity.pension_age"]


def test_masks_show_no_more_than_they_must() -> None:
    number = "141121199003070063"
    assert national_codes.mask_identity_number(number) == "1411**********0063"
    assert national_codes.mask_identity_number(number, head=6, tail=2) == "141121**********63"
    assert national_codes.mask_identity_number("123") == "***"
    assert national_codes.mask_phone("13800001234") == "138****1234"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张小英", "张*英"),
        ("张英", "张*"),
        ("欧阳小英", "欧阳*英"),
        ("欧阳英", "欧阳*"),
        ("欧阳", "欧*"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_name_keeps_surname_and_last_character(name: str, masked: str) -> None:
    assert national_codes.mask_name(name) == masked


@pytest.mark.parametrize(
    "typed", ["13800001234", " 138 0000 1234", "+8613800001234", "0358-3022222", "１３８００００１２３４"]
)
def test_phone_numbers_in_use_are_accepted(typed: str) -> None:
    assert national_codes.check_phone(typed)


@pytest.mark.parametrize("typed", ["", "1380000123", "12800001234", "3022222", "138000012345", "电话"])
def test_other_phone_numbers_are_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        national_codes.check_phone(typed)
    assert refusal.value.code == "phone.unreadable"


def test_credit_code_of_the_standard_is_accepted() -> None:
    assert national_codes.check_credit_code("91350100m000100y43") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("code", "refused_as"),
    [
        ("91350100M000100Y4Z", "credit_code.characters"),
        ("91350100M000100Y44", "credit_code.check_digit"),
        ("91350100M000100Y4", "credit_code.length"),
        ("91350100I000100Y43", "credit_code.characters"),
    ],
)
def test_wrong_credit_code_is_refused_with_its_fault(code: str, refused_as: str) -> None:
    with pytest.raises(Invalid) as refusal:
        national_codes.check_credit_code(code)
    assert refusal.value.code == refused_as


def test_a_long_list_is_judged_like_each_number_of_it() -> None:
    """Ten thousand numbers, sound and mutated, against the judgement of each by itself."""
    chance = random.Random(20260618)
    sound = SoundNumbers(TODAY)
    for _ in range(10_000):
        body = f"1411{chance.randrange(21, 31)}{chance.randrange(1940, 2030)}{chance.randrange(1, 14):02d}"
        text = f"{body}{chance.randrange(1, 32):02d}{chance.randrange(1000):03d}"
        text += identity_check_digit(text) if chance.random() < 0.7 else chance.choice("0123456789Xx")
        if chance.random() < 0.2:
            place = chance.randrange(18)
            text = text[:place] + chance.choice("0123456789X８ 　") + text[place + chance.randrange(2) :]
        assert (text in sound) == _is_sound(text), text


def _is_sound(text: str) -> bool:
    try:
        return check_identity_number(text, today=TODAY).number == text
    except Invalid:
        return False
