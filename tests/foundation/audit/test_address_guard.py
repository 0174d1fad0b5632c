"""A whole identity number in an address is refused before anything reads, repeats or follows it."""

from __future__ import annotations

import pytest
from django.test import Client

from foundation.audit.models import Entry, Result
from tests.cast import Cast
from tests.conftest import SignIn

NUMBER = "141121199003072315"
ADDRESSES = ("/search/?q={}", "/people/?q={}", "/audit/?person={}", "/classes/?page=1&q={}", "/users/?q={}")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("written", [NUMBER, "1411211990%2003072315", "１４１１２１１９９００３０７２３１５"])
def test_it_is_refused_and_not_shown_back(cast: Cast, sign_in: SignIn, address: str, written: str) -> None:
    answer = sign_in("li_jing").get(address.format(written))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "网址中不能带完整的身份证号或账号" in text
    assert NUMBER not in text
    assert written not in text


def test_the_refusal_is_on_record_without_the_number(cast: Cast, sign_in: SignIn) -> None:
    sign_in("li_jing").get(f"/search/?q={NUMBER}")
    entry = Entry.objects.get(action="address.whole_number")
    assert (entry.result, entry.actor_name) == (Result.REFUSED, "李静")
    assert NUMBER not in f"{entry.title}{entry.comment}{entry.detail}"


def test_a_program_gets_the_code(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in("li_jing").get(f"/api/v1/classes/?search={NUMBER}")
    assert (answer.status_code, answer.json()["code"]) == (422, "address.whole_number")


def test_the_way_to_the_sign_in_page_does_not_carry_it(db: None) -> None:
    answer = Client().get(f"/search/?q={NUMBER}")
    assert answer.status_code == 422
    assert "Location" not in answer.headers


def test_the_way_back_does_not_carry_it(cast: Cast, sign_in: SignIn) -> None:
    referer = f"http://testserver/people/?q={NUMBER}"
    answer = sign_in("li_jing").post("/search/", {"q": NUMBER[:16]}, headers={"Referer": referer})
    assert answer.status_code == 422
    assert NUMBER[:16] not in answer.content.decode()


def test_record_ids_and_words_pass(cast: Cast, sign_in: SignIn) -> None:
    worst = "12345678-1234-4234-8234-123456789012"
    assert sign_in("li_jing").get("/account/", {"next": f"/classes/{worst}/"}).status_code == 200
