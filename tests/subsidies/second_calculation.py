"""The open readings calculated a second time, from the text of the questions alone and without the rules.

A case comes as it is written for a trial, with every reading under `params`. What the readings A05, A06, A13, A18,
A19, A20, A21, A22, A23 and A25 decide is spelled out; everything else is the default (DR-01 … DR-17). Fen and days
are whole numbers and fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

Facts = dict[str, Any]
CAP_FEN = 500_000
STAFF_FEN = 30_000


@dataclass(frozen=True)
class Outcome:
    """`paid`: fen by place in the roster; `left_out`: the places that are not among the paid heads."""

    heads: int
    cut: int
    total_fen: int
    paid: dict[int, int]
    left_out: frozenset[int]


def settle(case: Facts) -> Outcome:
    """The class from top to bottom: 核实人数, 合格率, 就业率, who is paid, how much."""
    rows, how = case["input"]["trainees"], case["input"]["params"]
    counted = [place for place, row in enumerate(rows) if row["verified"]]
    refused = refused_places(case, counted)
    confirmed = [place for place in counted if place not in refused]
    cut = cut_heads(case, sum(has_passed(rows[place], how) for place in counted), len(confirmed))
    eligible, heads = limited_by_employment(case, confirmed, cut)
    worth = {place: worth_fen(case, rows[place]) for place in eligible}
    if how["cut_order"] == "average" and heads < len(eligible):
        stay, share = set(eligible), Fraction(heads, len(eligible))
    else:
        ranks = sorted(eligible, key=lambda place: leaving_rank(case, place, worth[place]))
        stay, share = set(ranks[len(eligible) - heads :]), Fraction(1)
    fens = {place: worth[place] * share for place in stay}
    back = given_back(case)
    paid = {place: floor(fens.get(place, Fraction(0))) - back.get(place, 0) for place in {*stay, *back}}
    total = floor(sum(fens.values())) - sum(back.values())
    return Outcome(heads, cut, total, paid, frozenset(range(len(rows))) - stay)


def ladder_fen(days: Fraction) -> Fraction:
    """150 yuan for each of the first ten days, 100 for each further one, 5,000 at most."""
    climbed = min(days, Fraction(10)) * 15_000 + max(days - 10, Fraction(0)) * 10_000
    return min(Fraction(CAP_FEN), climbed)


def has_passed(row: Facts, how: Facts) -> bool:
    """A05: both marks of 60, or 120 together, or both and the certificate; without scores what is recorded."""
    if "passed" in row:
        both = together = row["passed"]
    else:
        theory, practice = row["theory_score"], row["practice_score"]
        both, together = theory >= 60 and practice >= 60, theory + practice >= 120
    by = {"both_marks": both, "total": together, "certificate": both and row["certified"]}
    return bool(by[how["pass_basis"]])


def reaches_four_fifths(part: int, whole: int, how: Facts) -> bool:
    """A06: as a fraction, or as a percentage rounded half up to a whole number."""
    if how["threshold_comparison"] == "whole_percent":
        return floor(Fraction(100 * part, whole) + Fraction(1, 2)) >= 80
    return 5 * part >= 4 * whole


def governing_document(given: Facts) -> str:
    """A13: the day of approval, of the class end or of the claim; 2024 is 20号, 2025 to 2027 is 8号."""
    by = {"approval": "approved_on", "class_end": "ends_on", "claim": "claimed_on"}
    day: str = given[by[given["params"]["policy_day"]]]
    return "2024-20" if day.startswith("2024") else "2026-8"


def cut_heads(case: Facts, passed: int, confirmed: int) -> int:
    """8号 四(二): (80 % − 合格率) of the confirmed, a part of a head as a whole one; of staff as A23 reads it."""
    given = case["input"]
    approved, how = given["approved_count"], given["params"]
    is_exempt = case["category"] == "企业职工" and how["staff_pass_rule"] == "never"
    if governing_document(given) == "2024-20" or is_exempt or reaches_four_fifths(passed, approved, how):
        return 0
    short = (Fraction(4, 5) - Fraction(passed, approved)) * confirmed
    return -floor(-short)


def limited_by_employment(case: Facts, confirmed: list[int], cut: int) -> tuple[list[int], int]:
    """20号 七(二), A19: below 80 % only the employed, and no more of them than the cut leaves."""
    given = case["input"]
    rows, how = given["trainees"], given["params"]
    is_interim = "stage" in given and not given["final_stage"]
    waits = how["staged_emp_check"] == "final_only" and is_interim
    employed = [place for place in confirmed if rows[place].get("employed")]
    after_cut = len(confirmed) - cut
    if case["category"] != "项目制" or waits or not confirmed:
        return confirmed, after_cut
    if reaches_four_fifths(len(employed), len(confirmed), how):
        return confirmed, after_cut
    return employed, min(after_cut, len(employed))


def valid_days(given: Facts, row: Facts) -> Fraction:
    """DR-09: never more than the class, or the stage, has."""
    return min(Fraction(row.get("attended_days", 0)), Fraction(given.get("training_days", 0)))


def leaving_rank(case: Facts, place: int, fen: Fraction) -> tuple[Any, ...]:
    """A20: lowest goes first. Failed, fewest days, last in the roster; or the dearest first."""
    given = case["input"]
    row, how = given["trainees"][place], given["params"]
    days = valid_days(given, row)
    if how["cut_order"] == "highest_amount":
        return (-fen, -days, -place)
    return (has_passed(row, how), days, -place)


def worth_fen(case: Facts, row: Facts) -> Fraction:
    """What the claim grows by when this person is paid: where all stages are settled, the whole class.

    A18: stages run on below one cap; or each stage has its own; or the cap is that of all classes of a year.
    """
    if case["category"] == "企业职工":
        return Fraction(STAFF_FEN)
    given = case["input"]
    days = valid_days(given, row)
    scope = given["params"]["cap_scope"]
    own = earlier(given, row["id"])
    before = sum((Fraction(prior["paid_days"]) for prior in own), Fraction(0))
    if scope == "stage":
        return ladder_fen(max(days - before, Fraction(0)) if given["whole_class"] else days)
    whole = ladder_fen(days if given["whole_class"] else days + before)
    if scope == "person_year":
        whole = min(whole, Fraction(max(CAP_FEN - drawn_elsewhere(given, row["id"]), 0)))
    return whole if is_settled(given) else max(whole - sum(prior["paid_fen"] for prior in own), Fraction(0))


def is_settled(given: Facts) -> bool:
    """DR-17, A19: the last stage settles all of them, unless each stands for itself."""
    each_alone = (
        given["params"]["staged_emp_check"] == "each_stage" or given["params"]["cap_scope"] == "stage"
    )
    return bool(given["final_stage"]) and not each_alone


def given_back(case: Facts) -> dict[int, int]:
    """By place, what the earlier stages have paid: taken off the whole class, or given back by who keeps nothing."""
    given = case["input"]
    if not is_settled(given):
        return {}
    drew = [sum(prior["paid_fen"] for prior in earlier(given, row["id"])) for row in given["trainees"]]
    return {place: fen for place, fen in enumerate(drew) if fen}


def earlier(given: Facts, person: str) -> list[Facts]:
    """The person's earlier stages of this class."""
    return [one for one in given["prior_claims"] if one["id"] == person and not one.get("other_class")]


