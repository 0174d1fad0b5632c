"""报名: the number is checked, the person is one, and nobody is entered twice (F1)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from foundation.audit.models import Entry
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from tests.builders.trainees import (
    identity_number,
    make_application,
    make_checked_group,
    make_group_under_review,
)
from tests.cast import Cast
from trainees.models import Application
from trainees.operations import (
    correct_application,
    correct_person_name,
    register_application,
    reschedule_group,
)
from trainees.queries import group_applications


def refusal_of(error: type[DomainError], cast: Cast, serial: int = 1, **facts: Any) -> str:
    with pytest.raises(error) as refusal:
        make_application(cast, serial, **facts)
    return refusal.value.code


def test_other_name_for_a_known_number_is_refused(cast: Cast) -> None:
    make_application(cast, 1)
    assert refusal_of(Invalid, cast, 1, institution="huineng", name="张晓瑛") == "person.name_differs"


def test_same_person_twice_in_one_roster_is_refused(cast: Cast) -> None:
    group = make_checked_group(cast, 1)
    assert refusal_of(Invalid, cast, 1, group_id=group) == "application.already_in_group"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"phone": "1380000000"}, "phone.unreadable"),
        ({"category": "rich"}, "application.category_unknown"),
        ({"education": "none"}, "application.education_unknown"),
        ({"name": " 　"}, "person.name_missing"),
        ({"identity_number": "141121820506002"}, "identity.old_form"),
    ],
)
def test_wrong_fact_is_named_and_nothing_is_kept(cast: Cast, facts: dict[str, Any], code: str) -> None:
    assert refusal_of(Invalid, cast, **facts) == code
    assert Application.objects.count() == 0


def test_institution_enters_for_itself_only(cast: Cast) -> None:
    foreign = cast.organisations["huineng"].pk
    with pytest.raises(NotAllowed) as refusal:
        make_application(cast, institution_id=foreign)
    assert refusal.value.code == "application.foreign_institution"


def test_number_phone_and_address_are_sealed_in_the_table_and_absent_from_the_trace(cast: Cast) -> None:
    application = make_application(cast, 7, address="示例镇示例村 7 号")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM trainees_person")
        person = cursor.fetchone()
        cursor.execute("SELECT phone, phone_index, address FROM trainees_application")
        row = cursor.fetchone()
    secrets = (identity_number(7), "13800000007", "示例村")
    stored = [*map(str, person), *map(str, row), *(str(e.detail) for e in Entry.objects.all())]
    assert not any(secret in text for secret in secrets for text in stored)
    assert not any(
        "*" in text for text in stored[: len(person)]
    )  # beside birth date and region a tail is the number
    assert application.person.identity_number.reveal(application.person) == identity_number(7)


def test_entry_is_corrected_until_the_bureau_has_it(cast: Cast) -> None:
    manager = cast.actor("qihang_manager")
    application = make_application(cast, 1)
    corrected = correct_application(application, actor=manager, phone="139 0000 0001", education="college")
    assert (corrected.phone_masked, corrected.education) == ("139****0001", "college")
    under_review = group_applications(make_group_under_review(cast, 1, start=2)).get()
    with pytest.raises(NotNow) as refusal:
        correct_application(under_review, actor=manager, education="college")
    assert refusal.value.code == "application.not_correctable"


def test_incomplete_form_is_not_a_registration(cast: Cast) -> None:
    application = make_application(cast, promise_signed_on=None)
    with pytest.raises(NotNow) as refusal:
        register_application(application, actor=cast.actor("qihang_manager"))
    assert refusal.value.code == "application.incomplete"


def test_name_is_corrected_by_the_bureau_with_a_reason(cast: Cast) -> None:
    person = make_application(cast, 1).person
    with pytest.raises(Invalid) as silent:
        correct_person_name(person, actor=cast.actor("zhou_min"), name="李晓英", reason="")
    with pytest.raises(NotAllowed):
        correct_person_name(person, actor=cast.actor("qihang_manager"), name="李晓英", reason="改名")
    renamed = correct_person_name(person, actor=cast.actor("zhou_min"), name="李 晓英", reason="户口簿")
    assert (silent.value.code, renamed.name) == ("person.reason_missing", "李晓英")


def test_roster_follows_the_dates_of_its_class(cast: Cast) -> None:
    group = make_checked_group(cast, 3)
    days = {"planned_from": date(2026, 8, 3), "planned_to": date(2026, 8, 22)}
    moved = reschedule_group(group, actor=cast.actor("qihang_manager"), group_title="改期后", **days)
    untouched = reschedule_group(group, actor=cast.actor("huineng_manager"), group_title="别家", **days)
    assert (moved, untouched) == (3, 0)
    assert {a.group_title for a in group_applications(group)} == {"改期后"}
