"""The API of vouchers: people's verbs only, everything else read-only."""

from __future__ import annotations

import pytest

from tests.builders.vouchers import make_voucher
from tests.cast import Cast
from tests.conftest import SignIn
from vouchers.enums import VoucherState
from vouchers.models import Voucher

pytestmark = pytest.mark.usefixtures("on_18_june_2026")


def address(voucher: Voucher, tail: str = "") -> str:
    return f"/api/v1/vouchers/{voucher.pk}/{tail}"


def test_the_record_says_what_may_be_done_and_masks_the_name(cast: Cast, sign_in: SignIn) -> None:
    voucher = make_voucher(cast)
    body = sign_in("zhou_min").get(address(voucher)).json()
    assert body["allowed_actions"] == ["void"]
    assert body["holder"] == voucher.person.masked_name
    assert sign_in("huineng_manager").get(address(voucher)).status_code == 404


def test_a_voucher_is_voided_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    voucher, client = make_voucher(cast), sign_in("zhou_min")
    url = address(voucher, "perform/")
    assert client.post(url, {"verb": "void"}, "application/json").status_code == 422
    answer = client.post(url, {"verb": "void", "comment": "不符合条件"}, "application/json")
    assert answer.json()["state"] == VoucherState.VOIDED


@pytest.mark.parametrize("verb", ["redeem", "write_off", "bind", "expire"])
def test_what_class_and_claim_cause_is_nobodys_to_post(cast: Cast, sign_in: SignIn, verb: str) -> None:
    voucher = make_voucher(cast, VoucherState.COMPLETED)
    answer = sign_in("zhou_min").post(address(voucher, "perform/"), {"verb": verb}, "application/json")
    assert answer.status_code in {403, 409, 422}
    assert Voucher.objects.get().state == VoucherState.COMPLETED


@pytest.mark.parametrize("field", ["state", "face_fen", "claim_id", "redeemed_at", "number", "valid_to"])
def test_no_field_is_written(cast: Cast, sign_in: SignIn, field: str) -> None:
    voucher, client = make_voucher(cast), sign_in("zhou_min")
    before = Voucher.objects.values().get()
    body = {"verb": "void", "comment": "作废", field: 1}
    assert client.post(address(voucher, "perform/"), body, "application/json").status_code == 422
    assert client.put(address(voucher), {field: 1}, "application/json").status_code in {403, 405}
    assert Voucher.objects.values().get() == before
