"""学员档案: one page over all years, institutions and numbers; each institution sees its own part."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from classes.models import Enrolment
from foundation.audit.models import Entry, Result
from foundation.core.national_codes import identity_check_digit
from reports.queries.person_file import person_file
from subsidies.enums import ClaimState
from subsidies.models import ClaimPerson
from tests.builders.subsidies import make_claim
from tests.builders.trainees import make_application
from tests.builders.visits import make_dispute
from tests.cast import Cast
from tests.conftest import SignIn
from trainees.enums import DisputeTarget
from trainees.models import Application, Person

pytestmark = pytest.mark.usefixtures("trial_rates", "on_18_june_2026")


def trained(cast: Cast) -> Person:
    """Somebody of 启航 who was in class, passed and stands in a claim."""
    claim = make_claim(cast, ClaimState.SUBMITTED)
    row = ClaimPerson.objects.filter(claim=claim, is_paid=True).first()
    assert row is not None
    return Person.objects.get(pk=row.enrolment.person_id)


def applied_elsewhere(cast: Cast, person: Person) -> Person:
    """The same at 汇能 under a mistyped number, merged since."""
    number = person.identity_number.reveal(person)
    body = f"{number[:5]}2{number[6:17]}"
    other = make_application(
        cast, 1, institution="huineng", name=person.name, identity_number=body + identity_check_digit(body)
    ).person
    Person.objects.filter(pk=other.pk).update(merged_into=person)
    return other


def test_page_shows_classes_vouchers_attendance_employment_and_money(cast: Cast, sign_in: SignIn) -> None:
    person = trained(cast)
    other = applied_elsewhere(cast, person)
    theirs = Application.objects.get(person=other)
    dispute = make_dispute(other, DisputeTarget.APPLICATION, theirs.pk, theirs.institution_id)

    shown = sign_in("zhou_min").get(person.get_absolute_url()).content.decode()

    for words in (dispute.number, "启航学校", "汇能学校", "半天", "合格", "培训券", "已申领补贴", "已并入"):
        assert words in shown, words
    assert person.identity_number.reveal(person) not in shown


def test_money_of_a_person_is_that_of_the_claims(cast: Cast) -> None:
    person = trained(cast)
    row = ClaimPerson.objects.get(enrolment__person=person)

    found = person_file(person, cast.actor("zhou_min"))

    assert (found.applied_fen, found.paid_fen) == (row.amount_fen, 0)
    assert found.courses[0].enrolment == Enrolment.objects.get(person=person)


def test_page_takes_a_fixed_number_of_queries(cast: Cast, sign_in: SignIn) -> None:
    person, client = trained(cast), sign_in("zhou_min")
    client.get(person.get_absolute_url())

    with CaptureQueriesContext(connection) as one:
        client.get(person.get_absolute_url())
    applied_elsewhere(cast, person)
    with CaptureQueriesContext(connection) as more:
        client.get(person.get_absolute_url())

    assert len(one) == len(more) <= 20


def test_institution_sees_its_own_part(cast: Cast, sign_in: SignIn) -> None:
    person = trained(cast)
    other = applied_elsewhere(cast, person)

    own = sign_in("qihang_manager").get(person.get_absolute_url()).content.decode()

    assert "汇能" not in own
    assert other.identity_masked not in own
    assert "疑似同一人" not in own


def test_number_is_shown_for_a_reason_and_leaves_a_trace(cast: Cast, sign_in: SignIn) -> None:
    person, client = make_application(cast, 1).person, sign_in("zhou_min")
    address, number = (
        reverse("trainees:person_reveal", args=[person.pk]),
        person.identity_number.reveal(person),
    )

    assert client.post(address, {"reason": ""}).status_code == 422
    in_place = client.post(
        address, {"reason": "群众来电核实"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert (number in in_place, "<html" in in_place) == (True, False)
    trace = Entry.objects.get(action="person.reveal", result=Result.READ)
    assert (trace.comment, number in str(trace.detail)) == ("群众来电核实", False)
    assert "群众来电核实" in client.get(person.get_absolute_url()).content.decode()
    assert number in client.post(address, {"reason": "没有脚本"}).content.decode()


@pytest.mark.parametrize("who", ["sun_li", "cheng_hua", "zhang_wei", "qihang_teacher"])
def test_those_without_need_are_not_shown_the_number(cast: Cast, sign_in: SignIn, who: str) -> None:
    person = make_application(cast, 1).person

    answer = sign_in(who).post(reverse("trainees:person_reveal", args=[person.pk]), {"reason": "看看"})

    assert answer.status_code == 403
