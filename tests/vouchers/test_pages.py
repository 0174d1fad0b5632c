"""The pages of vouchers: list, 制券, 制评价券, 闭环表, exports; and what they cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.audit.models import Entry, Result
from tests.builders.classes import make_class
from tests.builders.running import Size, make_running_class
from tests.builders.trainees import make_group_under_review, make_passed_group
from tests.builders.vouchers import make_issued_group, make_voucher, place_voucher
from tests.cast import Cast
from tests.conftest import SignIn
from vouchers.enums import VoucherKind, VoucherState
from vouchers.models import Voucher
from vouchers.operations import issue_training_vouchers

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def address(name: str, *args: Any) -> str:
    return reverse(f"vouchers:{name}", args=args)


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["voucher_list", "loop_report"])
def test_a_list_costs_the_same_for_five_and_fifty_rows(cast: Cast, sign_in: SignIn, name: str) -> None:
    client, url = sign_in("zhou_min"), f"{address(name)}?per_page=50"
    many = make_running_class(cast, Size(people=50)).enrolments.all()
    for enrolment in many[:5]:
        place_voucher(enrolment, VoucherState.BOUND)
    queries_of(client, url)  # the first sight of a session is written down
    few = queries_of(client, url)
    for enrolment in many[5:]:
        place_voucher(enrolment, VoucherState.BOUND)
    assert queries_of(client, url) == few <= 16


def test_the_roster_page_costs_the_same_for_two_and_twenty_people(cast: Cast, sign_in: SignIn) -> None:
    small, large = make_issued_group(cast, 2), make_issued_group(cast, 20, start=100)
    client = sign_in("zhou_min")
    queries_of(client, address("group_issue", small))
    costs = {queries_of(client, address("group_issue", group)) for group in (small, large)}
    assert len(costs) == 1
    assert costs.pop() <= 12


def test_a_mistyped_number_is_said_to_be_wrong(cast: Cast, sign_in: SignIn) -> None:
    voucher, client = make_voucher(cast), sign_in("zhou_min")
    typed = voucher.number.replace("-", "").lower()
    found = client.get(address("voucher_list"), {"q": typed})
    assert [row.pk for row in found.context["page"]] == [voucher.pk]
    wrong = typed[:-1] + ("3" if typed[-1] != "3" else "4")
    assert "校验位不符" in client.get(address("voucher_list"), {"q": wrong}).content.decode()


def test_the_list_is_narrowed_by_kind_state_and_class(cast: Cast, sign_in: SignIn) -> None:
    voucher, client = make_voucher(cast, VoucherState.BOUND), sign_in("sun_li")
    assert voucher.training_class
    place_voucher(voucher.training_class.enrolments.get(), VoucherState.ISSUED, VoucherKind.EVALUATION)
    given = {"kind": "training", "state": "bound", "training_class": str(voucher.training_class.pk)}
    page = client.get(address("voucher_list"), given).context["page"]
    assert [row.pk for row in page] == [voucher.pk]


def test_another_institution_finds_nothing(cast: Cast, sign_in: SignIn) -> None:
    voucher, client = make_voucher(cast), sign_in("huineng_manager")
    assert client.get(address("voucher_detail", voucher.pk)).status_code == 404
    assert voucher.number not in client.get(address("voucher_list")).content.decode()
    group = make_issued_group(cast, 1)
    assert client.get(address("group_issue", group)).status_code == 404
    assert client.get(address("class_evaluation", voucher.application.group_id)).status_code == 404


def test_the_qualification_group_issues_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    group, client = make_passed_group(cast, 2), sign_in("zhou_min")
    assert "制发 2 张培训券" in client.get(address("group_issue", group)).content.decode()
    assert client.post(address("group_issue", group)).status_code == 302
    assert Voucher.objects.filter(state=VoucherState.ISSUED).count() == 2
    assert client.post(address("group_issue", group)).status_code == 409


def test_the_page_says_why_somebody_gets_none(cast: Cast, sign_in: SignIn) -> None:
    group = make_group_under_review(cast, 1)
    assert (
        "正在资格审核，通过后才能发券"
        in sign_in("zhou_min").get(address("group_issue", group)).content.decode()
    )


def test_the_institution_asks_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    group = make_passed_group(cast, 1)
    assert sign_in("qihang_manager").post(address("group_request", group)).status_code == 302
    assert Voucher.objects.get().state == VoucherState.REQUESTED


def test_evaluation_vouchers_are_made_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    confirmed, client = make_class(cast, ClassState.SYSTEM_CONFIRMED, heads=2), sign_in("li_jing")
    url = address("class_evaluation", confirmed.pk)
    assert "没有有效的培训券" in client.get(url).content.decode()
    assert client.post(url).status_code == 409
    issue_training_vouchers(confirmed.pk, actor=cast.actor("zhou_min"))
    assert client.post(url).status_code == 302
    assert TrainingClass.objects.get().state == ClassState.VOUCHERS_MADE
    numbers = set(confirmed.enrolments.values_list("evaluation_voucher_number", flat=True))
    assert numbers == set(Voucher.objects.filter(kind="evaluation").values_list("number", flat=True))


def test_a_voucher_is_voided_with_a_reason_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    voucher, client = make_voucher(cast), sign_in("zhou_min")
    assert "作废" in client.get(address("voucher_detail", voucher.pk)).content.decode()
    url = address("voucher_decide", voucher.pk)
    assert client.post(url, {"verb": "void", "comment": ""}).status_code == 422
    assert client.post(url, {"verb": "redeem", "comment": "兑现"}).status_code == 422
    assert client.post(url, {"verb": "void", "comment": "不符合条件"}).status_code == 302
    assert Voucher.objects.get().state == VoucherState.VOIDED


def test_the_loop_report_lists_what_is_open_with_its_reason(cast: Cast, sign_in: SignIn) -> None:
    open_one = make_voucher(cast, VoucherState.COMPLETED)
    make_voucher(cast, VoucherState.WRITTEN_OFF)
    page = sign_in("sun_li").get(address("loop_report"))
    assert [line.voucher.pk for line in page.context["lines"]] == [open_one.pk]
    assert page.context["lines"][0].waits_for


def test_an_export_leaves_a_trace_and_is_never_cut(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    group, client = make_issued_group(cast, 2), sign_in("zhou_min")
    answer = client.post(address("group_export", group))
    assert answer.content.startswith(b"PK")
    assert client.post(address("voucher_export")).content.startswith(b"PK")
    assert Entry.objects.filter(action="voucher.export", result=Result.READ).count() == 2
    assert client.get(address("voucher_export")).status_code == 403
    monkeypatch.setattr("vouchers.views.shared.LARGEST_EXPORT", 1)
    assert client.post(address("voucher_export")).status_code == 422
