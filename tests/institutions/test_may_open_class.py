"""Before a class: the institution's state, contract and permission (C1, A53, A54)."""

from __future__ import annotations

from datetime import date

import pytest

from institutions.enums import InstitutionState as S
from institutions.models import Contract, Institution, Occupation
from institutions.queries import may_open_class, permitted_occupations
from tests.builders.institutions import COOK, make_occupation, make_permission, make_ready_institution
from tests.cast import Cast

FIRST, LAST = date(2026, 6, 29), date(2026, 7, 18)


def obstacles(
    institution: Institution, occupation: Occupation, first: date = FIRST, last: date = LAST
) -> list[str]:
    return [r.code for r in may_open_class(institution.pk, first, last, occupation, "5")]


def test_institution_in_contract_may_teach_what_it_is_permitted(cast: Cast) -> None:
    assert obstacles(make_ready_institution(cast), make_occupation()) == []


@pytest.mark.parametrize("state", [s for s in S.values if s != S.CONTRACTED])
def test_no_other_state_opens_classes(cast: Cast, state: str) -> None:
    institution = make_ready_institution(cast)
    Institution.objects.update(state=state)
    assert obstacles(institution, make_occupation()) == ["institution.not_contracted"]


def test_every_class_day_needs_a_contract(cast: Cast) -> None:
    institution = make_ready_institution(cast)
    make_permission(institution, make_occupation(), first=date(2027, 1, 1), last=date(2027, 12, 31))
    late = (date(2026, 12, 20), date(2027, 1, 8))
    assert obstacles(institution, make_occupation(), *late) == ["institution.contract_missing"]
    Contract.objects.create(
        institution=institution,
        number="HT-2027",
        valid_from=date(2027, 1, 1),
        valid_to=date(2027, 12, 31),
        signed_on=date(2026, 12, 1),
    )
    assert obstacles(institution, make_occupation(), *late) == []


def test_occupation_must_be_permitted_at_this_level_and_published(cast: Cast) -> None:
    institution, cook = make_ready_institution(cast), make_occupation(*COOK)
    assert obstacles(institution, cook) == ["institution.occupation_not_permitted"]
    make_permission(institution, cook, level="4")
    assert obstacles(institution, cook) == ["institution.occupation_not_permitted"]
    make_permission(institution, cook)
    Occupation.objects.filter(pk=cook.pk).update(is_published=False)
    cook.refresh_from_db()
    assert obstacles(institution, cook) == ["occupation.not_published"]
    assert [p.occupation.name for p in permitted_occupations(institution.pk, FIRST)] == ["养老护理员"]


def test_all_obstacles_are_named_at_once(cast: Cast) -> None:
    institution = make_ready_institution(cast)
    Institution.objects.update(state=S.SUSPENDED)
    Contract.objects.all().delete()
    assert obstacles(institution, make_occupation(*COOK)) == [
        "institution.not_contracted",
        "institution.contract_missing",
        "institution.occupation_not_permitted",
    ]
