"""A long list is handed out only with a reason."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from foundation.workflow.exporting import LONGEST_REASON, reason_of, reason_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(rf: RequestFactory) -> HttpRequest:
    return rf.post(
        "/vouchers/export/?state=issued", {"text": "张"}, headers={"Referer": "http://testserver/vouchers/"}
    )


def test_a_short_list_needs_no_reason(asking: HttpRequest) -> None:
    assert reason_page(asking, "电子券", 200) is None


def test_a_long_list_asks_what_it_is_for_and_keeps_the_conditions(asking: HttpRequest) -> None:
    page = reason_page(asking, "电子券", 201)
    assert page is not None
    text = page.content.decode()
    assert page.status_code == 422
    carried = ('name="text" value="张"', 'name="back" value="http://testserver/vouchers/"')
    for words in ("共 201 行", 'action="/vouchers/export/?state=issued"', *carried):
        assert words in text


def test_blanks_are_no_reason(rf: RequestFactory) -> None:
    again = {"reason": "  ", "back": "/vouchers/"}
    page = reason_page(rf.post("/vouchers/export/", again), "电子券", 201)
    assert page is not None
    text = page.content.decode()
    assert "没有写事由" in text
    assert 'href="/vouchers/"' in text


def test_with_a_reason_the_list_is_handed_out(rf: RequestFactory) -> None:
    given = rf.post("/vouchers/export/", {"reason": "审" * 500})
    assert reason_page(given, "电子券", 20_000) is None
    assert len(reason_of(given)) == LONGEST_REASON
