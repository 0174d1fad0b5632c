"""Looks at every kind of page once: can everybody read it, does it fit, is it in Chinese, is what is off explained."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, ViewportSize, expect

from tests.disabled_controls import unexplained_controls

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
WIDTHS = (1366, 1180, 390)
GRAVE = {"serious", "critical"}
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{2}-\d{2}")
_ENGLISH = re.compile(r"(?<![\w/.:-])[A-Za-z]{3,}(?![\w/.:-])")
KNOWN_WORDS = {"Chrome", "Edge", "Excel", "JPG", "PDF", "PNG", "WPS", "xls", "xlsx", "zip"}

_BUSY = ".htmx-request, .htmx-swapping, .htmx-settling, [hx-trigger='load']"
"""A part of the page that is being fetched, or is about to be."""
_RUN_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(v => [v.impact, v.id, v.nodes.slice(0, 2).map(n => n.target.join(" ")).join(" | ")]);
}"""


class Inspector:
    """Collects what is wrong with the pages that it is shown; the same kind of page is looked at once."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.findings: list[str] = []

    def look(self, page: Page) -> None:
        kind = _ID.sub("…", urlsplit(page.url).path)
        if kind in self.seen or not page.url.startswith("http"):
            return
        self.seen.add(kind)
        self.findings += [f"{kind}: {finding}" for finding in self._all_findings(page)]

    def _all_findings(self, page: Page) -> list[str]:
        page.wait_for_load_state("load")
        expect(page.locator(_BUSY)).to_have_count(0)
        unexplained = unexplained_controls(page.content())
        return [*_barriers(page), *_overflow(page), *_english(page), *unexplained]


def _barriers(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate(_RUN_AXE)
    return [f"axe {rule} ({impact}) at {where}" for impact, rule, where in violations if impact in GRAVE]


def _overflow(page: Page) -> list[str]:
    """The page itself never scrolls sideways; a wide table scrolls in its own frame."""
    before = page.viewport_size or ViewportSize(width=WIDTHS[0], height=768)
    found = []
    for width in WIDTHS:
        page.set_viewport_size(ViewportSize(width=width, height=before["height"]))
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{wide} px wide at {width}")
    page.set_viewport_size(before)
    return found


def _english(page: Page) -> list[str]:
    words = set(_ENGLISH.findall(page.inner_text("body"))) - KNOWN_WORDS
    return [f"English words {sorted(words)}"] if words else []