def drawn_elsewhere(given: Facts, person: str) -> int:
    """Fen from other classes of the year in which this one ends."""
    year = int(given["ends_on"][:4])
    others = [one for one in given["prior_claims"] if one["id"] == person and one.get("other_class")]
    return sum(one["paid_fen"] for one in others if one["year"] == year)


def refused_places(case: Facts, counted: list[int]) -> set[int]:
    """A25: whoever drew for another kind of training this year, where that blocks; of staff who draws again."""
    given = case["input"]
    blocks = given["params"]["yearly_limit"] == "block"
    refused = {place for place in counted if blocks and given["trainees"][place].get("other_kinds")}
    if case["category"] != "企业职工":
        return refused
    drawn = list(given["prior_claims"])
    for place in counted:
        row = given["trainees"][place]
        if place in refused:
            continue
        if any(is_once_more(row, before, given) for before in drawn):
            refused.add(place)
        else:
            drawn.append({**row, "claimed_on": given["claimed_on"]})
    return refused


def is_once_more(row: Facts, before: Facts, given: Facts) -> bool:
    """A21, A22: the same thing within one year, as year and thing are read."""
    how = given["params"]
    same = {
        "code": ("id", "occupation", "level"),
        "with_employer": ("id", "occupation", "level", "employer"),
        "by_name": ("id", "occupation_name", "level"),
    }[how["staff_unique_key"]]
    if any(row[name] != before[name] for name in same):
        return False
    if how["staff_year_basis"] == "rolling":
        first, second = sorted(date.fromisoformat(one["class_end"]) for one in (row, before))
        return second < first.replace(year=first.year + 1)
    by = {"class_end": "class_end", "class_start": "class_start", "claim": "claimed_on"}
    day = by[how["staff_year_basis"]]
    return bool({**row, "claimed_on": given["claimed_on"]}[day][:4] == before[day][:4])
