"""The office's main gesture without a mouse, and what a page leaves out when it is printed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from classes.enums import ClassState
from classes.models import TrainingClass
from tests.browser.conftest import SitDown
from tests.builders.classes import make_class
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.long
FARTHEST = 150  # times the tabulator may be pressed on one page
FOCUSED = """() => {
    const here = document.activeElement;
    return here === document.body ? "" : (here.labels?.[0] ?? here).innerText;
}"""


def _tab_to(page: Page, name: str) -> None:
    met = []
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        met.append(str(page.evaluate(FOCUSED)))
        if name in met[-1]:
            return
    raise AssertionError(f"the tabulator does not lead to {name} but to {met}")


def _type_into(page: Page, label: str, text: str) -> None:
    _tab_to(page, label)
    page.keyboard.type(text)


def test_a_class_is_reviewed_by_the_keyboard_alone(sit_down: SitDown, county: Cast) -> None:
    training_class = make_class(county, ClassState.FIRST_REVIEWED, heads=2)
    with sit_down("public") as desk:
        desk.go("/login/")
        page = desk.page
        _type_into(page, "用户名", county["wang_jianming"].username)
        _type_into(page, "密码", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        _tab_to(page, str(training_class))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(str(training_class))
        _tab_to(page, "复核")
        page.keyboard.press("Space")
        _type_into(page, "意见", "材料齐全，同意。")
        _tab_to(page, "复核")
        page.keyboard.press("Enter")
        page.wait_for_load_state("load")
        expect(page.get_by_role("main")).to_contain_text("批准")
    assert TrainingClass.objects.get(pk=training_class.pk).state == ClassState.SECOND_REVIEWED


def test_a_printed_page_is_without_menu_and_buttons_and_keeps_its_content(
    sit_down: SitDown, county: Cast
) -> None:
    training_class = make_class(county, ClassState.FIRST_REVIEWED, heads=2)
    with sit_down("wang_jianming") as desk:
        desk.go(training_class.get_absolute_url())
        desk.page.emulate_media(media="print")
        shown = [each for each in desk.page.get_by_role("button").all() if each.is_visible()]
        assert shown == []
        expect(desk.page.get_by_role("navigation", name="主导航")).to_be_hidden()
        expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
        expect(desk.page.get_by_text("经办记录")).to_be_visible()
