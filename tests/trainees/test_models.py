"""What the database itself refuses about people and applications."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from foundation.core import clock
from tests.builders.trainees import make_application, make_checked_group
from tests.cast import Cast
from trainees.models import Application, CrossCheckHit, Person


def refused(name: str, action: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        action()
    assert name in str(caught.value) or "UNIQUE constraint failed" in str(caught.value)


def test_person_is_one_with_a_known_sex_and_an_index(cast: Cast) -> None:
    person = make_application(cast).person
    people = Person.objects.filter(pk=person.pk)
    refused("trainees_person_sex_is_known", lambda: people.update(sex="x"))
    refused("trainees_person_has_identity_index", lambda: people.update(identity_index=""))
    double = Person(
        name="另一人", identity_index=person.identity_index, sex="f", birth_date=person.birth_date
    )
    refused("identity_index", double.save)


def test_person_stands_once_in_a_roster_unless_withdrawn(cast: Cast) -> None:
    group = make_checked_group(cast, 1)
    mine = Application.objects.get(group_id=group)
    other = make_application(cast, 1)
    rows = Application.objects.filter(pk=other.pk)
    refused("trainees_application_once_per_group", lambda: rows.update(group_id=group))
    Application.objects.filter(pk=mine.pk).update(state="withdrawn")
    assert rows.update(group_id=group) == 1


def test_application_has_a_known_state_and_category(cast: Cast) -> None:
    rows = Application.objects.filter(pk=make_application(cast).pk)
    refused("trainees_application_state_is_known", lambda: rows.update(state="lost"))
    refused("trainees_application_category_is_known", lambda: rows.update(category="rich"))


def test_passed_application_names_its_reviewer_who_is_not_its_registrar(cast: Cast) -> None:
    rows = Application.objects.filter(pk=make_application(cast).pk)
    refused("trainees_application_passed_has_reviewer", lambda: rows.update(state="passed"))
    registrar = {"passed_by": cast["qihang_manager"], "passed_at": clock.now()}
    refused("trainees_application_not_passed_by_registrar", lambda: rows.update(state="passed", **registrar))


def test_finding_stands_once_of_a_known_kind_and_is_decided_with_a_reason(cast: Cast) -> None:
    application = make_application(cast)
    facts = {"application": application, "kind": "age", "message": "年龄 62 岁", "source": "身份证号"}
    hit = CrossCheckHit.objects.create(**facts)
    rows = CrossCheckHit.objects.filter(pk=hit.pk)
    refused("trainees_crosscheckhit_once", lambda: CrossCheckHit.objects.create(**facts))
    refused("trainees_crosscheckhit_kind_is_known", lambda: rows.update(kind="odd"))
    refused("trainees_crosscheckhit_decided_with_reason", lambda: rows.update(decision="accepted"))
    decided = {"decided_by": cast["zhou_min"], "decided_at": clock.now(), "decision_reason": "已核"}
    refused("trainees_crosscheckhit_decision_is_known", lambda: rows.update(decision="maybe", **decided))
