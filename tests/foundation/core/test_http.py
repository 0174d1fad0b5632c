"""A link to the page that one is on leads nowhere, and is not shown."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from foundation.core.display import Check
from foundation.core.http import is_here


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/classes/1/", True),
        ("/classes/1/?part=checks", True),
        ("/classes/1/?tab=roster", False),
        ("/classes/1/#decision-title", False),
        ("/classes/1/plan/", False),
        ("", False),
    ],
)
def test_the_page_itself_is_told_from_other_pages_and_places(url: str, expected: bool) -> None:
    request = RequestFactory().get("/classes/1/?part=checks")
    assert is_here(url, request) is expected


def test_a_check_shows_its_link_only_on_another_page() -> None:
    page = Template("{% load ui %}{% checks items %}")
    items = [Check("danger", "名册不全", "/classes/1/", "去办理")]
    shown = page.render(Context({"items": items, "request": RequestFactory().get("/classes/1/")}))
    assert "名册不全" in shown
    assert "去办理" not in shown
    elsewhere = page.render(Context({"items": items, "request": RequestFactory().get("/classes/1/tasks/")}))
    assert '（<a href="/classes/1/">去办理</a>）' in elsewhere
