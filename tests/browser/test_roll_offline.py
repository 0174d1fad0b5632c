"""The teacher's tablet without network: what it keeps cannot be read without the PIN, and no entry is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from classes.models import SignIn, TrainingClass
from foundation.core import clock
from tests.browser.conftest import OfficeClock
from tests.builders.running import FIRST_DAY, Size, make_running_class, people_of
from tests.builders.signing import half_day
from tests.cast import Cast
from trainees.models import Person

pytestmark = pytest.mark.one_engine
PIN = "402815"
PATIENCE = 40_000  # milliseconds; a key takes its time on a busy machine
CANARY = "金丝雀"
STORED = """async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  const text = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
    return value && typeof value === "object" ? Object.values(value).map(text).join(" ") : String(value);
  };
  const done = (asked) => new Promise((ready) => { asked.onsuccess = () => ready(asked.result); });
  for (const { name } of await indexedDB.databases()) {
    const db = await done(indexedDB.open(name));
    for (const table of db.objectStoreNames) {
      const rows = await done(db.transaction(table).objectStore(table).getAll());
      found.push(`${table}: ${rows.map(text).join(" | ")}`);
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(`${request.url}: ${await (await cache.match(request)).text()}`);
    }
  }
  return found;
}"""
"""Everything that the browser keeps for this site, as text."""


@pytest.fixture
def taught(county: Cast, office_clock: OfficeClock) -> TrainingClass:
    """The first morning is about to begin; everybody bears a name that stands nowhere else."""
    office_clock.turn_to(FIRST_DAY, 8, 10)
    training_class = make_running_class(county, Size(people=4))
    for each in people_of(training_class):
        Person.objects.filter(pk=each.person_id).update(name=f"{CANARY}{'甲乙丙丁'[each.position - 1]}")
    return training_class


@pytest.fixture
def tablet(browser: Browser, live_server: LiveServer, county: Cast) -> Iterator[BrowserContext]:
    """One on which the teacher is signed in."""
    user, session = county["qihang_teacher"], SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    context = browser.new_context(locale="zh-CN", viewport={"width": 1180, "height": 820})
    name, value = settings.SESSION_COOKIE_NAME, str(session.session_key)
    context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    context.set_default_timeout(40_000)
    yield context
    context.close()


def roll_of(training_class: TrainingClass, tablet: BrowserContext, server: LiveServer) -> Page:
    page = tablet.new_page()
    page.goto(f"{server.url}{reverse('classes:session_roll', args=[half_day(training_class).pk])}")
    return page


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-kept]")).to_contain_text(words, timeout=PATIENCE)


def waits(page: Page, number: int) -> None:
    """So many entries are on the tablet and not sent yet."""
    expect(page.locator("[data-sum=waiting]")).to_have_text(str(number), timeout=PATIENCE)


def take_offline(page: Page) -> None:
    """The list kept under the PIN, then the network gone and the page opened again."""
    page.fill("#pin-set", PIN)
    page.click("[data-pin=set] button")
    says(page, "凭口令打开本页点名")
    page.context.set_offline(True)
    page.reload()


def canaries(page: Page, training_class: TrainingClass) -> list[str]:
    """What is kept of people in a form that can be read: names, whole or masked, and whose entry it is."""
    kept = page.evaluate(STORED)
    assert len(kept) > 4, "entries, lists and the page are there to be looked at"
    people = people_of(training_class)
    words = [CANARY, *(each.person.masked_name for each in people), *(str(each.pk) for each in people)]
    return [word for word in words if word in json.dumps(kept, ensure_ascii=False)]


def test_the_roll_kept_on_the_tablet_cannot_be_read_and_arrives_all_the_same(
    tablet: BrowserContext, taught: TrainingClass, live_server: LiveServer
) -> None:
    page = roll_of(taught, tablet, live_server)
    take_offline(page)
    page.fill("#pin-open", "111111")
    page.click("[data-pin=open] button")
    says(page, "还可以试 4 次")
    page.fill("#pin-open", PIN)
    page.click("[data-pin=open] button")
    expect(page.locator(".roll li")).to_have_count(4, timeout=PATIENCE)
    assert CANARY not in page.content(), "without network the names are masked"
    for place in (0, 2):
        page.locator("[data-direction=in]").nth(place).click()
    waits(page, 2)
    assert canaries(page, taught) == []

    tablet.set_offline(False)
    says(page, "点名已上传")
    assert {row.enrolment.position for row in SignIn.objects.all()} == {1, 3}
    rows = [each for each in page.evaluate(STORED) if each.startswith(("entries", "lists"))]
    assert rows == ["entries: ", "lists: "], "what has arrived is wiped"


def test_a_forgotten_pin_wipes_the_list_and_loses_no_entry(
    tablet: BrowserContext, taught: TrainingClass, live_server: LiveServer
) -> None:
    page = roll_of(taught, tablet, live_server)
    page.route("**/api/**", lambda route: route.abort())
    page.locator("[data-direction=in]").first.click()
    waits(page, 1)
    take_offline(page)
    for left in (4, 3, 2, 1, 0):
        page.fill("#pin-open", "000000")
        page.click("[data-pin=open] button")
        says(page, f"还可以试 {left} 次" if left else "名单已从本机删去")
    page.unroute_all()
    tablet.set_offline(False)
    page.reload()
    says(page, "点名已上传")
    assert SignIn.objects.count() == 1


def test_what_was_sent_stands_with_the_time_that_the_server_noted(
    tablet: BrowserContext, taught: TrainingClass, live_server: LiveServer
) -> None:
    page = roll_of(taught, tablet, live_server)
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=5))  # noqa: TID251 - the tablet's own clock
    page.locator("[data-direction=in]").first.click()
    waits(page, 1)
    page.click("[data-send-now]")
    says(page, "点名已上传")
    noted = f"到 {clock.local(SignIn.objects.get().happened_at):%H:%M}"
    expect(page.locator("[data-said]").first).to_have_text(noted)


def test_after_three_days_the_list_is_gone(
    tablet: BrowserContext, taught: TrainingClass, live_server: LiveServer
) -> None:
    page = roll_of(taught, tablet, live_server)
    take_offline(page)
    says(page, "输入存名单时设的口令")
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=73))  # noqa: TID251 - the tablet's own clock
    page.reload()
    says(page, "名单存满 72 小时，已从本机删去")
    assert "lists: " in page.evaluate(STORED)
