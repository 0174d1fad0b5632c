"""Ten thousand mutated identity numbers, judged by an oracle that shares nothing with the code it judges.

The oracle runs ISO 7064 MOD 11-2 as a pure recursion instead of weights, and knows the months by a table instead of
a date library. python-stdnum is not the oracle: it refuses genuine numbers whose district has been renamed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from random import Random

from foundation.core.errors import Invalid
from foundation.core.national_codes import check_identity_number

TODAY = date(2026, 6, 18)
REGIONS = ("141121", "141102", "141181", "110101", "659004", "510221", "320520", "810000")
DIGITS = "0123456789"
FULL_WIDTH = dict(zip("０１２３４５６７８９Ｘｘ", "0123456789XX", strict=True))
BLANKS = " \t\u3000\u00a0"
FOREIGN = ("٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙", "০১২৩৪৫৬৭৮৯")
MONTHS = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}

Mutation = Callable[[Random, str], str]


def should_pass(typed: str) -> bool:
    """What GB 11643 and good manners ask for: blanks, full width and a small x are forgiven, nothing else is."""
    number = "".join(FULL_WIDTH.get(char, char) for char in typed if char not in BLANKS)
    number = number[:-1] + "X" if number[-1:] == "x" else number
    if len(number) != 18 or any(char not in DIGITS for char in number[:17]):
        return False
    return number[17] in DIGITS + "X" and _adds_up(number) and _is_a_day(number[6:14])


def _adds_up(number: str) -> bool:
    rest = 0
    for char in number[:17]:
        rest = (rest + DIGITS.index(char)) * 2 % 11
    return (rest + (10 if number[17] == "X" else DIGITS.index(number[17]))) % 11 == 1


def _is_a_day(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    length = MONTHS.get(month, 0) + (month == 2 and is_leap)
    return year >= 1880 and 1 <= day <= length and digits <= "20260618"


def _closed(body: str) -> str:
    """The check digit by trial, so that a mutated body still adds up."""
    return next(body + last for last in DIGITS + "X" if _adds_up(body + last))


def _genuine(random: Random) -> str:
    month = random.randint(1, 12)
    born = f"{random.randint(1930, 2010)}{month:02}{random.randint(1, MONTHS[month]):02}"
    return _closed(f"{random.choice(REGIONS)}{born}{random.randint(1, 999):03}")


def _replaced(number: str, place: int, char: str) -> str:
    return number[:place] + char + number[place + 1 :]


def _other_date(random: Random, number: str) -> str:
    born = f"{random.randint(1, 9999):04}{random.randint(0, 19):02}{random.randint(0, 39):02}"
    return _closed(number[:6] + born + number[14:17])


def _near_date(random: Random, number: str) -> str:
    born = random.choice(("19000229", "20000229", "20240229", "20230229", "19990431", "20260618", "20260619"))
    return _closed(number[:6] + born + number[14:17])


def _swapped(random: Random, number: str) -> str:
    place = random.randrange(17)
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _with_blank(random: Random, number: str) -> str:
    place = random.randrange(19)
    return number[:place] + random.choice(BLANKS) + number[place:]


def _other_script(random: Random, number: str) -> str:
    script, place = random.choice(FOREIGN), random.randrange(17)
    return _replaced(number, place, script[int(number[place])])


def _full_width(random: Random, number: str) -> str:
    wide = {half: full for full, half in FULL_WIDTH.items()}
    return "".join(wide[char] if random.random() < 0.6 else char for char in number)


MUTATIONS: dict[str, Mutation] = {
    "untouched": lambda _, number: number,
    "one digit": lambda random, number: _replaced(number, random.randrange(17), random.choice(DIGITS)),
    "check digit": lambda random, number: _replaced(number, 17, random.choice(DIGITS + "Xx")),
    "cut": lambda random, number: number[: random.randrange(18)],
    "too long": lambda random, number: number + random.choice(DIGITS),
    "fifteen digits": lambda _, number: number[:6] + number[8:17],
    "full width": _full_width,
    "small x": lambda _, number: number.lower(),
    "other date": _other_date,
    "near date": _near_date,
    "swapped": _swapped,
    "letter": lambda random, number: _replaced(number, random.randrange(18), random.choice("OIlSBxX")),
    "blank": _with_blank,
    "other script": _other_script,
    "separator": lambda random, number: number[:6] + random.choice("-._/'") + number[6:],
    "spreadsheet": lambda random, number: random.choice((number[:15] + "000", "1.41121E+17", number + ".0")),
}


def _is_accepted(typed: str) -> bool:
    try:
        check_identity_number(typed, today=TODAY)
    except Invalid:
        return False
    return True


def test_of_ten_thousand_mutated_numbers_none_is_accepted_wrongly_and_none_refused_wrongly() -> None:
    random, kinds = Random(11643), list(MUTATIONS)
    wrong, answers = [], Counter[tuple[str, bool]]()

    for turn in range(10_000):
        kind = kinds[turn % len(kinds)]
        typed = MUTATIONS[kind](random, _genuine(random))
        answer = _is_accepted(typed)
        answers[kind, answer] += 1
        if answer != should_pass(typed):
            wrong.append((kind, typed, answer))

    assert wrong == []
    assert answers["untouched", True] == answers["full width", True] == answers["blank", True] == 625
    assert answers["fifteen digits", True] == answers["other script", True] == answers["too long", True] == 0


def test_every_wrong_single_digit_and_every_swap_of_neighbours_is_noticed() -> None:
    """MOD 11-2 promises both; 200 numbers tried to the last digit."""
    random = Random(7064)
    for number in (_genuine(random) for _ in range(200)):
        slips = [_replaced(number, place, digit) for place in range(17) for digit in DIGITS]
        slips += [number[:p] + number[p + 1] + number[p] + number[p + 2 :] for p in range(16)]
        assert not [slip for slip in slips if slip != number and _is_accepted(slip)]
