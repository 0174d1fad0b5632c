"""Evaluation bodies are filed ones; 本市 comes first, others only where it has none (20号 四(二)、八(三))."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from classes.operations import Certificate, record_certificates
from classes.queries.bodies import bodies_for
from foundation.audit.models import Entry
from foundation.core import clock
from institutions.models import EvaluationBody
from institutions.operations import add_evaluation_body, renew_filing, retire_evaluation_body
from tests.builders.institutions import make_occupation
from tests.builders.running import examine, make_running_class, people_of
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn

DAY = date(2026, 7, 1)


def add(cast: Cast, name: str, *, who: str = "li_jing", **changes: Any) -> EvaluationBody:
    facts: dict[str, Any] = {
        "filing_number": f"备{name}",
        "filed_on": date(2025, 3, 1),
        "valid_to": None,
        "is_of_the_city": True,
        "occupations": [make_occupation()],
        **changes,
    }
    return add_evaluation_body(actor=cast.actor(who), name=name, **facts)


def test_body_from_elsewhere_is_chosen_only_where_the_city_has_none(cast: Cast) -> None:
    training_class = make_running_class(cast)
    other = add(cast, "外市甲", is_of_the_city=False)
    assert bodies_for(training_class, DAY) == [other]
    own = add(cast, "本市乙")
    assert bodies_for(training_class, DAY) == [own]
    retire_evaluation_body(own, actor=cast.actor("li_jing"))
    assert bodies_for(training_class, DAY) == [other]
    assert [entry.action for entry in Entry.objects.filter(action__startswith="evaluation_body").order_by("seq")] == [
        "evaluation_body.add", "evaluation_body.add", "evaluation_body.retire",
    ]  # fmt: skip


def test_certificate_is_of_a_body_that_was_filed_for_it_on_that_day(cast: Cast) -> None:
    training_class = examine(cast, make_running_class(cast))
    holder = people_of(training_class)[0]
    late = add(cast, "本市丙", filed_on=date(2026, 6, 19))
    over = add(cast, "本市丁", valid_to=date(2026, 6, 17))
    foreign = add(cast, "本市戊", occupations=[])
    with clock.moved_to(DAY):
        for body in (late, over, foreign):
            paper = Certificate(holder.pk, "Y0001", date(2026, 6, 18), body_id=body.pk)
            with refused("exam.wrong_certificate"):
                record_certificates(training_class, actor=cast.actor("li_jing"), certificates=[paper])
        good = Certificate(holder.pk, "Y0001", date(2026, 6, 19), body_id=late.pk)
        record_certificates(training_class, actor=cast.actor("li_jing"), certificates=[good])
    assert people_of(training_class)[0].evaluation_body == late


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "本市乙"}, "evaluation_body.name_taken"),
        ({"name": "另一家", "filing_number": "备本市乙"}, "evaluation_body.number_taken"),
        ({"name": "另一家", "valid_to": date(2025, 2, 1)}, "evaluation_body.period_reversed"),
    ],
)
def test_doubles_and_reversed_periods_are_refused(cast: Cast, changes: dict[str, Any], code: str) -> None:
    add(cast, "本市乙")
    with refused(code):
        add(cast, **changes)


def test_a_filing_is_renewed_and_what_it_was_stands_in_the_record(cast: Cast, sign_in: SignIn) -> None:
    body, other = add(cast, "本市丁", valid_to=date(2026, 6, 17)), add(cast, "本市戊")
    at, officer = reverse("institutions:body_edit", args=[body.pk]), sign_in("li_jing")
    occupations = [str(make_occupation().pk)]
    assert 'value="备本市丁"' in officer.get(at).content.decode()
    taken = {"filing_number": other.filing_number, "valid_to": "2028-06-17", "occupations": occupations}
    assert officer.post(at, taken).status_code == 422
    assert officer.post(at, {**taken, "filing_number": "备2026"}).status_code == 302
    training_class = make_running_class(cast)
    assert body in bodies_for(training_class, DAY)
    entry = Entry.objects.get(action="evaluation_body.renew")
    assert entry.detail["before"] == {"filing_number": "备本市丁", "valid_to": "2026-06-17"}


def test_a_retired_body_is_not_renewed(cast: Cast) -> None:
    body = retire_evaluation_body(add(cast, "本市丁"), actor=cast.actor("li_jing"))
    for who, code in (("li_jing", "evaluation_body.already_retired"), ("qihang_manager", "role.missing")):
        with refused(code):
            renew_filing(body, actor=cast.actor(who), filing_number="备9", valid_to=None, occupations=[])


def test_institution_enters_none_and_a_retired_one_stays_retired(cast: Cast) -> None:
    with refused("role.missing"):
        add(cast, "本市乙", who="qihang_manager")
    body = add(cast, "本市乙")
    retire_evaluation_body(body, actor=cast.actor("li_jing"))
    with refused("evaluation_body.already_retired"):
        retire_evaluation_body(body, actor=cast.actor("li_jing"))
    with pytest.raises(IntegrityError):
        EvaluationBody.objects.create(name="丙", filing_number="丙", filed_on=DAY, valid_to=date(2020, 1, 1))


def test_officer_enters_a_body_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    officer, page = sign_in("li_jing"), reverse("institutions:body_list")
    typed = {
        "name": "本市乙", "filing_number": "乙01", "filed_on": "2025-03-01", "valid_to": "",
        "is_of_the_city": "city", "occupations": [str(make_occupation().pk)],
    }  # fmt: skip
    assert officer.post(reverse("institutions:body_new"), {**typed, "name": ""}).status_code == 422
    assert officer.post(reverse("institutions:body_new"), typed).status_code == 302
    assert "乙01" in sign_in("qihang_manager").get(page).content.decode()
    retire = reverse("institutions:body_retire", args=[EvaluationBody.objects.get().pk])
    assert officer.post(retire).status_code == 302
    assert "已停用" in officer.get(page).content.decode()


def test_list_asks_no_more_for_many_bodies(cast: Cast, sign_in: SignIn) -> None:
    officer, asked = sign_in("li_jing"), []
    for names in (("甲",), ("乙", "丙", "丁")):
        for name in names:
            add(cast, name)
        officer.get(reverse("institutions:body_list"))
        with CaptureQueriesContext(connection) as queries:
            officer.get(reverse("institutions:body_list"))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12
