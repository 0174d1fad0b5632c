"""The signed QR code of a voucher: what it says, that it cannot be forged, and how it is printed and checked."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from foundation.core import clock, signing
from tests.builders.vouchers import make_voucher
from tests.cast import Cast
from tests.conftest import SignIn
from tests.printed import Printed
from vouchers.enums import DEAD_STATES, VoucherState
from vouchers.queries import signed_pass
from vouchers.rules.passes import PURPOSE, VoucherPass, read_pass

pytestmark = pytest.mark.usefixtures("on_18_june_2026")


def test_the_code_says_what_an_inspector_must_see_and_no_identity(cast: Cast) -> None:
    voucher = make_voucher(cast)
    said = read_pass(signing.verified(signed_pass(voucher), purpose=PURPOSE))
    assert (said.number, said.kind, said.valid_to) == (voucher.number, "培训券", "2026-12-31")
    assert said.holder == voucher.person.masked_name
    assert voucher.person.name not in said.content()
    assert len(signed_pass(voucher)) < 400


@pytest.mark.parametrize("state", sorted({*DEAD_STATES, VoucherState.REQUESTED}))
def test_a_voucher_that_is_not_issued_or_given_back_has_no_code(
    cast: Cast, sign_in: SignIn, state: str
) -> None:
    voucher = make_voucher(cast, state)
    assert signed_pass(voucher) == ""
    assert sign_in("zhou_min").get(reverse("vouchers:voucher_print", args=[voucher.pk])).status_code == 409


def test_the_printed_voucher_is_the_same_every_time(cast: Cast, sign_in: SignIn) -> None:
    voucher, client = make_voucher(cast), sign_in("qihang_manager")
    url = reverse("vouchers:voucher_print", args=[voucher.pk])
    first = client.get(url)
    with clock.moved_to(date(2026, 8, 1)):
        assert sign_in("qihang_manager").get(url).content == first.content
    assert voucher.number in Printed(first.content).whole_text()
    assert sign_in("huineng_manager").get(url).status_code == 404


def test_the_page_that_checks_without_network_is_one_file(cast: Cast, sign_in: SignIn) -> None:
    saved = sign_in("wu_fang").get(reverse("vouchers:check"), {"save": "1"})
    page = saved.content.decode()
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert signing.public_keys(purpose=PURPOSE).popitem()[1] in page
    asked_for = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(asked_for) == 2
    assert all(address.startswith("data:text/") for address in asked_for)
    assert "以系统为准" in sign_in("wu_fang").get(reverse("vouchers:check")).content.decode()


@pytest.mark.parametrize("content", ["{}", "[]", "[1]", '["a"]', "null", '["a","b","c","d","e","f",7]'])
def test_what_is_no_pass_is_not_read(content: str) -> None:
    with pytest.raises(ValueError, match="a pass"):
        read_pass(content)


def test_a_scanned_code_finds_its_voucher_and_a_forged_one_is_said_to_be_forged(
    cast: Cast, sign_in: SignIn
) -> None:
    voucher, client = make_voucher(cast), sign_in("zhou_min")
    code, url = signed_pass(voucher), reverse("vouchers:voucher_list")
    assert [row.pk for row in client.get(url, {"q": code}).context["page"]] == [voucher.pk]
    forged = client.get(url, {"q": code[:-2] + ("AA" if code[-2:] != "AA" else "QQ")})
    assert "签名不符" in forged.content.decode()


def test_a_pass_is_read_as_it_was_written() -> None:
    written = VoucherPass("PX-7K2M-9F4D", "培训券", "张*英", "4-10-01-05", "养老护理员", "启航", "2026-12-31")
    assert read_pass(written.content()) == written
