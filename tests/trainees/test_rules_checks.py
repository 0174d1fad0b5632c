"""Every named check on both sides of its boundary. Pure: no database."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from foundation.core.national_codes import AgeLimits
from trainees.enums import HitKind
from trainees.rules import Booking
from trainees.rules.catalogue import CHECKS, EVERY, Moment, Severity, checks_at
from trainees.rules.findings import RULES, employer_in, judge, usual_employer
from trainees.rules.lists import LIST_TYPES, ListFact, read_day
from trainees.rules.subject import Subject

FIRST, LAST = date(2026, 6, 29), date(2026, 7, 18)
ALL_LISTS = frozenset(LIST_TYPES)
ME, GROUP, QIHANG, HUINENG = (uuid.UUID(int=n) for n in range(1, 5))


def booking(**facts: Any) -> Booking:
    given: dict[str, Any] = {
        "application_id": ME, "institution_id": QIHANG, "group_id": GROUP, "occupation_code": "4-10-01-05",
        "level": "5", "year": 2026, "first": FIRST, "last": LAST, "has_voucher": False,
    }  # fmt: skip
    return Booking(**(given | facts))


def other(**facts: Any) -> Booking:
    return booking(application_id=uuid.UUID(int=9), group_id=uuid.UUID(int=10), **facts)


def row(**facts: Any) -> ListFact:
    return ListFact("00000000-0000-0000-0000-000000000001", "名单", 2, **facts)


def subject(**facts: Any) -> Subject:
    """A person against whom nothing speaks; `lists` as list code → rows."""
    given: dict[str, Any] = {
        "mine": booking(), "first": FIRST, "last": LAST, "category": "rural_migrant", "is_lifted": False,
        "region": "141121", "birth_date": date(1982, 5, 6), "sex": "female",
        "age_limits": AgeLimits(16, {"male": 60, "female": 55}), "address_limit": 8, "supplied": ALL_LISTS,
    }  # fmt: skip
    return Subject(**(given | facts))


def found(kind: str, someone: Subject) -> bool:
    return bool(list(RULES[kind](someone)))


STAFF = {"category": "enterprise_staff"}
UNEMPLOYED = {"category": "registered_unemployed"}
HOLDS = {"has_voucher": True}
ON_FIRST = row(since=date(2026, 1, 1), until=FIRST)
BOUNDARIES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("other_institution", {"others": (other(institution_id=HUINENG),)}, {"others": (other(first=None),)}),
    (
        "overlapping_class",
        {"others": (other(first=LAST, last=date(2026, 8, 1)),)},
        {"others": (other(first=date(2026, 7, 19), last=date(2026, 8, 1)),)},
    ),
    (
        "same_occupation_this_year",
        {"others": (other(first=None, **HOLDS),)},
        {"others": (other(first=None, level="4", **HOLDS),)},
    ),
    ("age", {"birth_date": date(2010, 6, 30)}, {"birth_date": date(2010, 6, 29)}),
    ("age", {"birth_date": date(1971, 6, 29)}, {"birth_date": date(1971, 6, 30)}),
    ("region", {"region": "141122"}, {"region": "141121"}),
    ("shared_phone", {"has_shared_phone": True}, {"has_shared_phone": False}),
    (
        "contributes_as_employee",
        {"lists": {"contributions": (row(until=date(2026, 6, 1)),)}},
        {"lists": {"contributions": (row(until=date(2026, 5, 31)),)}},
    ),
    (
        "contributes_as_employee",
        {"lists": {"contributions": (row(since=date(2026, 6, 30)),)}},
        {"lists": {"contributions": (row(since=date(2026, 7, 1)),)}},
    ),
    (
        "contributes_as_employee",
        {"lists": {"contributions": (row(status="企业职工"),)}},
        {"lists": {"contributions": (row(status="灵活就业人员"),)}},
    ),
    (
        "contributes_as_employee",
        {"lists": {"contributions": (row(),)}},
        {"lists": {"contributions": (row(),)}, **STAFF},
    ),
    (
        "draws_pension",
        {"lists": {"pensioners": (row(since=LAST),)}},
        {"lists": {"pensioners": (row(since=date(2026, 7, 19)),)}},
    ),
    ("on_public_payroll", {"lists": {"public_payroll": (row(),)}}, {"lists": {}}),
    (
        "enrolled_at_school",
        {"lists": {"school_roll": (row(until=FIRST),)}},
        {"lists": {"school_roll": (row(until=date(2026, 6, 28)),)}},
    ),
    (
        "enrolled_at_school",
        {"lists": {"school_roll": (row(),)}},
        {"lists": {"school_roll": (row(),)}, "category": "graduate"},
    ),
    (
        "deceased",
        {"lists": {"deaths": (row(since=LAST),)}},
        {"lists": {"deaths": (row(since=date(2026, 7, 19)),)}},
    ),
    (
        "in_custody",
        {"lists": {"custody": (row(until=FIRST),)}},
        {"lists": {"custody": (row(until=date(2026, 6, 28)),)}},
    ),
    *(
        (
            kind,
            {"lists": {kind: (row(since=date(2026, 1, 1)),)}},
            {"lists": {kind: (row(since=date(2025, 12, 31)),)}},
        )
        for kind in ("skill_subsidy", "rain_dew", "work_training")
    ),
    (
        "not_unemployed",
        {"lists": {"unemployed": (row(until=date(2026, 6, 28)),)}, **UNEMPLOYED},
        {"lists": {"unemployed": (ON_FIRST,)}, **UNEMPLOYED},
    ),
    ("not_unemployed", UNEMPLOYED, {"category": "rural_migrant"}),
    (
        "own_business",
        {"lists": {"businesses": (ON_FIRST,)}, **UNEMPLOYED},
        {"lists": {"businesses": (row(until=date(2026, 6, 28)),)}, **UNEMPLOYED},
    ),
    ("own_business", {"lists": {"businesses": (row(),)}, **UNEMPLOYED}, {"lists": {"businesses": (row(),)}}),
    ("not_on_poverty_list", {"is_lifted": True}, {"is_lifted": True, "lists": {"lifted": (row(),)}}),
    (
        "poverty_not_marked",
        {"lists": {"lifted": (row(),)}},
        {"lists": {"lifted": (row(),)}, "category": "lifted_from_poverty"},
    ),
    ("staff_not_insured", STAFF, {**STAFF, "lists": {"contributions": (row(organisation="胡兰棉业"),)}}),
    ("staff_not_insured", {**STAFF, "lists": {"contributions": (row(until=date(2026, 5, 31)),)}}, {}),
    (
        "staff_elsewhere",
        {**STAFF, "usual_employer": "胡兰棉业", "lists": {"contributions": (row(organisation="汾酒厂"),)}},
        {**STAFF, "usual_employer": "胡兰棉业", "lists": {"contributions": (row(organisation="胡兰棉业"),)}},
    ),
    ("shared_address", {"same_address": 8}, {"same_address": 7}),
    ("shared_address", {"same_address": 8}, {"same_address": 8, "address_limit": 0}),
    (
        "trained_before",
        {"others": (other(year=2025, **HOLDS),)},
        {"others": (other(year=2025),)},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "inside", "outside"), BOUNDARIES)
def test_check_speaks_on_one_side_of_its_boundary_and_is_silent_on_the_other(
    kind: str, inside: dict[str, Any], outside: dict[str, Any]
) -> None:
    assert found(kind, subject(**inside))
    assert not found(kind, subject(**outside))


def test_every_check_has_both_sides_here_a_rule_and_a_number_of_its_own() -> None:
    assert {kind for kind, _, _ in BOUNDARIES} == set(CHECKS) == set(HitKind.values) == set(RULES)
    numbers = [check.number for check in CHECKS.values()]
    assert numbers == [f"K{place:02d}" for place in range(1, len(numbers) + 1)]
    assert len(numbers) >= 15


def test_titles_of_the_catalogue_are_those_of_the_register() -> None:
    assert {kind: check.title for kind, check in CHECKS.items()} == dict(HitKind.choices)


def test_a_check_without_its_list_says_nothing() -> None:
    someone = subject(**UNEMPLOYED, lists={"deaths": (row(),)})
    assert {check.kind for check, _ in judge(someone, Moment.REGISTRATION)} == {"deceased", "not_unemployed"}
    unknown = replace(someone, supplied=frozenset())
    assert list(judge(unknown, Moment.REGISTRATION)) == []


def test_a_clean_person_is_clean_at_every_moment() -> None:
    assert [list(judge(subject(), moment)) for moment in Moment] == [[] for _ in Moment]


def test_only_the_dead_and_the_imprisoned_cannot_be_waved_through() -> None:
    blocking = {kind for kind, check in CHECKS.items() if check.severity is Severity.BLOCKS}
    assert blocking == {"deceased", "in_custody"}
    assert all(CHECKS[kind].moments == EVERY for kind in blocking)


def test_what_rests_on_a_department_is_not_told_to_the_institution_in_its_words() -> None:
    assert all(check.told for check in CHECKS.values() if check.list_code)
    assert all(check.list_code in LIST_TYPES for check in CHECKS.values() if check.list_code)


def test_every_moment_has_checks() -> None:
    assert {moment: len(checks_at(moment)) >= 9 for moment in Moment} == dict.fromkeys(Moment, True)


@pytest.mark.parametrize(
    ("employers", "usual"),
    [
        (["甲", "甲", "乙"], "甲"),
        (["甲", "乙"], ""),
        (["甲"], ""),
        (["甲", "甲", "", ""], "甲"),
        ([], ""),
    ],
)
def test_usual_employer_is_that_of_more_than_half(employers: list[str], usual: str) -> None:
    assert usual_employer(employers) == usual


def test_what_a_person_pays_himself_names_no_employer() -> None:
    assert (
        employer_in([row(organisation="人才中心", status="灵活就业"), row(organisation="汾酒厂")]) == "汾酒厂"
    )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-05-08", date(2026, 5, 8), date(2026, 5, 8)),
        ("202605", date(2026, 5, 1), date(2026, 5, 31)),
        ("2026年2月", date(2026, 2, 1), date(2026, 2, 28)),
        ("20260508", date(2026, 5, 8), date(2026, 5, 8)),
        ("２０２６．５", date(2026, 5, 1), date(2026, 5, 31)),
        ("2026-13", None, None),
        ("2026-02-30", None, None),
        ("至今", None, None),
        ("0000-00", None, None),
    ],
)
def test_months_and_days_are_read_as_departments_write_them(
    text: str, first: date | None, last: date | None
) -> None:
    assert (read_day(text, is_last=False), read_day(text, is_last=True)) == (first, last)
