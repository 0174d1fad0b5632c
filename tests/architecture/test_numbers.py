"""No figure of policy stands in a rule or a guard: it is a dated parameter, or it is explained here.

0, 1, 2 and 100 are too common in plain arithmetic to mean anything; every other number must have a reason that has
nothing to do with policy. Queries and operations are not looked at: sizes of pages and files would drown the rest.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("institutions", "trainees", "classes", "vouchers", "inspections", "subsidies", "reports")
PLAIN = {0, 1, 2, 100}
EXPLAINED: dict[str, dict[float, str]] = {
    "classes/guards/running.py": {5: "names shown in one sentence"},
    "classes/rules/booking.py": {
        86_400: "seconds of a day",
        3_600: "seconds of an hour",
        60: "seconds of a minute",
        3: "clashes shown in one sentence",
    },
    "classes/rules/footage.py": {1000: "milliseconds"},
    "classes/rules/likeness.py": {
        4: "bands of 64 signs, and pictures that must agree",
        6: "signs that change",
        8: "fields of a picture each way",
        600: "moments kept of one recording",
    },
    "classes/rules/evaluation.py": {7: "places for teachers on the form"},
    "classes/rules/roster.py": {5: "numbers shown in one sentence"},
    "classes/rules/signing.py": {
        4: "signs of base64 in a group",
        16: "bytes of an id",
        20: "bytes of the keyed digest",
        21: "bytes before the direction",
    },
    "classes/rules/teaching.py": {3: "days shown in one sentence"},
    "institutions/rules.py": {4: "signs of a masked account number", 8: "shorter is masked whole"},
    "reports/rules/chances.py": {4096: "answers kept in memory"},
    "reports/rules/coincidences.py": {5: "signs of a name"},
    "reports/rules/schedule.py": {3: "months of a quarter", 12: "months of a year"},
    "subsidies/guards/acceptance.py": {3: "items shown in one sentence"},
    "subsidies/guards/claim.py": {3: "people shown in one sentence"},
    "subsidies/rules/enterprise_staff.py": {12: "months of a year"},
    "subsidies/rules/figures.py": {10_000: "four decimals"},
    "subsidies/rules/reader.py": {
        200: "longest text that is repeated in a fault",
        1_000_000: "more people than can be meant",
        100_000_000_000: "more fen than can be meant",
    },
    "subsidies/rules/sources.py": {8: "people named in one sentence"},
    "subsidies/rules/trial.py": {2024: "a day on which a trial calculation may stand"},
    "subsidies/rules/what_if/search.py": {8: "candidates of whom every choice is tried"},
    "vouchers/rules/numbers.py": {
        4: "signs of a group",
        6: "signs of a group",
        7: "random signs",
    },
    "trainees/rules/matching.py": {
        6: "digits of region",
        14: "end of the birth date",
        16: "place of sex",
        17: "its end",
    },
    "trainees/rules/names.py": {3: "characters of a name in which one may be a slip"},
    "trainees/rules/numbers.py": {6: "digits of region", 17: "digits without the check digit"},
}


def _files() -> Iterator[Path]:
    for app in APPS:
        for name in ("rules", "guards"):
            yield from sorted((ROOT / app).glob(f"{name}.py"))
            yield from sorted((ROOT / app / name).rglob("*.py"))


def _numbers(path: Path) -> Iterator[tuple[int, float]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            continue
        if isinstance(node.value, int | float) and node.value not in PLAIN:
            yield node.lineno, node.value


def test_no_rule_and_no_guard_has_a_figure_of_its_own() -> None:
    odd = [
        f"{place}:{line} {number}"
        for path in _files()
        for place in [path.relative_to(ROOT).as_posix()]
        for line, number in _numbers(path)
        if number not in EXPLAINED.get(place, {})
    ]

    assert odd == []


def test_every_explanation_is_still_needed() -> None:
    found = {path.relative_to(ROOT).as_posix(): {number for _, number in _numbers(path)} for path in _files()}

    assert not [
        (place, number)
        for place, about in EXPLAINED.items()
        for number in about
        if number not in found.get(place, set())
    ]
