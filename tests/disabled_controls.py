"""Reads a page as the one who cannot press something does: what is disabled, and does it say why and who can help?"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "use", "col", "wbr", "source"})
SAYS_WHO = re.compile(r"由[^，。；]+办理|到期后可办|不能再办")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.disabled: list[tuple[str, str]] = []  # what it is, the ids that describe it
        self.text: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "disabled" in given or given.get("aria-disabled") == "true":
            name = given.get("value") or given.get("name") or given.get("class") or ""
            self.disabled.append((f"<{tag} {name}>", given.get("aria-describedby") or ""))
        if tag not in VOID:
            self._open.append((tag, given.get("id") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(each == tag for each, _ in self._open):
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        for _, name in self._open:
            if name:
                self.text[name] = self.text.get(name, "") + data


def unexplained_controls(html: str) -> list[str]:
    """Every disabled control of the page that gives no reason, or does not say who can do something about it."""
    if "disabled" not in html:
        return []
    page = _Page()
    page.feed(html)
    found = []
    for control, ids in page.disabled:
        reason = " ".join(page.text.get(each, "") for each in ids.split()).strip()
        if not SAYS_WHO.search(reason):
            found.append(f"{control}: {reason or 'no reason'}")
    return found


def unexplained_in(answer: Any) -> list[str]:
    """The same of an answer of the test client; a download has no controls."""
    is_page = answer.get("Content-Type", "").startswith("text/html") and not answer.streaming
    return unexplained_controls(answer.content.decode()) if is_page else []
