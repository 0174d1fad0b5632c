"""A real browser before the live server, a county with one empty institution, and a calendar that can be turned."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from pytest_django.live_server_helper import LiveServer

from foundation.core import clock
from foundation.core.calendar_years import import_from_package
from foundation.jobs.tasks import sweep, tick
from subsidies.enums import FundEntryKind
from subsidies.operations import open_fund_account, record_income
from tests.browser.desk import Desk
from tests.browser.inspector import Inspector
from tests.builders.institutions import make_ready_institution
from tests.cast import Cast, assemble

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own in this thread
NARROWEST = ViewportSize(width=1366, height=768)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    assert found, "no Chromium: install the package chromium"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-dev-shm-usage",
            ],
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def computer(browser: Browser, live_server: LiveServer, django_db_setup: None) -> Iterator[Page]:
    """The one page at which everybody sits down in turn: another window costs more than some pages.

    It is closed first, then the server, then the database, to which the server is connected as long as it is open.
    """
    context = browser.new_context(
        viewport=NARROWEST,
        locale="zh-CN",
        accept_downloads=True,
        geolocation={"latitude": 37.438, "longitude": 112.029},
        permissions=["geolocation"],
    )
    context.set_default_timeout(40_000)
    yield context.new_page()
    context.close()


class OfficeClock:
    """What the whole product takes for now; the server's threads see it too."""

    def __init__(self, settings: Any) -> None:
        self._settings = settings

    def turn_to(self, day: date, hour: int = 9, minute: int = 0) -> None:
        moment = datetime.combine(day, time(hour, minute), tzinfo=clock.CHINA)
        self._settings.CLOCK_OFFSET = moment - datetime.now(UTC)  # noqa: TID251 - the real time is what is shifted
        tick()

    def pass_days(self, days: int, hour: int = 9) -> None:
        self.turn_to(clock.today() + timedelta(days=days), hour)


@pytest.fixture
def office_clock(settings: Any, transactional_db: None) -> OfficeClock:
    return OfficeClock(settings)


@pytest.fixture
def county(office_clock: OfficeClock, policy_in_force: None, trial_rates: None) -> Cast:
    """Documents, rates, calendar, money, everybody's accounts, and an institution that has not held a class yet."""
    office_clock.turn_to(date(2026, 6, 8))
    import_from_package(2026)
    people = assemble()
    make_ready_institution(people, "qihang")
    account = open_fund_account(actor=people.actor("sun_li"), year=2026, name="2026年职业技能培训专账资金")
    record_income(
        account,
        actor=people.actor("sun_li"),
        kind=FundEntryKind.ALLOTMENT,
        amount_fen=50_000_000,
        occurred_on=clock.today(),
        document="吕财社〔2026〕17号",
    )
    return people


SitDown = Callable[[str], Any]
Kept = dict[str, list[Any]]
"""The cookies of each person."""


@pytest.fixture
def inspector() -> Inspector:
    """Looks at every kind of page that the people of this test come to."""
    return Inspector()


@pytest.fixture
def sit_down(
    computer: Page, live_server: LiveServer, county: Cast, inspector: Inspector
) -> Iterator[SitDown]:
    """`with sit_down("li_jing") as desk:` is 李静 signed in, with what her browser has kept of earlier times."""
    desk, kept = Desk(computer, live_server.url, inspector), Kept()

    @contextmanager
    def opened(name: str) -> Iterator[Desk]:
        computer.context.add_cookies(kept.get(name, []))
        if name != "public":
            desk.come_in(county[name].username)
        yield desk
        desk.check_quiet()
        # What still runs on a page would run under another day's clock. An empty page would start a new process.
        computer.goto(f"{live_server.url}/healthz")
        kept[name] = computer.context.cookies()
        computer.context.clear_cookies()

    yield opened
    desk.leave()


def work_off_jobs() -> None:
    """What the worker does in the background, done now."""
    sweep()
