"""Every page of acceptance, claims, notices and money opens for whom it is made, and says what it must."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from subsidies.enums import AcceptanceState, ClaimState
from subsidies.models import ArchiveItem, SubsidyClaim
from tests.builders.subsidies import (
    Outcome,
    confirm_standard,
    make_acceptance,
    make_claim,
    make_examined_class,
    make_fund,
    place_claim,
)
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("office")

CUT = Outcome(approved=10, verified=9, passed=7, employed=6, days=2)


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"subsidies:{name}", args=args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_claim_page_explains_every_line_with_a_clause_that_opens(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    shown = page(sign_in("li_jing"), "claim_detail", claim.pk)
    for words in ("人均标准", "核实人数", "就业率", "应付补贴", "1,800.00 元", "壹仟捌佰元整"):
        assert words in shown
    assert 'href="/policy/documents/2026-8/#%E5%9B%9B%28%E4%BA%8C%29"' in shown
    assert "确认前可以测算、审核，不能送公示" in shown


def test_institution_sees_the_same_lines_as_the_bureau(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    pages = [page(sign_in(name), "claim_detail", claim.pk) for name in ("li_jing", "qihang_manager")]
    first, second = (text.split('<ol class="calc">')[1].split("</ol>")[0] for text in pages)
    assert first == second


def test_people_are_listed_with_amount_or_reason_and_masked(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    shown = page(sign_in("cheng_hua"), "claim_detail", claim.pk)
    assert "退班" in shown
    person = claim.people.select_related("enrolment__person").first()
    assert person is not None
    somebody = person.enrolment.person
    assert somebody.identity_masked in shown
    assert somebody.identity_number.reveal(somebody) not in shown


def test_draft_claim_shows_todays_calculation_before_it_is_handed_in(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, ClaimState.DRAFT)
    shown = page(sign_in("qihang_manager"), "claim_detail", claim.pk)
    assert "按现有数据测算" in shown
    claim.refresh_from_db()
    assert claim.total_fen is None


def test_foreign_institution_finds_no_claim(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast)
    for name in ("claim_detail", "claim_sheet"):
        assert (
            sign_in("huineng_manager").get(reverse(f"subsidies:{name}", args=[claim.pk])).status_code == 404
        )


def test_calculation_sheet_prints(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, ClaimState.SECOND_REVIEWED)
    response = sign_in("li_jing").get(reverse("subsidies:claim_sheet", args=[claim.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_draft_has_no_sheet_to_print(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, ClaimState.DRAFT)
    response = sign_in("qihang_manager").get(reverse("subsidies:claim_sheet", args=[claim.pk]))
    assert response.status_code == 409


def test_institution_opens_submits_and_reads_its_claim(cast: Cast, sign_in: SignIn) -> None:
    acceptance = make_acceptance(cast)
    client = sign_in("qihang_manager")
    assert "申领补贴" in page(client, "claim_list")
    client.post(reverse("subsidies:claim_open", args=[acceptance.training_class_id]))
    claim = SubsidyClaim.objects.get()
    response = client.post(reverse("subsidies:claim_perform", args=[claim.pk]), {"verb": "submit"})
    assert response.status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.total_fen) == (ClaimState.SUBMITTED, 120_000)


def test_second_reviewer_sees_who_signed_first(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, ClaimState.FIRST_REVIEWED)
    assert "一审 李静，二审 待办" in page(sign_in("hao_ping"), "claim_detail", claim.pk)


def test_preview_of_a_notice_masks_people_and_publishes_on_confirmation(cast: Cast, sign_in: SignIn) -> None:
    confirm_standard()
    make_fund(cast)
    claim = make_claim(cast, ClaimState.DIRECTOR_APPROVED)
    client = sign_in("li_jing")
    shown = page(client, "claim_publish", claim.pk)
    assert "发布这份公示" in shown
    assert "141121**********" in shown
    client.post(reverse("subsidies:claim_publish", args=[claim.pk]))
    claim.refresh_from_db()
    assert claim.state == ClaimState.PUBLISHED
    assert claim.notice is not None
    for name in ("notice_detail", "notice_print"):
        assert client.get(reverse(f"subsidies:{name}", args=[claim.notice.pk])).status_code == 200
    assert "公示中" in page(client, "notice_list")


def test_draft_has_nothing_to_publish(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, ClaimState.DRAFT)
    assert sign_in("li_jing").get(reverse("subsidies:claim_publish", args=[claim.pk])).status_code == 409


def test_payment_page_shows_amount_and_payee_and_takes_only_the_slip(cast: Cast, sign_in: SignIn) -> None:
    confirm_standard()
    make_fund(cast)
    claim = make_claim(cast, ClaimState.SENT_TO_FINANCE)
    shown = page(sign_in("finance_qiao"), "claim_payment", claim.pk)
    assert "1,200.00 元" in shown
    assert "尾号 1234" in shown
    assert shown.count("<input") == shown.count('type="hidden"') + 2 + shown.count('type="search"')
    assert "待拨付" in page(sign_in("sun_li"), "payment_list")


def test_income_is_entered_in_yuan_and_listed(cast: Cast, sign_in: SignIn) -> None:
    account = make_fund(cast)
    client = sign_in("sun_li")
    facts = {
        "kind": "county_match",
        "received": "20,000",
        "occurred_on": "2026-06-01",
        "document": "文财社〔2026〕9号",
    }
    assert client.post(reverse("subsidies:income_new", args=[account.pk]), facts).status_code == 302
    assert "20,000.00" in page(client, "fund_detail", account.pk)
    assert "1,020,000.00" in page(client, "fund_list")


def test_unreadable_income_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    account = make_fund(cast)
    facts = {"kind": "county_match", "received": "两万", "occurred_on": "2026-06-01", "document": "甲"}
    response = sign_in("sun_li").post(reverse("subsidies:income_new", args=[account.pk]), facts)
    assert response.status_code == 422
    assert "两万" in response.content.decode()


def test_acceptance_page_lists_the_archive_and_the_five_steps(cast: Cast, sign_in: SignIn) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.TRAINING_CONFIRMED)
    shown = page(sign_in("guo_liang"), "acceptance_detail", acceptance.pk)
    for words in (
        "18 项，已有",
        "申领后补",
        "培训业务小组确认",
        "监督检查小组确认",
        "申请资料接收",
        "退回补正",
    ):
        assert words in shown


def test_institution_opens_binds_and_reports_its_archive(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_examined_class(cast)
    client = sign_in("qihang_manager")
    assert "整理档案" in page(client, "acceptance_list")
    client.post(reverse("subsidies:acceptance_open", args=[training_class.pk]))
    item = ArchiveItem.objects.filter(order=1).get()
    address = reverse("subsidies:archive_fill", args=[item.acceptance_id])
    typed = {"present-1": "on", "pages-1": "1-2", "present-2": "on", "pages-2": ""}
    wrong = client.post(address, typed)
    assert (wrong.status_code, 'value="1-2"' in wrong.content.decode()) == (422, True)
    assert client.post(address, typed | {"pages-2": "3-4"}).status_code == 302
    report = {"report": "材料齐全", "disk_label": "YP-1"}
    assert (
        client.post(reverse("subsidies:acceptance_report", args=[item.acceptance_id]), report).status_code
        == 302
    )
    item.refresh_from_db()
    assert (item.is_present, item.pages, item.acceptance.report) == (True, "1-2", "材料齐全")


def test_empty_report_comes_back_with_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.DRAFT)
    address = reverse("subsidies:acceptance_report", args=[acceptance.pk])
    response = sign_in("qihang_manager").post(address, {"report": "", "disk_label": "YP-77"})
    assert response.status_code == 422
    assert "YP-77" in response.content.decode()


def test_objection_is_taken_up_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    confirm_standard()
    make_fund(cast)
    claim = make_claim(cast, ClaimState.PUBLISHED)
    facts = {"raised_by_name": "王某", "contact": "", "comment": "某学员没有参加培训"}
    client = sign_in("ren_gang")
    assert client.post(reverse("subsidies:claim_objection", args=[claim.pk]), facts).status_code == 302
    claim.refresh_from_db()
    assert claim.state == ClaimState.OBJECTED
    assert "某学员没有参加培训" in page(client, "objection_list")


@pytest.mark.parametrize(
    "name", ["claim_list", "payment_list", "notice_list", "acceptance_list", "objection_list"]
)
def test_list_needs_the_same_queries_for_many_rows_as_for_few(
    name: str, cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in("li_jing")
    for _ in range(3):
        place_claim(cast)
    page(client, name)  # the first request writes the session
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(40) as few:
            page(client, name)
        counts.append(len(few.captured_queries))
        for _ in range(6):
            place_claim(cast)
    assert counts[0] == counts[1] <= 13


def test_claim_page_is_bounded_in_queries(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    claim = make_claim(cast, outcome=CUT)
    with django_assert_max_num_queries(60):
        page(sign_in("li_jing"), "claim_detail", claim.pk)
