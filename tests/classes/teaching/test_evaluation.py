"""表7 on the telephone: once, only by those of the class, and so that nobody can say whose answer it is (0014)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from classes.enums import ClassState, EnrolmentState
from classes.models import ClassEvaluation, Enrolment, EvaluationGiven, TrainingClass
from classes.operations import evaluate_class
from classes.queries.evaluation import evaluation_page, teachers_evaluated
from classes.rules.evaluation import Answer
from foundation.audit.models import Entry
from foundation.core import clock
from tests.builders.running import FIRST_DAY, evening_of, make_running_class, people_of
from tests.builders.visits import browser_of, visit_for
from tests.cast import Cast
from tests.classes.teaching.evaluated import answer_for, taught_class
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn
from tests.printed import Printed

PAGE = "own_classes:my_evaluation"


@pytest.fixture
def taught(cast: Cast) -> Iterator[TrainingClass]:
    with taught_class(cast) as training_class:
        yield training_class


def give(training_class: TrainingClass, enrolments: list[Enrolment], said: str = "") -> None:
    for each in enrolments:
        evaluate_class(each.person, each, answer=answer_for(training_class), suggestions=said)


def filled(training_class: TrainingClass, grade: str = "good") -> dict[str, str]:
    names = [f"t0_{place}" for place in range(5)] + [f"e_{place}" for place in range(4)]
    return dict.fromkeys([*names, "teaching_overall", "effect_overall"], grade)


def test_person_fills_it_in_once_from_his_own_page(taught: TrainingClass) -> None:
    one = people_of(taught)[0]
    client, address = browser_of(visit_for(one.person)), f"{reverse(PAGE)}?of={one.pk}"
    assert address in client.get(reverse("reports:my_home")).content.decode()

    half = client.post(address, {"e_0": "good"})
    assert half.status_code == 422
    assert re.search('value="good"[^>]* checked', half.content.decode()), "what was chosen is kept"
    given = client.post(address, {**filled(taught), "suggestions": "实操再多些"})
    assert "谢谢，已经收到" in given.content.decode()
    assert client.post(address, filled(taught)).status_code == 409
    assert "已经填过" in client.get(address).content.decode()
    assert address not in client.get(reverse("reports:my_home")).content.decode()
    assert ClassEvaluation.objects.get().effects == ["good"] * 4


def test_answer_leads_to_nobody(taught: TrainingClass) -> None:
    """No person, no time, no entry of the chain; and the order in which rows lie is that of their keys."""
    before = Entry.objects.count()
    give(taught, people_of(taught)[::-1][:5])
    assert Entry.objects.count() == before
    stored = {field.name for field in ClassEvaluation._meta.fields}
    assert stored == {
        "id", "training_class", "teachers", "teaching_overall", "effects", "effect_overall", "suggestions",
        "paper_number", "scan",
    }  # fmt: skip
    assert not ClassEvaluation.objects.on_paper().exists(), "number and scan are a sheet's"
    assert [field.name for field in EvaluationGiven._meta.fields] == ["enrolment", "on_paper"]


def test_rows_lie_in_the_order_of_their_keys_however_they_came(taught: TrainingClass) -> None:
    orders: list[list[str]] = []
    for each in people_of(taught)[:4]:
        give(taught, [each])
        orders += [as_they_lie(ClassEvaluation), as_they_lie(EvaluationGiven)]
    assert len(orders[-1]) == 4
    assert all(order == sorted(order) for order in orders)


def as_they_lie(model: type[Model]) -> list[str]:
    """The keys in the order of the file, which no index has put right."""
    key, place = model._meta.pk.column, "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {model._meta.db_table} ORDER BY {place}")
        return [str(row[0]) for row in cursor.fetchall()]


def test_nobody_else_and_not_before_the_last_class_day_nor_after_the_term(
    cast: Cast, taught: TrainingClass
) -> None:
    one, stranger = people_of(taught)[0], people_of(make_running_class(cast))[0]
    with refused("evaluation.not_in_class"):
        evaluate_class(stranger.person, one, answer=answer_for(taught))
    client = browser_of(visit_for(stranger.person))
    assert client.get(f"{reverse(PAGE)}?of={one.pk}").status_code == 404
    assert client.get(f"{reverse(PAGE)}?of=x").status_code == 404
    for day in (FIRST_DAY - timedelta(days=1), FIRST_DAY + timedelta(days=16)):
        with clock.moved_to(evening_of(day)), refused("evaluation.not_open"):
            evaluate_class(one.person, one, answer=answer_for(taught))
    with clock.moved_to(evening_of(FIRST_DAY + timedelta(days=15))):
        evaluate_class(one.person, one, answer=answer_for(taught))
    left = people_of(taught)[1]
    Enrolment.objects.filter(pk=left.pk).update(state=EnrolmentState.WITHDRAWN)
    with refused("evaluation.not_open"):
        evaluate_class(left.person, left, answer=answer_for(taught))


def test_open_places_and_other_teachers_are_refused(taught: TrainingClass) -> None:
    one = people_of(taught)[0]
    with refused("evaluation.incomplete"):
        evaluate_class(one.person, one, answer=Answer({}, "good", ("good",) * 4, "good"))
    assert not EvaluationGiven.objects.exists()


def test_without_the_code_there_is_no_form(taught: TrainingClass) -> None:
    answer = Client().get(f"{reverse(PAGE)}?of={people_of(taught)[0].pk}")
    assert answer.headers["Location"] == reverse("trainees:visit_start")


def test_counts_appear_when_nobody_can_answer_any_more_and_enough_have(taught: TrainingClass) -> None:
    """While it runs, two looks would tell what the one in between has said."""
    people = people_of(taught)
    give(taught, people[:4])
    late = evening_of(FIRST_DAY + timedelta(days=16))
    assert evaluation_page(taught, with_suggestions=True).counts is None
    with clock.moved_to(late):
        few = evaluation_page(taught, with_suggestions=True)
        assert (few.counts, few.waits) == (None, "收到 4 份，不足 5 份，不显示结果，以免认出个人。")
    give(taught, people[4:5], said="实操再多些")
    running = evaluation_page(taught, with_suggestions=True)
    assert (running.answered, running.counts, running.suggestions) == (5, None, ())
    with clock.moved_to(late):
        counts = evaluation_page(taught, with_suggestions=False).counts
        assert counts is not None
        assert counts.teaching_overall == {"excellent": 5, "good": 0, "fair": 0}


def test_counts_of_an_archived_class_are_still_read_and_nothing_is_added(taught: TrainingClass) -> None:
    *five, last = people_of(taught)
    give(taught, five)
    taught.state = ClassState.ARCHIVED
    assert evaluation_page(taught, with_suggestions=False).counts is not None
    TrainingClass.objects.filter(pk=taught.pk).update(state=ClassState.ARCHIVED)
    with refused("evaluation.not_open"):
        give(taught, [last])


def test_when_everybody_has_answered_the_counts_wait_no_longer(taught: TrainingClass) -> None:
    give(taught, people_of(taught))
    assert evaluation_page(taught, with_suggestions=False).is_over


def test_words_are_for_the_bureau_and_form_7_carries_the_counts(
    taught: TrainingClass, sign_in: SignIn
) -> None:
    give(taught, people_of(taught), said="实操再多些")
    address = reverse("classes:evaluation", args=[taught.pk])
    own, bureau = (sign_in(who).get(address).content.decode() for who in ("qihang_manager", "zhang_wei"))
    form = sign_in("qihang_manager").get(reverse("classes:evaluation_print", args=[taught.pk]))
    printed = Printed(form.getvalue()).text()

    assert "优秀 6" in own
    assert ("实操再多些" in own, "实操再多些" in bureau, "实操再多些" in printed) == (False, True, False)
    assert "格内为人数" in printed


def test_form_7_is_blank_until_the_counts_are_shown(taught: TrainingClass, sign_in: SignIn) -> None:
    give(taught, people_of(taught)[:5])
    form = sign_in("qihang_manager").get(reverse("classes:evaluation_print", args=[taught.pk]))
    text = Printed(form.getvalue()).text()
    assert teachers_evaluated(taught)[0].name in text
    assert "格内为人数" not in text
