"""A person at a computer: goes to pages, presses what is written on them, and notices when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

from playwright.sync_api import ConsoleMessage, ElementHandle, Locator, Page, Response, expect

from tests.browser.inspector import Inspector
from tests.cast import PASSWORD

EXPECTED_FAILURES = re.compile(r"favicon")


class Desk:
    """One signed-in person. Every method speaks of labels as they stand on the page."""

    def __init__(self, page: Page, address: str, inspector: Inspector | None = None) -> None:
        self.page, self._address, self._inspector = page, address, inspector
        self.complaints: list[str] = []
        self._notes: dict[Any, Callable[[Any], None]] = {
            "console": self._note_console,
            "pageerror": lambda error: self.complaints.append(f"script: {error}"),
            "response": self._note_response,
        }
        for event, note in self._notes.items():
            page.on(event, note)

    def leave(self) -> None:
        """The page is as it was; somebody else may sit down at it."""
        for event, note in self._notes.items():
            self.page.remove_listener(event, note)
        self.page.emulate_media(media="null")
        self.page.context.clear_cookies()

    # --- going somewhere ---

    def come_in(self, username: str) -> None:
        """To one's own first page; by the sign-in page if one is not signed in, or not any more."""
        self.go("/")
        sign_in = self.page.get_by_role("heading", name="用户登录")
        if sign_in.count():
            self.page.get_by_label("用户名").fill(username)
            self.page.get_by_label("密码").fill(PASSWORD)
            self.page.get_by_role("button", name="登录").click()
            expect(sign_in).to_have_count(0)

    def go(self, path: str) -> None:
        self.page.goto(urljoin(self._address, path), wait_until="load")
        self._arrive()

    def keep_cookie(self, name: str, value: str) -> None:
        """As if this browser had been given it; for a visit by one-time code."""
        self.page.context.add_cookies([{"name": name, "value": value, "url": self._address}])

    def open(self, link: str, *, exact: bool = False) -> None:
        """Follow the first link of the page's own part that is so named."""
        self.page.get_by_role("main").get_by_role("link", name=link, exact=exact).first.click()
        self._arrive()

    def turn_to(self, entry: str) -> None:
        """Follow an entry of the menu."""
        self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=entry).first.click()
        self._arrive()

    def open_paper(self, title: str, paper: str) -> None:
        """From a page of the class's papers back to their list (saving has led there already), and on."""
        back = self.page.get_by_role("navigation", name="所在位置").get_by_role("link", name=title)
        if back.count():
            back.click()
        self.open(paper)

    def go_to_class(self, title: str) -> None:
        """The way of everybody in the office: search for the class, open its page."""
        self.go("/search/?q=KB-")
        self.open(title)

    def _arrive(self) -> None:
        """The page is there, none that is still being sent; a kind of page not met before is looked at."""
        expect(self.page.locator("form[data-busy]")).to_have_count(0, timeout=40_000)
        self.page.wait_for_load_state("load")
        if self._inspector:
            self._inspector.look(self.page)

    # --- doing something ---

    def press(self, button: str, *, exact: bool = False, inside: Locator | None = None) -> None:
        place = inside or self.page
        place.get_by_role("button", name=button, exact=exact).first.click()
        self._arrive()

    def press_in_place(self, button: Locator) -> None:
        """A button whose answer replaces a part of the page; the page is quiet again afterwards."""
        with self.page.expect_response(lambda answer: answer.request.resource_type == "xhr" and answer.ok):
            button.click()
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)

    def write(self, label: str, value: str, *, exact: bool = False) -> None:
        self.page.get_by_label(label, exact=exact).first.fill(value)

    def write_each(self, label: str, value: str | Callable[[int], str]) -> None:
        """In every field that is so named; they are sought once, not anew for each."""
        for place, box in enumerate(self._all(self.page.get_by_label(label))):
            box.fill(value if isinstance(value, str) else value(place))

    def tick_each(self, role: Literal["checkbox", "radio"], name: str, *, exact: bool = False) -> None:
        for box in self._all(self.page.get_by_role(role, name=name, exact=exact)):
            box.check(force=role == "radio")

    def _all(self, fields: Locator) -> list[ElementHandle]:
        """Once the page that has them is there and whole: it may still be under way on a busy machine."""
        fields.first.wait_for(state="attached")
        self.page.wait_for_load_state("load")
        return fields.element_handles()

    def choose(self, label: str, option: str) -> None:
        """In a list of choices, the one whose text begins so."""
        box = self.page.get_by_label(label).first
        texts = [text.strip() for text in box.locator("option").all_inner_texts()]
        box.select_option(label=next(text for text in texts if text.startswith(option)))

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def attach(self, label: str, *files: Path | str) -> None:
        boxes = self.page.get_by_label(label).and_(self.page.locator("input[type=file]"))
        boxes.first.set_input_files([str(file) for file in files])

    def download(self, name: str, folder: Path) -> Path:
        """By a link, or by a button where taking the file away is put on record."""
        link, button = (self.page.get_by_role(role, name=name) for role in ("link", "button"))
        with self.page.expect_download() as waiting:
            link.or_(button).first.click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def decide(self, verb: str, comment: str = "") -> None:
        """In the panel of opinions: what, why, hand in."""
        panel = self.page.locator("form[data-decision]").first
        panel.get_by_role("radio", name=verb).check(force=True)
        if comment:
            panel.get_by_label("意见").first.fill(comment)
        panel.locator("button[type=submit]").last.click()
        self._arrive()

    def sign(self, name: str) -> None:
        """A stroke of the pen on the field that is so named."""
        field = self.page.get_by_role("img", name=name).first
        field.scroll_into_view_if_needed()
        box = field.bounding_box()
        assert box
        left, top = box["x"] + 30, box["y"] + 30
        self.page.mouse.move(left, top)
        self.page.mouse.down()
        for step in range(1, 9):
            self.page.mouse.move(left + step * 14, top + step % 3 * 18)
        self.page.mouse.up()

    # --- seeing something ---

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def text(self) -> str:
        return self.page.inner_text("body")

    def check_quiet(self) -> None:
        """No script error, no violated content policy, no failed request while this person worked."""
        assert not self.complaints, self.complaints

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text} at {self.page.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400 and not EXPECTED_FAILURES.search(response.url):
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")
