"""The interface keeps its promises: vendored files unchanged, known icons, nothing that the CSP forbids."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").rglob("*.js"))
SCREEN_STYLES = [path for path in STYLES if not path.name.startswith("print-forms")]
APPS = (
    "foundation", "institutions", "trainees", "classes", "vouchers", "inspections", "subsidies", "reports",
    "wenshui_training",
)  # fmt: skip

NAMED_ADDRESS = r"{% url [^%]* as (\w+) %}"
NOT_IN_TEMPLATES = {
    "style attribute": r"<[a-z][^>]*\sstyle\s*=",
    "style element": r"<style[\s>]",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "event attribute": r"<[a-z][^>]*\son[a-z]+\s*=",
    "htmx evaluation": r"\shx-(?:on|vars|vals\s*=\s*['\"]js:)",
    "javascript address": r"javascript:",
    "exclamation mark": "！",
}
NOT_IN_STYLES = {
    "newer than Chromium 86": r":has\(|:is\(|@layer|@container|color-mix\(|aspect-ratio:|\binset:|dvh\b",
    "import": r"@import",
}
NOT_IN_SCRIPTS = {
    "evaluation": r"\beval\(|new Function\(|setTimeout\(\s*['\"]|setInterval\(\s*['\"]",
    "newer than ES2020": r"structuredClone|\.at\(|findLast|\.replaceAll\(|\?\?=|\|\|=|static\s*\{",
    "unsafe markup": r"\.innerHTML\s*=|insertAdjacentHTML|document\.write",
}
ADDRESS = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]{2,}""")


def _listed() -> dict[str, str]:
    lines = (VENDOR / "VENDOR.txt").read_text(encoding="utf-8").splitlines()
    found = (re.fullmatch(r"([0-9a-f]{64})  (\S+)", line) for line in lines)
    return {match[2]: match[1] for match in found if match}


def _icons() -> set[str]:
    return set(
        re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons" / "icons.svg").read_text(encoding="utf-8"))
    )


def _python() -> Iterator[Path]:
    for app in APPS:
        yield from (ROOT / app).rglob("*.py")


def _offences(path: Path, patterns: dict[str, str]) -> list[str]:
    text = re.sub(r"\{#.*?#\}|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [
        f"{path.relative_to(ROOT)}: {name}" for name, pattern in patterns.items() if re.search(pattern, text)
    ]


def test_every_vendored_file_is_as_published() -> None:
    files = [path for path in VENDOR.rglob("*") if path.is_file() and path.name != "VENDOR.txt"]
    found = {str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert found == _listed()


def test_every_vendored_package_carries_its_licence() -> None:
    assert [
        folder.name for folder in VENDOR.iterdir() if folder.is_dir() and not (folder / "LICENSE").exists()
    ] == []


def test_the_sprite_holds_the_listed_icons() -> None:
    assert _icons() == set((ROOT / "scripts" / "icons.txt").read_text(encoding="utf-8").split())


def test_templates_use_icons_of_the_sprite() -> None:
    used = {
        (path.name, name)
        for path in TEMPLATES
        for name in re.findall(r'\{% icon "([^"]+)"|icon_name="([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert {(where, one or other) for where, (one, other) in used if (one or other) not in _icons()} == set()


def test_code_names_icons_of_the_sprite() -> None:
    patterns = (
        r'StateTag\([^()]*,\s*"[a-z-]+",\s*"([a-z0-9-]+)"\)',
        r'["\']?\bicon["\']?\s*[:=]\s*"([a-z0-9-]+)"',
    )
    named = {
        (path.name, name)
        for path in _python()
        for pattern in patterns
        for name in re.findall(pattern, path.read_text(encoding="utf-8"))
    }
    assert {(where, name) for where, name in named if name not in _icons()} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_obeys_the_content_security_policy(path: Path) -> None:
    assert _offences(path, NOT_IN_TEMPLATES) == []


def test_an_address_named_in_one_block_is_used_in_no_other() -> None:
    """A block keeps its names to itself: elsewhere the address is empty, and the button leads to its own page."""
    lost = []
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        named = set(re.findall(NAMED_ADDRESS, text)) if "{% extends" in text else set()
        for block in re.split(r"{% block \w+ %}", text)[1:]:
            words = set(re.findall(r"\w+", block))
            lost += [f"{path.name}: {name}" for name in named & words - set(re.findall(NAMED_ADDRESS, block))]
    assert lost == []


def test_styles_stay_within_the_oldest_browser() -> None:
    assert [offence for path in SCREEN_STYLES for offence in _offences(path, NOT_IN_STYLES)] == []


def test_scripts_stay_within_the_oldest_browser_and_the_policy() -> None:
    assert [offence for path in SCRIPTS for offence in _offences(path, NOT_IN_SCRIPTS)] == []


def test_a_script_disables_a_control_while_something_runs_or_says_what_describes_it() -> None:
    """What the server disables is read by the crawls; what a script disables, only here (N30)."""
    silent = []
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        for found in re.finditer(r"(\w+)\.disabled = ([^;]+);", text):
            name, value = found.groups()
            ends_again = value in {"true", "false"} and f"{name}.disabled = false;" in text
            said = text[found.end() : found.end() + 120]
            if not ends_again and f'{name}.setAttribute("aria-describedby"' not in said:
                silent.append(f"{path.name}: {found[0]}")
    assert silent == []


def test_nothing_of_ours_asks_another_site() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {address}"
        for path in [*TEMPLATES, *STYLES, *SCRIPTS, *(STATIC / "img").rglob("*.svg")]
        for address in ADDRESS.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_named_static_file_exists() -> None:
    named = {
        (path.name, name)
        for path in TEMPLATES
        for name in re.findall(r"\{% static ['\"]([^'\"]+)['\"]", path.read_text(encoding="utf-8"))
    }
    assert {(where, name) for where, name in named if not (STATIC / name).exists()} == set()


def test_every_address_in_a_style_exists() -> None:
    named = {
        (path, address)
        for path in STYLES
        for address in re.findall(r"url\(['\"]?([^'\")]+)['\"]?\)", path.read_text(encoding="utf-8"))
    }
    assert {address for path, address in named if not (path.parent / address).resolve().exists()} == set()


def test_styles_and_scripts_are_short() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in [*STYLES, *SCRIPTS]}
    assert {name: length for name, length in lengths.items() if length > 400} == {}
