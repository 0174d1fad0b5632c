"""学员名册, one application (表1), 学员档案."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.audit.models import Entry, Result
from tests.builders.trainees import (
    identity_number,
    make_application,
    make_checked_group,
    make_group_under_review,
    number_group,
)
from tests.cast import Cast
from tests.conftest import SignIn
from tests.printed import Printed
from trainees.enums import ApplicationState as S
from trainees.models import Application
from trainees.queries import group_applications

pytestmark = pytest.mark.usefixtures("policy_in_force")


def page(name: str, pk: object = None) -> str:
    return reverse(f"trainees:{name}", args=[pk] if pk else [])


@pytest.mark.parametrize("name", ["application_list", "person_list"])
@pytest.mark.parametrize("size", [5, 50])
def test_lists_take_the_same_queries_for_5_and_50_rows(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date, name: str, size: int
) -> None:
    make_checked_group(cast, size)
    client = sign_in("zhou_min")
    client.get(page(name))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page(name) + "?per_page=50").status_code == 200
    assert len(queries) <= 14


def test_list_is_searched_by_name_last_digits_and_state(cast: Cast, sign_in: SignIn) -> None:
    make_application(cast, 1)
    second = make_application(cast, 2)
    client = sign_in("qihang_manager")
    tail = second.person.identity_masked[-4:]
    by_digits = client.get(page("application_list"), {"q": tail}).content.decode()
    by_state = client.get(page("application_list"), {"state": S.PASSED}).content.decode()
    assert (str(second.pk) in by_digits, by_digits.count("/applications/") < 4) == (True, True)
    assert "没有符合条件的报名" in by_state


def test_page_shows_no_full_number_until_it_is_asked_for_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    application, client = make_application(cast, 1), sign_in("zhou_min")
    shown = client.get(page("application_detail", application.pk)).content.decode()
    silent = client.post(page("application_reveal", application.pk), {"reason": ""})
    revealed = client.post(page("application_reveal", application.pk), {"reason": "电话核实"})
    again = client.get(page("application_detail", application.pk)).content.decode()
    number = identity_number(1)
    texts = [shown, silent.content.decode(), revealed.content.decode(), again]
    assert [number in text for text in texts] == [False, False, True, False]
    assert (silent.status_code, revealed.status_code) == (422, 200)
    assert "no-store" in revealed["Cache-Control"]
    assert Entry.objects.filter(result=Result.READ).count() == 1


def test_form_1_is_printed_with_the_full_number_and_leaves_a_trace(cast: Cast, sign_in: SignIn) -> None:
    application = make_application(cast, 1, address="示例镇示例村 1 号", job_wish="养老机构")
    answer = sign_in("qihang_manager").post(page("application_print", application.pk))
    text = Printed(answer.content).whole_text()
    assert answer["Content-Type"] == "application/pdf"
    assert all(word in text for word in (application.person.name, "示例镇示例村1号", "养老机构"))
    assert Entry.objects.filter(action="application.print_form").count() == 1


def test_officer_returns_a_person_from_the_page(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    application = group_applications(make_group_under_review(cast, 1)).get()
    answer = sign_in("zhou_min").post(
        page("application_perform", application.pk), {"verb": "return", "comment": "请补签承诺书"}
    )
    application.refresh_from_db()
    assert (answer.status_code, application.state) == (302, S.RETURNED)


def test_page_says_why_a_person_cannot_pass_yet(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    application = group_applications(make_group_under_review(cast, 1)).get()
    html = sign_in("zhou_min").get(page("application_detail", application.pk)).content.decode()
    assert "不能选“资格审核通过”" in html
    assert "还没有就业创业证编号" in html


def test_passing_from_the_page(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    group = make_group_under_review(cast, 1)
    number_group(cast, group)
    application = group_applications(group).get()
    sign_in("zhou_min").post(page("application_perform", application.pk), {"verb": "pass"})
    assert group_applications(group).get().state == S.PASSED


def test_institution_corrects_an_entry_and_a_mistake_keeps_the_typed_text(
    cast: Cast, sign_in: SignIn
) -> None:
    application, client = make_application(cast, 1), sign_in("qihang_manager")
    typed = {"category": "graduate", "education": "college", "graduation": "吕梁学院 2026 届"}
    wrong = client.post(page("application_edit", application.pk), {**typed, "phone": "138"})
    assert (wrong.status_code, "吕梁学院 2026 届" in wrong.content.decode()) == (422, True)
    right = client.post(page("application_edit", application.pk), {**typed, "phone": ""})
    saved = Application.objects.get()
    assert (right.status_code, saved.graduation, saved.phone_masked) == (
        302,
        "吕梁学院 2026 届",
        "138****0001",
    )


def test_foreign_and_missing_applications_are_both_absent(cast: Cast, sign_in: SignIn) -> None:
    foreign = make_application(cast, 1, institution="huineng")
    client = sign_in("qihang_manager")
    for pk in (foreign.pk, uuid.uuid4()):
        assert client.get(page("application_detail", pk)).status_code == 404
        assert client.post(page("application_perform", pk), {}).status_code == 404
        assert client.post(page("application_reveal", pk), {}).status_code == 404
    assert client.get(reverse("person_page", args=[foreign.person_id])).status_code == 404


def test_file_of_a_person_shows_each_institution_its_own_part(cast: Cast, sign_in: SignIn) -> None:
    mine = make_application(cast, 1)
    make_application(cast, 1, institution="huineng", phone="13900000001")
    bureau = sign_in("zhou_min").get(reverse("person_page", args=[mine.person_id])).content.decode()
    own = sign_in("qihang_manager").get(reverse("person_page", args=[mine.person_id])).content.decode()
    assert ("汇能学校" in bureau, "汇能学校" in own) == (True, False)


@pytest.mark.parametrize("person", ["admin_he", "security_tian", "point_clerk"])
def test_people_without_business_see_nobody(cast: Cast, sign_in: SignIn, person: str) -> None:
    application = make_application(cast, 1)
    answer = sign_in(person).get(page("application_detail", application.pk))
    assert answer.status_code in {403, 404}
