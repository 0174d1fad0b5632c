"""What the database refuses as doubled is said in the words of its constraint; anything else stays a fault."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from classes.models import Enrolment
from foundation.accounts.models import Organisation
from foundation.core.uniqueness import doubled
from tests.builders.running import make_running_class, people_of
from tests.cast import Cast


def refused_by_the_database(change: dict[str, object], enrolment: UUID) -> IntegrityError:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Enrolment.objects.filter(pk=enrolment).update(**change)
    return caught.value


def test_the_constraint_s_own_sentence_is_said(cast: Cast) -> None:
    one, two, *_ = people_of(make_running_class(cast))
    refusal = doubled(refused_by_the_database({"person_id": one.person_id}, two.pk))
    assert refusal is not None
    assert refusal.code == "record.doubled"
    assert refusal.message == "这名学员已在本班。请刷新页面，核对后再提交。"


def test_the_sentence_is_found_for_an_index_with_a_condition_too(cast: Cast) -> None:
    one, two, *_ = people_of(make_running_class(cast))
    Enrolment.objects.filter(pk=one.pk).update(certificate_number="C1")
    refusal = doubled(refused_by_the_database({"certificate_number": "C1"}, two.pk))
    assert refusal is not None
    assert "已经登记给另一名学员" in refusal.message


def test_a_constraint_without_a_sentence_speaks_chinese_all_the_same(cast: Cast) -> None:
    one, two, *_ = people_of(make_running_class(cast))
    refusal = doubled(refused_by_the_database({"position": one.position}, two.pk))
    assert refusal is not None
    assert refusal.message == "刚刚有人登记了相同的内容。请刷新页面，核对后再提交。"


def test_another_violation_is_no_refusal(cast: Cast) -> None:
    one, *_ = people_of(make_running_class(cast))
    assert doubled(refused_by_the_database({"retakes": 2}, one.pk)) is None


def test_a_doubled_key_is_one_too(cast: Cast) -> None:
    there = Organisation.objects.first()
    assert there
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Organisation.objects.create(pk=there.pk, name="另一家", kind=there.kind)
    assert doubled(caught.value) is not None
