"""Every kind of page can be read by everybody, fits the screen it is used on, and speaks Chinese."""

from __future__ import annotations

import pytest

from classes.enums import ClassState
from tests.browser.conftest import SitDown
from tests.browser.inspector import Inspector
from tests.builders.classes import make_class
from tests.builders.visits import visit_for
from tests.cast import Cast
from trainees.queries import VISIT_COOKIE, group_applications, signed_offer, visit_token

pytestmark = pytest.mark.long
TRADE = ("4-10-01-05", "养老护理员", "5")
PAGES = {
    "qihang_manager": (
        "/", "/classes/", "/classes/new/", "{class}", "{class}materials/", "{class}roster/", "{class}plan/",
        "{class}check/", "{class}changes/", "/classes/in-training/", "/acceptances/", "/claims/", "/vouchers/",
        "/institutions/", "/applications/", "/account/", "/messages/",
    ),
    "li_jing": ("/", "{class}", "/notices/", "/reports/progress/", "/reports/funds/", "/search/?q=KB-", "/jobs/"),
    "zhou_min": (
        "/", "/qualification/{pk}/", "/qualification/{pk}/precheck/", "/qualification/hits/", "/qualification/lists/",
        "/qualification/lists/new/", "/people/", "/duplicates/", "/pledges/", "/needs/", "/vouchers/",
        "/vouchers/groups/{pk}/", "/vouchers/loop/", "/vouchers/check/",
    ),
    "ren_gang": ("/", "/inspections/", "/inspections/plan/", "/inspections/findings/", "/disputes/"),
    "zhao_wenqing": ("/", "{class}"),
    "finance_qiao": ("/", "/payments/", "/funds/"),
    "cheng_hua": ("/", "/policy/", "/policy/readings/"),
    "security_tian": ("/", "/users/", "/files/"),
    "public": (
        "/login/", "/public/", "/public/notices/", "/public/institutions/", "/public/policy/", "/my/",
        "/my/signing/",
    ),
    "visitor": ("/my/home/", "/my/records/", "/my/offers/", "/my/request/?offer={offer}"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_a_role_are_readable_fit_and_are_in_chinese(
    name: str, sit_down: SitDown, inspector: Inspector, county: Cast
) -> None:
    training_class = make_class(county, ClassState.SUBMITTED, heads=5)
    offer = signed_offer(county.organisations["qihang"].pk, *TRADE)
    places = {"class": training_class.get_absolute_url(), "pk": training_class.pk, "offer": offer}
    with sit_down("public" if name == "visitor" else name) as desk:
        if name == "visitor":
            person = group_applications(training_class.pk)[0].person
            desk.keep_cookie(VISIT_COOKIE, visit_token(visit_for(person)))
        for page in PAGES[name]:
            desk.go(page.format(**places))
    assert inspector.findings == []
    assert len(inspector.seen) >= 2
