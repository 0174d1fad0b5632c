"""The same doors for programs: sheets written whole, verbs by one address, nothing unknown swallowed."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from classes.models import AttendanceMark, PlannedSession, TrainingClass
from foundation.core import clock
from tests.builders.running import FIRST_DAY, evening_of, examine, make_running_class, people_of
from tests.cast import Cast
from tests.conftest import SignIn


def morning(training_class: TrainingClass) -> PlannedSession:
    return PlannedSession.objects.filter(training_class=training_class, half="am")[0]


def send(sign_in: SignIn, who: str, name: str, pk: object, body: dict[str, Any]) -> Any:
    with clock.moved_to(evening_of(FIRST_DAY)):
        return sign_in(who).post(reverse(name, args=[pk]), body, content_type="application/json")


def lines(training_class: TrainingClass) -> dict[str, Any]:
    times = {"signed_in_at": "08:30", "signed_out_at": "11:50"}
    return {"lines": [{"enrolment_id": str(each.pk), **times} for each in people_of(training_class)]}


def test_a_sheet_is_written_and_closed_by_a_program(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    session = morning(training_class)
    saved = send(sign_in, "qihang_teacher", "classes-api-session-sheet", session.pk, lines(training_class))
    closed = send(sign_in, "qihang_teacher", "classes-api-session-close", session.pk, {})
    assert (saved.status_code, closed.status_code) == (200, 200)
    assert [row["counts"] for row in closed.json()["sheet"]] == [True, True, True]
    assert closed.json()["closed_at"]


@pytest.mark.parametrize(
    ("change", "status"),
    [({"closed_at": "2026-06-15"}, 422), ({"lines": []}, 422), ({"lines": [{"enrolment_id": "x"}]}, 422)],
)
def test_unknown_or_wrong_bodies_are_refused(
    cast: Cast, sign_in: SignIn, change: dict[str, Any], status: int
) -> None:
    training_class = make_running_class(cast)
    body = {**lines(training_class), **change}
    answer = send(sign_in, "qihang_teacher", "classes-api-session-sheet", morning(training_class).pk, body)
    assert answer.status_code == status
    assert not AttendanceMark.objects.exists()


def test_a_foreign_sheet_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    session = morning(training_class)
    answer = send(sign_in, "huineng_manager", "classes-api-session-sheet", session.pk, lines(training_class))
    assert answer.status_code == 404


def test_the_bureau_reads_sheets_and_writes_none(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    session = morning(training_class)
    read = sign_in("li_jing").get(reverse("classes-api-session-detail", args=[session.pk]))
    written = send(sign_in, "li_jing", "classes-api-session-sheet", session.pk, lines(training_class))
    assert (read.status_code, len(read.json()["sheet"]), written.status_code) == (200, 3, 403)


def test_an_enrolment_tells_its_verbs_and_performs_them(cast: Cast, sign_in: SignIn) -> None:
    training_class = examine(cast, make_running_class(cast))
    someone = people_of(training_class)[0]
    client = sign_in("zhang_wei")
    told = client.get(reverse("classes-api-enrolment-detail", args=[someone.pk])).json()
    answer = send(sign_in, "zhang_wei", "classes-api-enrolment-perform", someone.pk, {"verb": "verify"})
    assert set(told["allowed_actions"]) == {"verify", "reject_verification"}
    assert "identity_number" not in told
    assert answer.json()["state"] == "verified"


def test_a_refused_verb_answers_with_its_code(cast: Cast, sign_in: SignIn) -> None:
    someone = people_of(make_running_class(cast))[0]
    answer = send(
        sign_in, "qihang_manager", "classes-api-enrolment-perform", someone.pk, {"verb": "withdraw"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "enrolment.comment_required")
