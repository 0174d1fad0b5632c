"""Two tabs, one sheet: exactly one closing, and no line slips in behind it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from classes.models import AttendanceMark, ClassEvaluation, EvaluationGiven, PlannedSession
from classes.operations import (
    close_sheet,
    decide_correction,
    enter_paper_sheet,
    evaluate_class,
    note_paper_takers,
    record_sheet,
    request_correction,
)
from classes.operations.attendance import SheetLine
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import NotNow
from tests.builders.running import (
    FIRST_DAY,
    evening_of,
    everybody,
    make_running_class,
    people_of,
    picture,
    teach,
)
from tests.cast import Cast
from tests.classes.teaching.evaluated import answer_for

CLIENTS = 6


def together(act: Callable[[int], object]) -> list[str]:
    """What each client was answered: "" for done, else the code of the refusal."""
    gate = Barrier(CLIENTS)

    def client(number: int) -> str:
        try:
            gate.wait()
            with clock.moved_to(evening_of(FIRST_DAY)):
                act(number)
        except NotNow as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sorted(pool.map(client, range(CLIENTS)))


@pytest.mark.django_db(transaction=True)
def test_one_of_many_closes_a_sheet(cast: Cast) -> None:
    session = PlannedSession.objects.filter(training_class=make_running_class(cast), half="am")[0]
    teacher = cast.actor("qihang_teacher")
    with clock.moved_to(evening_of(FIRST_DAY)):
        record_sheet(session, actor=teacher, lines=everybody(session))
    answers = together(lambda _: close_sheet(session, actor=teacher))
    assert answers == ["", *["attendance.sheet_closed"] * (CLIENTS - 1)]
    assert Entry.objects.filter(action="attendance.close_sheet").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_while_another_closes_is_in_or_refused(cast: Cast) -> None:
    training_class = make_running_class(cast)
    session = PlannedSession.objects.filter(training_class=training_class, half="am")[0]
    teacher, one = cast.actor("qihang_teacher"), people_of(training_class)[0]
    with clock.moved_to(evening_of(FIRST_DAY)):
        record_sheet(session, actor=teacher, lines=everybody(session))
    late = [SheetLine(one.pk, absence_reason="病假")]
    answers = together(
        lambda n: (
            close_sheet(session, actor=teacher)
            if n == 0
            else record_sheet(session, actor=teacher, lines=late)
        )
    )
    closed = Entry.objects.get(action="attendance.close_sheet")
    came = AttendanceMark.objects.filter(session=session, signed_in_at__isnull=False).count()
    assert set(answers) <= {"", "attendance.sheet_closed"}
    assert closed.detail["came"] == came


@pytest.mark.django_db(transaction=True)
def test_one_of_many_decides_a_correction(cast: Cast) -> None:
    training_class = teach(cast, make_running_class(cast), away=[1])
    session = PlannedSession.objects.filter(training_class=training_class, half="am")[0]
    line = SheetLine(people_of(training_class)[0].pk, session.starts_at, session.ends_at)
    with clock.moved_to(evening_of(FIRST_DAY)):
        correction = request_correction(
            session, actor=cast.actor("qihang_teacher"), line=line, reason="录像可见", proof=picture()
        )
    officer = cast.actor("li_jing")
    answers = together(
        lambda n: decide_correction(correction, actor=officer, is_confirmed=bool(n % 2), comment="核对")
    )
    assert answers.count("") == 1
    assert set(answers) == {"", "correction.already_decided"}


@pytest.mark.django_db(transaction=True)
def test_of_many_sheets_at_once_one_finds_the_one_who_took_a_form(cast: Cast) -> None:
    """And of a telephone and a form at once one is refused: both are the same row."""
    training_class, officer = make_running_class(cast), cast.actor("zhang_wei")
    one, other = people_of(training_class)[:2]
    with clock.moved_to(evening_of(FIRST_DAY)):
        note_paper_takers(training_class, actor=officer, takers=[one.pk])
        answer = answer_for(training_class)

    def enter(number: int) -> object:
        return enter_paper_sheet(training_class, actor=officer, answer=answer, scan=picture(shade=number + 1))

    def answer_twice(number: int) -> None:
        if number % 2:
            evaluate_class(other.person, other, answer=answer)
        else:
            note_paper_takers(training_class, actor=officer, takers=[one.pk, other.pk])

    assert together(enter) == ["", *["evaluation.no_taker_left"] * (CLIENTS - 1)]
    answers = together(answer_twice)
    assert answers.count("evaluation.already_given") == CLIENTS // 2 + (answers.count("") == 1) * 2
    given = EvaluationGiven.objects.get(pk=other.pk)
    assert ClassEvaluation.objects.count() == 1 + (not given.on_paper)
