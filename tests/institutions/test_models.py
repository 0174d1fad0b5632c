"""What the database itself refuses about institutions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from foundation.core import clock
from institutions.models import AccountChange, Contract, Institution, Occupation, OccupationPermission, Venue
from tests.builders.institutions import make_institution, make_occupation, make_permission, make_venue
from tests.cast import Cast

DAY, NEXT = date(2026, 1, 1), date(2026, 12, 31)


def refused(name: str, action: Any) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        action()
    assert name in str(caught.value) or "UNIQUE constraint failed" in str(caught.value)


def test_institution_has_a_known_state(cast: Cast) -> None:
    refused("institutions_institution_state_is_known", lambda: make_institution(cast, state="sleeping"))


def test_service_term_runs_forward(cast: Cast) -> None:
    refused(
        "institutions_institution_service_term_in_order",
        lambda: make_institution(cast, service_from=NEXT, service_to=DAY),
    )


def test_contract_number_stands_once_and_ends_after_its_start(cast: Cast) -> None:
    institution = make_institution(cast)
    facts: dict[str, Any] = {"institution": institution, "number": "HT-1", "signed_on": DAY}
    Contract.objects.create(valid_from=DAY, valid_to=NEXT, **facts)
    refused(
        "institutions_contract_number_once",
        lambda: Contract.objects.create(valid_from=DAY, valid_to=NEXT, **facts),
    )
    facts["number"] = "HT-2"
    refused(
        "institutions_contract_ends_after_start",
        lambda: Contract.objects.create(valid_from=NEXT, valid_to=DAY, **facts),
    )


def test_permission_stands_once_and_runs_forward(cast: Cast) -> None:
    institution, occupation = make_institution(cast), make_occupation()
    make_permission(institution, occupation)
    refused("institutions_occupationpermission_once", lambda: make_permission(institution, occupation))
    refused(
        "institutions_occupationpermission_ends_after_start",
        lambda: make_permission(institution, occupation, level="4", first=NEXT, last=DAY),
    )
    assert OccupationPermission.objects.count() == 1


def test_occupation_code_stands_once_per_edition(db: None) -> None:
    make_occupation()
    refused(
        "institutions_occupation_code_once",
        lambda: Occupation.objects.create(code="4-10-01-05", edition="2022", name="另一个"),
    )


def test_venue_has_one_name_real_areas_and_a_named_verifier(cast: Cast) -> None:
    institution = make_institution(cast)
    venue = make_venue(institution)
    refused("institutions_venue_name_once", lambda: make_venue(institution))
    refused(
        "institutions_venue_areas_not_negative",
        lambda: make_venue(institution, "三号", theory_area=Decimal("-1.0")),
    )
    refused(
        "institutions_venue_verified_by_somebody",
        lambda: Venue.objects.filter(pk=venue.pk).update(verified_on=DAY),
    )


def change(institution: Institution, cast: Cast, **fields: Any) -> AccountChange:
    facts = {"bank_name": "农行", "bank_account_name": "启航", "bank_account": "62284800", "reason": "升级"}
    return AccountChange.objects.create(
        institution=institution, proposed_by=cast["qihang_manager"], **{**facts, **fields}
    )


def test_account_change_is_decided_by_another_with_an_opinion(cast: Cast) -> None:
    institution = make_institution(cast)
    decided = {"state": "confirmed", "decided_at": clock.now(), "decision_reason": "已电话核实"}
    refused(
        "institutions_accountchange_decided_by_another",
        lambda: change(institution, cast, decided_by=cast["qihang_manager"], **decided),
    )
    refused("institutions_accountchange_decided_is_complete", lambda: change(institution, cast, **decided))
    known = {**decided, "state": "lost", "decided_by": cast["wang_jianming"]}
    refused("institutions_accountchange_state_is_known", lambda: change(institution, cast, **known))


def test_only_one_account_change_is_open(cast: Cast) -> None:
    institution = make_institution(cast)
    change(institution, cast)
    refused("institutions_accountchange_one_open", lambda: change(institution, cast))
