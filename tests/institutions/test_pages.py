"""机构列表, 机构主页, the entry pages, 工种目录."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.accounts.enums import OrganisationKind
from foundation.accounts.models import Organisation
from institutions.enums import InstitutionState as S
from institutions.models import AccountChange, Contract, Institution, Occupation, Teacher, Venue
from institutions.operations import propose_account_change
from tests.builders.institutions import (
    make_institution,
    make_occupation,
    make_ready_institution,
    make_teacher,
    make_venue,
)
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("policy_in_force")

VENUE = {
    "name": "三号点",
    "address": "示例路 3 号",
    "theory_area": "180",
    "practice_area": "150.5",
    "cameras": "6",
    "fire_safety_on": "2026年3月1日",
}


def page(name: str, pk: object = None) -> str:
    return reverse(f"institutions:{name}", args=[pk] if pk else [])


def test_list_shows_states_with_their_numbers_and_searches(cast: Cast, sign_in: SignIn) -> None:
    make_ready_institution(cast)
    make_institution(cast, "huineng", state=S.UNDER_REVIEW)
    client = sign_in("li_jing")
    everything = client.get(page("institution_list")).content.decode()
    contracted = client.get(page("institution_list"), {"state": S.CONTRACTED}).content.decode()
    searched = client.get(page("institution_list"), {"q": "汇能"}).content.decode()
    assert ("全部 2" in everything or "全部" in everything, "资料审核" in everything) == (True, True)
    assert ("启航职业" in contracted, "汇能职业" in contracted) == (True, False)
    assert ("启航职业" in searched, "汇能职业" in searched) == (False, True)


@pytest.mark.parametrize("number", [5, 50])
def test_list_takes_the_same_queries_for_5_and_50_institutions(
    cast: Cast, sign_in: SignIn, number: int
) -> None:
    for serial in range(number):
        place = Organisation.objects.create(kind=OrganisationKind.INSTITUTION, name=f"示例机构 {serial:03d}")
        Institution.objects.create(organisation=place, name=place.name, credit_code=f"TEST{serial:014d}")
    client = sign_in("li_jing")
    client.get(page("institution_list"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page("institution_list") + "?per_page=50").status_code == 200
    assert len(queries) <= 12


def test_institution_sees_itself_and_no_other(cast: Cast, sign_in: SignIn) -> None:
    own, foreign = make_ready_institution(cast), make_institution(cast, "huineng")
    client = sign_in("qihang_manager")
    assert client.get(page("institution_detail", own.pk)).status_code == 200
    for pk in (foreign.pk, uuid.uuid4()):
        assert client.get(page("institution_detail", pk)).status_code == 404
        assert client.get(page("profile_edit", pk)).status_code == 404
        assert client.post(page("venue_new", pk), {}).status_code == 404
    assert "汇能" not in client.get(page("institution_list")).content.decode()


def test_page_shows_papers_people_and_places_but_not_the_whole_account(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date
) -> None:
    institution = make_ready_institution(cast)
    html = sign_in("wang_jianming").get(page("institution_detail", institution.pk)).content.decode()
    shown = ("HT-2026-qihang", "养老护理员（初级）", "一号教学点", "韩玉兰", "6217****1234")
    assert [word for word in shown if word not in html] == []
    assert "6217000000000001234" not in html


def test_page_takes_a_fixed_number_of_queries(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    institution = make_ready_institution(cast)
    for number in range(20):
        make_venue(institution, f"教学点 {number}", verified_by=cast["li_jing"], verified_on=date(2026, 2, 1))
        make_teacher(institution, f"教师 {number}")
    client = sign_in("li_jing")
    client.get(page("institution_detail", institution.pk))
    with CaptureQueriesContext(connection) as queries:
        client.get(page("institution_detail", institution.pk))
    assert len(queries) <= 22


def test_the_list_of_venues_says_how_long_each_fire_check_is_good(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date
) -> None:
    institution = make_institution(cast)
    make_venue(institution)  # checked on 10 January, no end on the paper
    make_venue(institution, "二号教学点", fire_safety_valid_to=date(2026, 7, 1))
    make_venue(institution, "三号教学点", fire_safety_valid_to=date(2026, 6, 17))

    html = sign_in("qihang_manager").get(page("venue_list", institution.pk)).content.decode()

    assert [day for day in ("2027-01-09", "2026-07-01", "2026-06-17") if f"有效至 {day}" not in html] == []
    assert (html.count("即将到期"), html.count("已过期")) == (1, 1)


def test_an_end_of_the_fire_check_needs_its_day_and_lies_after_it(cast: Cast, sign_in: SignIn) -> None:
    address = page("venue_new", make_institution(cast).pk)
    client = sign_in("qihang_manager")
    for facts in ({"fire_safety_on": ""}, {"fire_safety_on": "2026-07-02"}):
        answer = client.post(address, {**VENUE, **facts, "fire_safety_valid_to": "2026-07-01"})
        assert answer.status_code == 422
        assert 'value="2026-07-01"' in answer.content.decode()
    assert client.post(address, {**VENUE, "fire_safety_valid_to": "2027-03-01"}).status_code == 302


def test_decision_is_taken_on_the_page_with_its_reasons(cast: Cast, sign_in: SignIn) -> None:
    institution = make_institution(cast, state=S.UNDER_REVIEW)
    client = sign_in("wang_jianming")
    html = client.get(page("institution_detail", institution.pk)).content.decode()
    assert "不能选“确认入围”" in html
    answer = client.post(
        page("institution_perform", institution.pk), {"verb": "return_profile", "comment": "缺合同"}
    )
    institution.refresh_from_db()
    assert (answer.status_code, institution.state) == (302, S.REGISTERED)


@pytest.mark.parametrize(
    ("person", "name", "facts", "model"),
    [
        ("qihang_manager", "venue_new", VENUE, Venue),
        ("qihang_manager", "teacher_new", {"name": "王芳", "phone": "138 0000 0004"}, Teacher),
        (
            "li_jing",
            "contract_new",
            {"number": "HT-9", "signed_on": "20260101", "valid_from": "2026-01-01", "valid_to": "2026-12-31"},
            Contract,
        ),
    ],
)
def test_entry_page_saves_and_returns_to_the_institution(
    cast: Cast, sign_in: SignIn, person: str, name: str, facts: dict[str, str], model: Any
) -> None:
    institution, client = make_institution(cast), sign_in(person)
    assert client.get(page(name, institution.pk)).status_code == 200
    answer = client.post(page(name, institution.pk), facts)
    assert (answer.status_code, answer["Location"]) == (302, institution.get_absolute_url())
    assert model.objects.count() == 1


def test_mistake_is_shown_beside_the_field_and_nothing_typed_is_lost(cast: Cast, sign_in: SignIn) -> None:
    institution, client = make_institution(cast), sign_in("li_jing")
    typed = {"number": "HT-9", "signed_on": "昨天", "valid_from": "2026-12-31", "valid_to": "2026-01-01"}
    answer = client.post(page("contract_new", institution.pk), typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert all(
        text in html for text in ("HT-9", "请填写日期，如 2026-06-18。", "止期不能早于起期。", "有错误：")
    )


def test_venue_and_teacher_are_corrected_on_their_pages(cast: Cast, sign_in: SignIn) -> None:
    institution = make_institution(cast)
    venue, teacher, client = make_venue(institution), make_teacher(institution), sign_in("qihang_manager")
    assert "一号教学点" in client.get(page("venue_edit", venue.pk)).content.decode()
    client.post(page("venue_edit", venue.pk), {**VENUE, "name": "一号教学点"})
    client.post(page("teacher_edit", teacher.pk), {"name": "韩玉兰", "certificate": "考评员 9"})
    client.post(page("teacher_retire", teacher.pk))
    venue.refresh_from_db()
    teacher.refresh_from_db()
    assert (venue.address, teacher.certificate, teacher.is_active) == ("示例路 3 号", "考评员 9", False)
    for name in ("venue_list", "teacher_list"):
        assert client.get(page(name, institution.pk)).status_code == 200


def test_bureau_verifies_a_venue_from_the_page(cast: Cast, sign_in: SignIn) -> None:
    venue = make_venue(make_institution(cast))
    sign_in("zhang_wei").post(page("venue_verify", venue.pk))
    venue.refresh_from_db()
    assert venue.verified_by_id == cast["zhang_wei"].pk


def test_account_change_goes_through_two_pages_and_two_people(cast: Cast, sign_in: SignIn) -> None:
    institution = make_ready_institution(cast)
    form = {
        "bank_name": "农行",
        "bank_account_name": "启航",
        "bank_account": "62284800 5678",
        "reason": "升级",
    }
    sign_in("qihang_manager").post(page("account_propose", institution.pk), form)
    change = AccountChange.objects.get()
    head = sign_in("wang_jianming")
    assert "确认账户变更？" in head.get(page("institution_detail", institution.pk)).content.decode()
    head.post(page("account_confirm", change.pk), {"comment": "已电话核实"})
    institution.refresh_from_db()
    assert institution.bank_name == "农行"


def test_refused_account_change_is_said_to_the_institution(cast: Cast, sign_in: SignIn) -> None:
    institution = make_ready_institution(cast)
    facts = {
        "bank_name": "农行",
        "bank_account_name": "启航",
        "bank_account": "622848005678",
        "reason": "升级",
    }
    change = propose_account_change(institution, actor=cast.actor("qihang_manager"), **facts)
    sign_in("wang_jianming").post(page("account_refuse", change.pk), {"comment": "户名不符"})
    html = sign_in("qihang_manager").get(page("institution_detail", institution.pk)).content.decode()
    assert "不同意账户变更" in html


def test_profile_form_takes_the_account_only_before_handing_in(cast: Cast, sign_in: SignIn) -> None:
    institution, client = make_institution(cast, state=S.REGISTERED), sign_in("qihang_manager")
    assert "账号" in client.get(page("profile_edit", institution.pk)).content.decode()
    Institution.objects.update(state=S.CONTRACTED)
    assert "开户行" not in client.get(page("profile_edit", institution.pk)).content.decode()


def test_bureau_registers_an_institution_from_the_page(cast: Cast, sign_in: SignIn) -> None:
    facts = {
        "name": "文水县新生培训学校",
        "credit_code": "52141121MJ0000020G",
        "legal_representative": "李新",
        "contact_name": "李新",
        "contact_phone": "13800000009",
        "address": "示例路",
        "licence_number": "1",
    }
    client = sign_in("li_jing")
    wrong = client.post(page("institution_new"), {**facts, "credit_code": "52141121MJ00000201"})
    right = client.post(page("institution_new"), facts)
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert Institution.objects.get().name == "文水县新生培训学校"


def test_catalogue_is_kept_by_the_training_group(cast: Cast, sign_in: SignIn) -> None:
    occupation, client = make_occupation(), sign_in("li_jing")
    client.post(page("occupation_new"), {"code": "4-03-02-01", "edition": "2022", "name": "中式面点师"})
    client.post(page("occupation_withdraw", occupation.pk))
    html = client.get(page("occupation_list")).content.decode()
    assert ("中式面点师" in html, "已停用" in html) == (True, True)
    client.post(page("occupation_publish", occupation.pk))
    assert Occupation.objects.filter(is_published=True).count() == 2


def test_api_lists_institutions_without_their_accounts(cast: Cast, sign_in: SignIn) -> None:
    institution = make_ready_institution(cast)
    make_institution(cast, "huineng")
    client = sign_in("qihang_manager")
    (row,) = client.get("/api/v1/institutions/").json()["results"]
    detail = client.get(f"/api/v1/institutions/{institution.pk}/").json()
    assert (row["name"], detail["allowed_actions"]) == (institution.name, [])
    assert not [name for name in detail if "bank" in name]
    assert client.get("/api/v1/occupations/?q=养老").json()["count"] == 1


def test_api_performs_verbs_with_the_codes_of_the_pages(cast: Cast, sign_in: SignIn) -> None:
    institution = make_institution(cast, state=S.UNDER_REVIEW)
    url = f"/api/v1/institutions/{institution.pk}/perform/"
    client = sign_in("wang_jianming")
    refused = client.post(url, {"verb": "shortlist"}, content_type="application/json")
    done = client.post(url, {"verb": "return_profile", "comment": "缺合同"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "institution.selection_missing")
    assert (done.status_code, done.json()["state"]) == (200, "registered")
