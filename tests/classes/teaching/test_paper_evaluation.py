"""表7 on paper: taken in by the bureau with its scan, counted beside the telephone, one answer a person (0014)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from classes.models import ClassEvaluation, Enrolment, TrainingClass
from classes.operations import enter_paper_sheet, evaluate_class, note_paper_takers, strike_paper_sheet
from classes.queries.evaluation import evaluation_page
from foundation.audit.models import Entry
from foundation.core import clock
from tests.builders.running import FIRST_DAY, evening_of, make_running_class, people_of, picture
from tests.builders.visits import browser_of, visit_for
from tests.cast import Cast
from tests.classes.teaching.evaluated import answer_for, taught_class
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn
from tests.printed import Printed

OVER = FIRST_DAY + timedelta(days=16)


@pytest.fixture
def taught(cast: Cast) -> Iterator[TrainingClass]:
    with taught_class(cast) as training_class:
        yield training_class


def by_phone(training_class: TrainingClass, *people: Enrolment) -> None:
    for each in people:
        evaluate_class(each.person, each, answer=answer_for(training_class))


def take(cast: Cast, training_class: TrainingClass, *people: Enrolment) -> None:
    note_paper_takers(training_class, actor=cast.actor("zhang_wei"), takers=[each.pk for each in people])


def enter(cast: Cast, training_class: TrainingClass, **facts: Any) -> ClassEvaluation:
    number = ClassEvaluation.objects.on_paper().count() + 1
    given = {"answer": answer_for(training_class, "good"), "scan": picture(shade=number), **facts}
    return enter_paper_sheet(training_class, actor=cast.actor(given.pop("who", "zhang_wei")), **given)


def test_sheets_are_counted_and_printed_beside_the_telephone(
    cast: Cast, taught: TrainingClass, sign_in: SignIn
) -> None:
    people = people_of(taught)
    by_phone(taught, *people[:4])
    take(cast, taught, *people[4:])
    enter(cast, taught, answer=answer_for(taught, "fair", "open"))
    waiting = evaluation_page(taught, with_suggestions=False)
    assert (waiting.answered, waiting.is_over) == (5, False), "one sheet is still to come"
    enter(cast, taught, who="li_jing")
    page = evaluation_page(taught, with_suggestions=False)
    assert (page.by_phone, page.on_paper, page.is_over) == (4, 2, True)
    assert page.counts is not None
    assert page.counts.effects[0] == {"excellent": 4, "good": 1, "fair": 1}
    assert sum(page.counts.effect_overall.values()) == 5, "what was left open counts nowhere"
    form = sign_in("qihang_manager").get(reverse("classes:evaluation_print", args=[taught.pk]))
    assert "手机填写4份、纸质2份" in Printed(form.getvalue()).text()


def test_nobody_answers_on_paper_and_by_telephone(cast: Cast, taught: TrainingClass) -> None:
    one, two = people_of(taught)[:2]
    by_phone(taught, one)
    with refused("evaluation.already_given"):
        take(cast, taught, one)
    take(cast, taught, two)
    with refused("evaluation.already_given"):
        by_phone(taught, two)
    own = browser_of(visit_for(two.person))
    page = own.get(f"{reverse('own_classes:my_evaluation')}?of={two.pk}")
    assert "登记您领了纸质评估表" in page.content.decode()
    assert "登记为用纸质表填写" in own.get(reverse("reports:my_home")).content.decode()


def test_there_are_never_more_sheets_than_people_who_took_one(cast: Cast, taught: TrainingClass) -> None:
    people = people_of(taught)
    with refused("evaluation.no_taker_left"):
        enter(cast, taught)
    take(cast, taught, *people[:2])
    assert [enter(cast, taught).paper_number for _ in range(2)] == [1, 2]
    with refused("evaluation.no_taker_left"):
        enter(cast, taught)
    with refused("evaluation.more_sheets_than_takers"):
        take(cast, taught, people[0])
    by_phone(taught, *people[2:])
    page = evaluation_page(taught, with_suggestions=False)
    assert (page.answered, page.expected) == (6, 6)


def test_strangers_are_no_takers(cast: Cast, taught: TrainingClass) -> None:
    with refused("evaluation.already_given"):
        take(cast, taught, people_of(make_running_class(cast))[0])


def test_the_database_keeps_every_number_once_and_no_sheet_without_a_scan(
    cast: Cast, taught: TrainingClass
) -> None:
    take(cast, taught, *people_of(taught)[:2])
    sheet = enter(cast, taught)
    grades = {"teaching_overall": "good", "effect_overall": "good"}
    for wrong in ({"paper_number": 1, "scan": sheet.scan}, {"paper_number": 2, "scan": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClassEvaluation.objects.create(training_class=taught, **grades, **wrong)


@pytest.mark.parametrize("who", ["qihang_manager", "qihang_teacher", "cheng_hua", "sun_guodong"])
def test_only_those_who_open_the_envelopes_enter(cast: Cast, taught: TrainingClass, who: str) -> None:
    take(cast, taught, people_of(taught)[0])
    with refused("class.wrong_role"):
        enter(cast, taught, who=who)


def test_the_institution_sees_the_number_and_neither_takers_nor_sheets(
    cast: Cast, taught: TrainingClass, sign_in: SignIn
) -> None:
    take(cast, taught, people_of(taught)[0])
    sheet = enter(cast, taught)
    own, page = sign_in("qihang_manager"), reverse("classes:evaluation_paper", args=[taught.pk])
    seen = own.get(reverse("classes:evaluation", args=[taught.pk])).content.decode()
    assert (page in seen, "领表 1 人" in seen) == (False, True)
    for address in (page, reverse("classes:evaluation_scan", args=[sheet.pk])):
        assert own.get(address).status_code == 403
    assert own.post(page, {}).status_code == 403
    for who in ("li_jing", "cheng_hua"):
        seen = sign_in(who).get(reverse("classes:evaluation", args=[taught.pk])).content.decode()
        assert page in seen, who
    read = sign_in("cheng_hua").get(page).content.decode()
    assert ("录入这张表" in read, "作废重录" in read) == (False, False)


def test_the_same_scan_and_a_blank_sheet_are_refused(cast: Cast, taught: TrainingClass) -> None:
    take(cast, taught, *people_of(taught)[:2])
    enter(cast, taught, scan=picture(shade=77))
    with refused("evaluation.same_scan"):
        enter(cast, taught, scan=picture(shade=77))
    with refused("evaluation.incomplete"):
        enter(cast, taught, answer=answer_for(taught, "open", "open"))


def test_a_wrong_sheet_is_taken_back_with_a_reason_and_the_chain_knows_no_grade(
    cast: Cast, taught: TrainingClass, sign_in: SignIn
) -> None:
    take(cast, taught, *people_of(taught)[:2])
    first, _ = enter(cast, taught), enter(cast, taught, scan=picture(shade=9))
    with refused("evaluation.no_reason"):
        strike_paper_sheet(first, actor=cast.actor("guo_liang"), comment=" ")
    strike_paper_sheet(first, actor=cast.actor("guo_liang"), comment="第 3 项录错")
    assert enter(cast, taught, scan=picture(shade=8)).paper_number == 1
    entries = Entry.objects.filter(action__startswith="evaluation.").order_by("pk")
    assert [entry.action.removeprefix("evaluation.") for entry in entries] == [
        "note_takers", "enter_sheet", "enter_sheet", "strike_sheet", "enter_sheet",
    ]  # fmt: skip
    assert all("good" not in str(entry.detail) for entry in entries)
    own = sign_in("qihang_manager").get(taught.get_absolute_url() + "?tab=history").content.decode()
    assert ("作废纸质评估表第 1 号" in own, "第 3 项录错" in own) == (True, False)


def test_an_answer_by_telephone_is_not_taken_back(cast: Cast, taught: TrainingClass) -> None:
    by_phone(taught, people_of(taught)[0])
    with refused("evaluation.not_on_paper"):
        strike_paper_sheet(ClassEvaluation.objects.get(), actor=cast.actor("zhang_wei"), comment="录错")


def test_nothing_is_added_once_the_counts_are_shown(cast: Cast, taught: TrainingClass) -> None:
    one = people_of(taught)[0]
    take(cast, taught, one)
    with clock.moved_to(evening_of(OVER)):
        for attempt in (lambda: take(cast, taught, one), lambda: enter(cast, taught)):
            with refused("evaluation.not_open"):
                attempt()


def test_a_sheet_is_entered_on_the_page_and_what_was_chosen_is_kept(
    cast: Cast, taught: TrainingClass, sign_in: SignIn
) -> None:
    one, client = people_of(taught)[0], sign_in("zhang_wei")
    page = reverse("classes:evaluation_paper", args=[taught.pk])
    assert "先按信封上的签名登记" in client.get(page).content.decode()
    client.post(reverse("classes:evaluation_takers", args=[taught.pk]), {"takers": [str(one.pk)]})
    places = [*(f"t0_{place}" for place in range(5)), *(f"e_{place}" for place in range(4))]
    filled = dict.fromkeys([*places, "teaching_overall", "effect_overall"], "fair")
    half = client.post(page, {**filled, "e_0": ""})
    assert (half.status_code, half.content.decode().count(" checked")) == (422, 11)
    given = client.post(page, {**filled, "e_0": "open", "scan": picture()}, follow=True)
    sheet = ClassEvaluation.objects.get()
    assert (sheet.effects[0], sheet.paper_number) == ("open", 1)
    scan = reverse("classes:evaluation_scan", args=[sheet.pk])
    assert scan in given.content.decode()
    struck = client.post(
        reverse("classes:evaluation_strike", args=[sheet.pk]), {"comment": "录错"}, follow=True
    )
    assert "已作废" in struck.content.decode()
