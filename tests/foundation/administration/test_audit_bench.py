"""审计工作台: who reads the record, how it is narrowed, what is masked; checking the chain; taking extracts away."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from classes.enums import ClassState
from foundation.accounts.actor import Actor
from foundation.administration.operations.auditing import CHECK_KIND, order_daily_check
from foundation.audit.models import ChainCheck, Entry, Result
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.jobs.models import Job, JobState
from foundation.jobs.operations import run_job
from foundation.jobs.schedule import run_daily
from foundation.workflow.models import Message
from tests.builders.classes import make_class
from tests.cast import Cast
from tests.clean_slate import without_triggers
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
BENCH = "/audit/"
NUMBER = "141121199003072315"


def note(cast: Cast, who: str = "li_jing", title: str = "试办", **facts: Any) -> Entry:
    return append(Event("test.done", title, **facts), actor=cast.actor(who))


def titles(client: Client, **query: str) -> list[str]:
    return [line.what for line in client.get(BENCH, query).context["lines"]]


@pytest.mark.parametrize("who", ["cheng_hua", "auditadmin_yan"])
def test_those_who_audit_read_the_record(cast: Cast, sign_in: SignIn, who: str) -> None:
    note(cast, title="开班申请初审通过")
    assert "开班申请初审通过" in sign_in(who).get(BENCH).content.decode()


@pytest.mark.parametrize("who", ["security_tian", "admin_he", "sun_guodong", "li_jing", "qihang_manager"])
def test_nobody_else_does(cast: Cast, sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get(BENCH).status_code == 403
    assert sign_in(who).post(f"{BENCH}export/").status_code == 403
    assert sign_in(who).post(f"{BENCH}verify/").status_code == 403


def test_the_record_is_narrowed_by_person_step_and_result(cast: Cast, sign_in: SignIn) -> None:
    note(cast, "li_jing", "初审通过")
    note(cast, "hao_ping", "退回补正")
    note(cast, "hao_ping", "查看完整证件号", result=Result.READ)
    client = sign_in("cheng_hua")
    assert titles(client, person="李静") == ["初审通过"]
    assert titles(client, person="hao_ping") == ["查看完整证件号", "退回补正"]
    assert titles(client, verb="退回") == ["退回补正"]
    assert titles(client, result="read") == ["查看完整证件号"]
    assert titles(client, result="refused") == []
    assert titles(client, person="没有这个人") == []


def test_the_record_is_narrowed_by_days(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    for days in (0, 1, 2):
        with clock.moved_to(on_18_june_2026 + timedelta(days=days)):
            note(cast, title=f"第{days}天")
    client = sign_in("cheng_hua")
    assert titles(client, first="2026-06-19", last="2026-06-19") == ["第1天"]
    assert titles(client, first="2026-06-19") == ["第2天", "第1天"]
    wrong = client.get(BENCH, {"first": "2026-06-19", "last": "2026-06-18"})
    assert wrong.status_code == 422
    assert "截止日期不能早于起始日期" in wrong.content.decode()


def test_a_case_is_found_by_its_number_with_all_that_belongs_to_it(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_class(cast, ClassState.SUBMITTED, heads=1)
    note(cast, title="别的事")
    found = sign_in("cheng_hua").get(BENCH, {"number": training_class.number.lower()}).context["lines"]
    assert found
    assert {line.entry.case_id for line in found} == {training_class.pk}
    assert training_class.number in {line.number for line in found}
    assert titles(sign_in("cheng_hua"), number="KB-1999-0001") == []


def test_a_class_leads_an_auditor_to_all_its_traces(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_class(cast, ClassState.DRAFT)
    address = training_class.get_absolute_url()
    assert f"/audit/?number={training_class.number}" in sign_in("cheng_hua").get(address).content.decode()
    assert "/audit/" not in sign_in("li_jing").get(address).content.decode()


def test_whole_numbers_are_masked_wherever_they_stand(cast: Cast, sign_in: SignIn) -> None:
    note(cast, title=f"改{NUMBER}", comment=f"原为{NUMBER}", detail={"列": [{"号": NUMBER}]})
    page = sign_in("cheng_hua").get(BENCH).content.decode()
    assert NUMBER not in page
    assert page.count("1411**********2315") >= 3


def test_states_and_facts_are_said_in_words(cast: Cast, sign_in: SignIn) -> None:
    make_class(cast, ClassState.SUBMITTED, heads=1)
    note(cast, detail={"role": "inspector", "total_fen": 123456, "is_whole": True, "unheard": None})
    lines = sign_in("cheng_hua").get(BENCH, {"per_page": "100"}).context["lines"]
    assert "草稿 → 已提交" in {line.moved for line in lines}
    assert lines[0].details == (
        ("金额（元）", "1,234.56"),
        ("角色", "监督检查小组检查员"),
        ("完整", "是"),
        ("unheard", "无"),
    )


def test_the_page_costs_the_same_for_five_and_fifty(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    training_class, client = make_class(cast, ClassState.DRAFT), sign_in("cheng_hua")
    client.get(BENCH)
    for number in range(50):
        if number in (5, 49):
            with django_assert_max_num_queries(12):
                client.get(BENCH, {"per_page": "50", "number": training_class.number, "person": "李静"})
        note(cast, record=training_class)


def test_twenty_entries_stand_on_a_page(cast: Cast, sign_in: SignIn) -> None:
    for number in range(45):
        note(cast, title=f"第{number}件")
    client = sign_in("cheng_hua")
    assert len(titles(client)) == 20
    assert titles(client, page="3", verb="第") == [f"第{n}件" for n in (4, 3, 2, 1, 0)]


def test_checking_is_a_job_whose_result_stands_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("auditadmin_yan")
    assert "还没有校验过" in client.get(BENCH).content.decode()
    assert client.post(f"{BENCH}verify/").status_code == 302
    assert client.post(f"{BENCH}verify/").status_code == 302
    job = Job.objects.get(kind=CHECK_KIND)
    assert "校验留痕链" in client.get(BENCH).content.decode()

    assert run_job(job.pk)

    check = ChainCheck.objects.get()
    assert check.is_whole
    assert check.checked_by_name == "闫审"
    assert "完整。" in client.get(BENCH).content.decode()
    assert Entry.objects.get(action="audit.checked").actor_name == "闫审"


def test_a_break_is_named_and_told(cast: Cast, sign_in: SignIn) -> None:
    for number in range(5):
        note(cast, title=f"第{number}件")
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET title = '改过' WHERE seq = 3")
    order_daily_check()
    assert run_job(Job.objects.get(kind=CHECK_KIND).pk)

    check = ChainCheck.objects.get()
    assert (check.is_whole, check.first_break) == (False, "第 3 条，记录内容与校验值不符")
    assert "第 3 条，记录内容与校验值不符" in sign_in("cheng_hua").get(BENCH).content.decode()
    told = set(Message.objects.values_list("user__username", flat=True))
    assert told == {"cheng_hua", "auditadmin_yan"}


def test_the_calendar_orders_one_check_a_day(cast: Cast, on_18_june_2026: date) -> None:
    assert (order_daily_check(), order_daily_check()) == (1, 0)
    run_job(Job.objects.get(kind=CHECK_KIND).pk)
    assert order_daily_check() == 0
    with clock.moved_to(on_18_june_2026 + timedelta(days=1)):
        assert order_daily_check() == 1


def test_the_daily_check_is_among_the_chores(cast: Cast) -> None:
    assert run_daily()["audit.check_chain"] == 1


def test_a_check_that_is_run_twice_leaves_one_result(cast: Cast) -> None:
    order_daily_check()
    job = Job.objects.get(kind=CHECK_KIND)
    run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, run_after=clock.now())
    assert run_job(job.pk)
    assert ChainCheck.objects.count() == 1


def test_what_is_appended_during_a_check_is_no_break(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from foundation.audit import queries

    monkeypatch.setattr(queries, "PORTION", 2)
    for number in range(5):
        note(cast, title=f"第{number}件")

    def meanwhile(seq: int) -> None:
        note(cast, title=f"校验到第{seq}条时办理")

    found = queries.verify_chain(meanwhile)
    assert found.is_whole
    assert found.entries == 5


def test_an_extract_is_taken_away_with_a_trace_of_its_own(cast: Cast, sign_in: SignIn) -> None:
    note(cast, title="=1+1", comment=NUMBER)
    note(cast, "hao_ping", title="退回补正")
    answer = sign_in("cheng_hua").post(f"{BENCH}export/", {"person": "李静"})

    book: Any = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[5] for row in rows[3:]] == ["=1+1"]
    assert NUMBER not in str(rows)
    entry = Entry.objects.get(action="audit.export")
    assert (entry.result, entry.actor_name) == (Result.READ, "成华")
    assert entry.detail == {"rows": 1, "person": "李静"}


def test_too_large_an_extract_is_refused(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foundation.administration.views import auditing

    monkeypatch.setattr(auditing, "EXPORT_ROWS", 3)
    for _ in range(4):
        note(cast)
    client = sign_in("cheng_hua")
    assert client.post(f"{BENCH}export/", {"person": "李静"}).status_code == 422
    assert Entry.objects.filter(action="audit.too_many_rows").exists()


def test_the_system_and_the_public_are_found_by_name(cast: Cast, sign_in: SignIn) -> None:
    append(Event("test.done", "到期"), actor=Actor.system())
    assert titles(sign_in("cheng_hua"), person="系统") == ["到期"]
