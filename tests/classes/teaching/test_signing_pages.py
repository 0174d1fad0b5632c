"""The pages of signing in: a person's phone, the classroom's screen, the class head's list."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from classes.models import Enrolment, PhoneBinding, PlannedSession, SignIn, TrainingClass
from classes.operations import SheetLine, record_sheet
from classes.queries.signing import PHONE_COOKIE, roll_keys, screen_code
from classes.queries.signing_phone import my_signing
from foundation.core import clock
from tests.builders.running import FIRST_DAY, Size, make_running_class, people_of, teach
from tests.builders.signing import half_day, known_phone, minutes_from_end, minutes_from_start, sign
from tests.builders.trainees import identity_number, phone_number
from tests.builders.visits import browser_of, code_in, last_text, visit_for
from tests.cast import Cast
from tests.conftest import SignIn as SignsIn

pytestmark = pytest.mark.one_engine
HOME = "signing:home"


@pytest.fixture
def running(cast: Cast, policy_in_force: None) -> TrainingClass:
    return make_running_class(cast)


def phone(token: str) -> Client:
    client = Client()
    client.cookies[PHONE_COOKIE] = token
    return client


def binding_of(someone: Enrolment) -> UUID:
    return PhoneBinding.objects.current().get(enrolment=someone).pk


def scan(session: PlannedSession) -> str:
    return f"{reverse(HOME)}?c={screen_code(session)}"


def test_somebody_scans_and_presses_the_button(running: TrainingClass) -> None:
    session, someone = half_day(running), people_of(running)[0]
    client = phone(known_phone(someone))
    with minutes_from_start(session, -9):
        address = scan(session)
        page = client.get(address).content.decode()
        given = {"code": parse_qs(urlsplit(address).query)["c"][0], "enrolment": str(someone.pk)}
        place = {"latitude": "37.438000", "longitude": "112.029000", "accuracy": "15"}
        sent = client.post(reverse(HOME), given | place)
        after = client.get(sent.headers["Location"]).content.decode()
    assert "签　到" in page
    assert someone.person.name not in page
    assert "已签到" in after
    assert "上午签退" in after
    assert SignIn.objects.get().accuracy_metres == 15


def test_the_first_time_a_code_by_text_makes_the_phone_known(running: TrainingClass) -> None:
    someone = people_of(running)[0]
    stranger = Client().get(reverse(HOME)).content.decode()
    client = browser_of(visit_for(someone.person))
    asked = client.get(reverse(HOME)).content.decode()
    bound = client.post(reverse("signing:bind"))
    assert f"{reverse('trainees:visit_start')}?to=signing" in stranger
    assert someone.person.masked_name in asked
    assert (bound.status_code, bound.cookies[PHONE_COOKIE]["httponly"]) == (302, True)
    assert PhoneBinding.objects.get().enrolment == someone
    assert "请用手机扫教室屏幕上的二维码" in _on_the_day(client, running)


def test_a_second_person_makes_the_phone_his_own_too_and_the_first_keeps_it(running: TrainingClass) -> None:
    first, second = people_of(running)[:2]
    client = browser_of(visit_for(second.person))
    client.cookies[PHONE_COOKIE] = known_phone(first)
    with minutes_from_start(half_day(running), 0):
        asked = client.get(reverse(HOME)).content.decode()
        first_again = client.get(f"{reverse(HOME)}?who={binding_of(first)}").content.decode()
    client.post(reverse("signing:bind"))
    with minutes_from_start(half_day(running), 0):
        both = client.get(reverse(HOME)).content.decode()
    assert (second.person.masked_name in asked, "以后用这部手机签到" in asked) == (True, True)
    assert f"who={binding_of(first)}" in asked
    assert "请用手机扫教室屏幕上的二维码" in first_again
    assert "您是哪一位" in both


def test_the_door_of_the_one_time_code_leads_back_to_signing(cast: Cast, policy_in_force: None) -> None:
    client, given = Client(), {"identity_number": identity_number(1), "phone": phone_number(1)}
    asked = client.post(f"{reverse('trainees:visit_start')}?to=signing", given)
    opened = client.post(asked.headers["Location"], {"code": code_in(last_text())})
    assert opened.headers["Location"] == reverse(HOME)
    assert "认不出您" in client.get(reverse(HOME)).content.decode(), (
        "nobody is registered with this telephone"
    )


def _on_the_day(client: Client, training_class: TrainingClass) -> str:
    with minutes_from_start(half_day(training_class), 0):
        return client.get(reverse(HOME)).content.decode()


def test_a_day_whose_sheets_are_not_closed_is_neither_missed_nor_counted(
    cast: Cast, running: TrainingClass
) -> None:
    someone, day_after = people_of(running)[0], FIRST_DAY + timedelta(days=1)
    with clock.moved_to(day_after):
        open_still = my_signing(someone)
    teach(cast, running, away=[someone.position])
    with clock.moved_to(day_after):
        closed = my_signing(someone)
    assert [(each.kind, each.words) for each in (*open_still.days, *closed.days)] == [
        ("open", "待封存"),
        ("miss", "缺课"),
    ]
    assert (open_still.half_days, open_still.awaits_closing) == (0, True)
    assert (closed.half_days, closed.counted, closed.awaits_closing) == (2, 0, False)


@pytest.mark.parametrize(("minutes", "words"), [(-90, "还没到签到时间，07:30 开放"), (331, "签退时间已过")])
def test_where_the_button_would_be_stands_why_there_is_none(
    running: TrainingClass, minutes: int, words: str
) -> None:
    session = half_day(running, "am" if minutes < 0 else "pm")
    client = phone(known_phone(people_of(running)[0]))
    with minutes_from_start(session, minutes):
        assert words in client.get(reverse(HOME)).content.decode()


def test_a_stale_code_says_scan_again_and_signs_nobody(running: TrainingClass) -> None:
    session, someone = half_day(running), people_of(running)[0]
    client = phone(known_phone(someone))
    with minutes_from_start(session, 0):
        address = scan(session)
    with minutes_from_start(session, 2):
        page = client.get(address).content.decode()
        code = parse_qs(urlsplit(address).query)["c"][0]
        sent = client.post(reverse(HOME), {"code": code, "enrolment": str(someone.pk)})
    assert "二维码已经换了新的" in page
    assert (sent.status_code, SignIn.objects.count()) == (409, 0)


def test_two_people_of_one_phone_say_who_they_are(running: TrainingClass) -> None:
    session, (one, two, _) = half_day(running), people_of(running)
    client = phone(known_phone(one, two))
    with minutes_from_start(session, 0):
        asked = client.get(scan(session)).content.decode()
        chosen = client.get(f"{scan(session)}&who={binding_of(two)}").content.decode()
    assert "您是哪一位" in asked
    assert f'value="{two.pk}"' in chosen


def test_two_people_of_two_classes_with_the_same_number_can_both_be_chosen(
    cast: Cast, running: TrainingClass
) -> None:
    pair = [
        people_of(each)[0]
        for each in (running, make_running_class(cast, Size(people=1), institution="huineng"))
    ]
    client = phone(known_phone(*pair))
    with minutes_from_start(half_day(running), 0):
        asked = client.get(reverse(HOME)).content.decode()
        ways = re.findall(r'href="(\?[^"]*who=[^"]+)"', asked)
        pages = [client.get(reverse(HOME) + unescape(way)).content.decode() for way in ways]
        foreign = client.get(f"{reverse(HOME)}?who={pair[0].position}").content.decode()
    assert [str(someone.training_class) in page for someone, page in zip(pair, pages, strict=True)] == [
        True,
        True,
    ]
    assert "您是哪一位" in foreign


def test_an_unknown_phone_gets_nothing_by_sending(running: TrainingClass) -> None:
    session, someone = half_day(running), people_of(running)[0]
    with minutes_from_start(session, 0):
        code = screen_code(session)
        answers = [
            Client().post(reverse(HOME), data).status_code
            for data in ({"code": code, "enrolment": str(someone.pk)}, {"code": code, "enrolment": "x"}, {})
        ]
    assert (answers, SignIn.objects.count()) == ([403, 422, 422], 0)


def test_the_screen_shows_another_code_every_twenty_seconds_and_writes_nothing(
    cast: Cast, running: TrainingClass, sign_in: SignsIn
) -> None:
    session, client = half_day(running), sign_in("qihang_teacher")
    url = reverse("classes:session_screen", args=[session.pk])
    pictures = set()
    for minutes in (0, 1, 2):
        with minutes_from_start(session, minutes):
            page = client.get(url, {"part": "1"} if minutes else {}).content.decode()
            pictures.update(re.findall(r'src="(data:image/svg[^"]+)"', page))
    assert len(pictures) == 3
    assert "还没到签到时间" in _before(client, url, session)
    assert sign_in("huineng_manager").get(url).status_code == 404
    assert sign_in("li_jing").get(url).status_code == 403


def _before(client: Client, url: str, session: PlannedSession) -> str:
    with minutes_from_start(session, -120):
        return client.get(url).content.decode()


def test_the_list_shows_every_row_beside_the_sheet_and_what_to_look_at(
    cast: Cast, running: TrainingClass, sign_in: SignsIn
) -> None:
    session, (one, two, three) = half_day(running), people_of(running)
    with minutes_from_start(session, 20):
        sign(session, one, known_phone(one))
        url = reverse("classes:session_witness", args=[session.pk])
        facts = {"enrolment": two.pk, "direction": "in", "reason": "没有手机"}
        short = sign_in("qihang_teacher").post(url, facts)
        done = sign_in("qihang_teacher").post(url, {**facts, "second": cast["qihang_manager"].pk})
    page = sign_in("zhang_wei").get(reverse("classes:session_signing", args=[session.pk])).content.decode()
    assert (short.status_code, done.status_code) == (422, 302)
    assert "没有定位" in page
    assert "成晓燕、田志强见证：没有手机" in page
    assert three.person.name in page


def test_the_list_says_where_the_sheet_tells_otherwise(
    cast: Cast, running: TrainingClass, sign_in: SignsIn
) -> None:
    session, (one, two, three) = half_day(running), people_of(running)
    lines = [SheetLine(one.pk, absence_reason="身份不符"), SheetLine(three.pk, session.starts_at)]
    with minutes_from_start(session, 20):
        for each in (one, two):
            sign(session, each, known_phone(each))
        record_sheet(session, actor=cast.actor("qihang_teacher"), lines=lines)
        url = reverse("classes:session_signing", args=[session.pk])
        page = sign_in("zhang_wei").get(url).content.decode()
    assert (page.count("与签到表不同"), page.count("只有手填")) == (1, 1)


def test_the_list_asks_the_database_no_more_for_a_larger_class(
    cast: Cast, policy_in_force: None, sign_in: SignsIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    session = half_day(make_running_class(cast, Size(people=12)))
    with minutes_from_start(session, 0):
        for each in people_of(session.training_class):
            sign(session, each, known_phone(each))
    client = sign_in("zhang_wei")
    with minutes_from_end(session, 5), django_assert_max_num_queries(26):
        client.get(reverse("classes:session_signing", args=[session.pk]))


def test_the_phone_page_asks_the_database_no_more_for_a_longer_class(
    cast: Cast, policy_in_force: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    training_class = make_running_class(cast, Size(people=2, days=6))
    client = phone(known_phone(people_of(training_class)[0]))
    with clock.moved_to(training_class.ends_on), django_assert_max_num_queries(12):
        assert client.get(reverse(HOME)).status_code == 200


def test_the_roll_and_its_worker_are_the_institutions(
    cast: Cast, running: TrainingClass, sign_in: SignsIn
) -> None:
    roll = reverse("classes:session_roll", args=[half_day(running).pk])
    worker = reverse("classes:roll_worker")
    script = sign_in("qihang_teacher").get(worker)
    assert script.headers["Content-Type"] == "text/javascript"
    assert worker.rsplit("/", 1)[0] + "/" == roll.rsplit("/", 2)[0] + "/"
    shell = reverse("classes:roll_offline")
    assert [sign_in("zhang_wei").get(each).status_code for each in (roll, worker, shell)] == [403, 403, 403]


def test_the_page_for_no_network_knows_nobody_and_the_roll_itself_is_never_kept(
    running: TrainingClass, sign_in: SignsIn
) -> None:
    teacher, session = sign_in("qihang_teacher"), half_day(running)
    shell = teacher.get(reverse("classes:roll_offline")).content.decode()
    roll = teacher.get(reverse("classes:session_roll", args=[session.pk]))
    for secret in ("成晓燕", "csrf", *(each.person.name for each in people_of(running)), str(session.pk)):
        assert secret.lower() not in shell.lower()
    assert "no-store" in roll.headers["Cache-Control"]
    assert roll_keys(session)[1]["a1"] in roll.content.decode()
    assert roll_keys(session)[1] != roll_keys(half_day(running, "pm"))[1]
