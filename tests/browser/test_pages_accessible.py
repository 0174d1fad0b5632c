"""Every kind of page can be read by everybody, fits the screen it is used on, and speaks Chinese."""

from __future__ import annotations

import pytest

from classes.enums import ClassState
from tests.browser.conftest import SitDown
from tests.browser.inspector import Inspector
from tests.builders.classes import make_class
from tests.cast import Cast

pytestmark = pytest.mark.long
PAGES = {
    "qihang_manager": (
        "/", "/classes/", "/classes/new/", "{class}", "{class}materials/", "{class}roster/", "{class}plan/",
        "{class}check/", "/classes/in-training/", "/acceptances/", "/claims/", "/vouchers/", "/institutions/",
        "/applications/", "/account/", "/messages/",
    ),
    "li_jing": ("/", "{class}", "/notices/", "/reports/progress/", "/reports/funds/", "/search/?q=KB-", "/jobs/"),
    "zhou_min": ("/", "/qualification/{pk}/", "/vouchers/"),
    "ren_gang": ("/", "/inspections/", "/inspections/plan/", "/inspections/findings/"),
    "zhao_wenqing": ("/", "{class}"),
    "finance_qiao": ("/", "/payments/", "/funds/"),
    "cheng_hua": ("/", "/policy/", "/policy/readings/"),
    "security_tian": ("/", "/users/"),
    "public": ("/login/", "/public/", "/public/notices/", "/public/institutions/", "/public/policy/"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_a_role_are_readable_fit_and_are_in_chinese(
    name: str, sit_down: SitDown, inspector: Inspector, county: Cast
) -> None:
    training_class = make_class(county, ClassState.SUBMITTED, heads=5)
    with sit_down(name) as desk:
        for page in PAGES[name]:
            path = page.replace("{class}", training_class.get_absolute_url()).replace(
                "{pk}", str(training_class.pk)
            )
            desk.go(path)
    assert inspector.findings == []
    assert len(inspector.seen) >= 2
