"""List, new application, the eight papers, the plan, 核对并提交: as the institution and the bureau see them."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from classes.enums import ClassState as S
from classes.models import TrainingClass
from classes.queries.addresses import mending_page
from classes.queries.opening import class_checks, deficiencies, material_tasks
from classes.queries.rulings import roster_of
from classes.rules.report import judge_filing
from foundation.audit.models import Entry, Result
from foundation.core.files import read_bytes
from foundation.core.tabular import verify_export
from foundation.jobs.operations import enqueue, run_job
from institutions.enums import TrainingCategory
from tests.builders.classes import complete, fill_papers, make_class, make_draft, ready_institution, submit
from tests.builders.running import make_running_class
from tests.cast import Cast
from tests.conftest import SignIn
from tests.printed import Printed
from trainees.enums import Sex
from trainees.models import Application, Person

PAPERS = (
    "basics",
    "roster",
    "plan",
    "teachers",
    "resources",
    "venue",
    "exam_plan",
    "groups",
    "check",
    "tasks",
)


@pytest.fixture
def manager(sign_in: SignIn) -> Client:
    return sign_in("qihang_manager")


def basics(cast: Cast, **changes: Any) -> dict[str, Any]:
    permission = ready_institution(cast).permissions.get()
    return {
        "category": TrainingCategory.EMPLOYMENT_SKILL,
        "permission": str(permission.pk),
        "planned_count": "50",
        "starts_on": "2026-06-29",
        "ends_on": "2026年7月18日",
        "training_days": "20",
        "theory_lessons": "60",
        "practice_lessons": "100",
        **changes,
    }


def test_a_new_application_gets_number_and_term(cast: Cast, manager: Client) -> None:
    answer = manager.post(reverse("classes:class_new"), basics(cast))

    created = TrainingClass.objects.get()
    assert answer.status_code == 302
    assert (created.number, created.term, created.total_lessons) == ("KB-2026-0001", 1, 160)
    assert created.ends_on == date(2026, 7, 18)


def test_a_wrong_form_comes_back_with_what_was_typed(cast: Cast, manager: Client) -> None:
    answer = manager.post(reverse("classes:class_new"), basics(cast, ends_on="20260620", focus_field="康养"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "结束日期不能早于开班日期" in page
    assert "康养" in page
    assert not TrainingClass.objects.exists()


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_opens_empty_complete_and_locked(cast: Cast, manager: Client, paper: str) -> None:
    draft = make_draft(cast)
    url = reverse(f"classes:class_{paper}", args=[draft.pk])

    empty = manager.get(url)
    complete(cast, draft)
    full = manager.get(url)

    assert (empty.status_code, full.status_code) == (200, 200)
    assert "处需要改正" not in empty.content.decode() + full.content.decode()
    submit(cast, draft)
    assert "材料只能查看" in manager.get(url).content.decode()


def test_the_task_list_says_how_far_each_paper_is(cast: Cast) -> None:
    draft = make_draft(cast)
    assert [task.tag.label for task in material_tasks(draft)] == ["已完成", *["未开始"] * 6, "尚不能办"]

    complete(cast, draft)

    tasks = material_tasks(TrainingClass.objects.get(pk=draft.pk))
    assert [task.tag.label for task in tasks] == [*["已完成"] * 7, "可以提交"]


def test_the_plan_is_generated_copied_and_saved(cast: Cast, manager: Client) -> None:
    draft = make_draft(cast)
    complete(cast, draft)
    url = reverse("classes:class_plan", args=[draft.pk])
    manager.post(reverse("classes:plan_generate", args=[draft.pk]), {"workdays_only": "no"})
    assert draft.sessions.count() == 6
    typed = editor(draft)

    copied = manager.post(url, {**typed, "act": "copy-0", "s1-content": "还没保存的内容"})
    saved = manager.post(url, typed)

    assert copied.status_code == 200
    assert copied.content.decode().count('id="s') >= 7
    assert "还没保存的内容" in copied.content.decode()
    assert saved.status_code == 302
    assert draft.sessions.first().content == "第 1 课"  # type: ignore[union-attr]  # there are six


def test_a_half_day_twice_is_refused(cast: Cast, manager: Client) -> None:
    draft = make_draft(cast)
    complete(cast, draft)
    typed = editor(draft) | {"s1-half": "am"}

    answer = manager.post(reverse("classes:class_plan", args=[draft.pk]), typed)

    assert answer.status_code == 422
    assert "重复排课" in answer.content.decode()


def editor(training_class: TrainingClass) -> dict[str, Any]:
    """The plan as a browser would send it back, contents filled in."""
    found: dict[str, Any] = {"count": str(training_class.sessions.count())}
    for n, session in enumerate(training_class.sessions.order_by("date", "half")):
        found |= {
            f"s{n}-date": f"{session.date:%Y-%m-%d}",
            f"s{n}-half": session.half,
            f"s{n}-starts_at": f"{session.starts_at:%H:%M}",
            f"s{n}-ends_at": f"{session.ends_at:%H:%M}",
            f"s{n}-content": f"第 {n + 1} 课",
            f"s{n}-mode": session.mode,
            f"s{n}-lessons": str(session.lessons),
            f"s{n}-teacher": str(session.teacher_id),
            f"s{n}-basic_courses": ["safety", "fire"],
        }
    return found


def test_a_picture_is_attached_and_handed_out_only_to_those_who_may_see_it(
    cast: Cast, manager: Client, sign_in: SignIn
) -> None:
    draft = make_draft(cast)
    scan = SimpleUploadedFile("请示.pdf", one_page())

    answer = manager.post(
        reverse("classes:class_material", args=[draft.pk]), {"kind": "sealed_request", "file": scan}
    )

    assert answer.status_code == 302, answer.content.decode()
    url = reverse("classes:material_file", args=[draft.materials.get().pk])
    assert fetched(manager, url)[:5] == fetched(sign_in("li_jing"), url)[:5] == b"%PDF-"
    assert sign_in("huineng_manager").get(url).status_code == 404


def fetched(client: Client, url: str) -> bytes:
    data: bytes = client.get(url).getvalue()
    return data


def one_page() -> bytes:
    target, document = io.BytesIO(), pikepdf.new()
    document.add_blank_page()
    document.save(target)
    return target.getvalue()


def test_nothing_is_submitted_without_the_promise(cast: Cast, manager: Client) -> None:
    draft = make_draft(cast)
    complete(cast, draft)
    url = reverse("classes:class_check", args=[draft.pk])

    refused, submitted = manager.post(url, {}), manager.post(url, {"promise": "on"})

    assert refused.status_code == 422
    assert submitted.status_code == 302
    assert TrainingClass.objects.get().state == S.SUBMITTED


def test_the_check_page_lists_every_obstacle_with_its_page(cast: Cast, manager: Client) -> None:
    draft = make_draft(cast)

    page = manager.get(reverse("classes:class_check", args=[draft.pk])).content.decode()

    for text in ("名册还没有学员", "还没有排课", "没有指定班主任", "没有选定培训地点", "材料还缺"):
        assert text in page
    assert reverse("classes:class_plan", args=[draft.pk]) in page


@pytest.mark.parametrize(("name", "may_register"), [("li_jing", True), ("zhao_wenqing", False)])
def test_only_who_may_register_the_city_filing_is_led_there(
    cast: Cast, name: str, may_register: bool
) -> None:
    submitted = make_class(cast, S.SUBMITTED)
    missing = judge_filing(is_needed=True, filed_on=None, number="")

    page = mending_page(missing, submitted, cast.actor(name))

    assert (page == reverse("classes:class_city_filing", args=[submitted.pk])) is may_register


def test_the_bureau_sees_all_rules_with_their_clauses(cast: Cast) -> None:
    submitted = make_class(cast, S.SUBMITTED)

    checks = class_checks(submitted, cast.actor("li_jing"))

    assert len(checks) >= 18
    assert [check.text for check in checks if check.level == "danger"] == []
    assert any("提前 11 天申报（应不少于 7 天）" in check.text for check in checks)


def test_a_return_can_name_everything_that_was_found(cast: Cast) -> None:
    submitted = make_class(cast, S.SUBMITTED)
    roster_of(submitted).update(practice_group=1)
    TrainingClass.objects.update(planned_count=9)
    roster_of(submitted).filter(position=1).update(practice_group=None)

    found = deficiencies(class_checks(TrainingClass.objects.get(), cast.actor("li_jing")))

    assert found[0] == "1 人没有分实操组。"
    assert "名册 5 人，少于计划 9 人。" in found


def test_decisions_go_through_the_page_and_only_once(cast: Cast, sign_in: SignIn) -> None:
    submitted = make_class(cast, S.SUBMITTED)
    url, officer = reverse("classes:class_decide", args=[submitted.pk]), sign_in("li_jing")

    first = officer.post(url, {"verb": "pass_first_review", "comment": "材料齐全。"})
    second = officer.post(url, {"verb": "pass_first_review"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert TrainingClass.objects.get().state == S.FIRST_REVIEWED


def test_a_return_takes_the_day_by_which_to_mend(cast: Cast, sign_in: SignIn) -> None:
    submitted = make_class(cast, S.SUBMITTED)
    url, officer = reverse("classes:class_decide", args=[submitted.pk]), sign_in("li_jing")
    typed = {"verb": "return_for_correction", "comment": "缺 1 名教师资格证。"}

    wrong = officer.post(url, typed | {"due_on": "下周"})
    right = officer.post(url, typed | {"due_on": "2026-06-24"})

    assert wrong.status_code == 422
    assert "缺 1 名教师资格证" in wrong.content.decode()
    assert right.status_code == 302
    assert TrainingClass.objects.get().correction_due_on == date(2026, 6, 24)


@pytest.mark.parametrize("name", ["li_jing", "zhao_wenqing", "cheng_hua", "qihang_manager"])
def test_the_list_takes_as_many_queries_for_fifty_as_for_five(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    client = sign_in(name)
    client.get(reverse("classes:class_list"))
    for _ in range(5):
        make_draft(cast)
    with django_assert_max_num_queries(25) as few:
        client.get(reverse("classes:class_list"), {"state": "all"})
    for _ in range(45):
        make_draft(cast)
    with django_assert_max_num_queries(25) as many:
        page = client.get(reverse("classes:class_list"), {"state": "all", "per_page": "50"}).content.decode()

    assert "KB-2026-0050" in page
    assert len(few) == len(many)


def test_the_list_is_filtered_by_chip_text_and_date(cast: Cast, sign_in: SignIn) -> None:
    make_class(cast, S.SUBMITTED)
    make_draft(cast)
    officer = sign_in("li_jing")

    mine = officer.get(reverse("classes:class_list")).content.decode()
    none = officer.get(reverse("classes:class_list"), {"state": "all", "text": "电工"}).content.decode()

    assert "KB-2026-0001" in mine
    assert "KB-2026-0002" not in mine
    assert "没有符合条件的开班申请" in none


def test_the_list_is_exported_as_it_is_filtered(cast: Cast, sign_in: SignIn) -> None:
    make_draft(cast)

    answer = sign_in("li_jing").post(reverse("classes:class_export") + "?state=all")

    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.content[:2] == b"PK"


def test_a_long_list_is_exported_in_the_background(cast: Cast) -> None:
    make_draft(cast)
    payload = {"chip": "all", "text": "养老"}
    job = enqueue("classes.export", actor=cast.actor("li_jing"), title="导出开班申请", payload=payload)

    run_job(job.pk)

    job.refresh_from_db()
    assert job.message == "已导出 1 件。"
    assert job.result_file is not None
    assert verify_export(read_bytes(job.result_file)).is_untouched


def test_form_2_is_counted_from_the_list_and_carries_the_three_opinions(cast: Cast, manager: Client) -> None:
    approved = make_class(cast, S.APPROVED, heads=6)
    people = list(roster_of(approved))
    Person.objects.filter(pk=people[0].person_id).update(sex=Sex.MALE)
    for each, category in zip(
        people, ("registered_unemployed", "laid_off_or_veteran", "lifted_from_poverty"), strict=False
    ):
        Application.objects.filter(pk=each.pk).update(category=category)
    Application.objects.filter(pk=people[5].pk).update(is_lifted_from_poverty=True)

    text = printed(manager, "print_request", approved)

    assert (
        "报名6名学员（男性1名，女性5名，农村进城务工人员3名，农村脱贫劳动力2名，城镇登记失业人员1名，"
        "企业下岗失业退役军人1名，" in text
    )
    for part in ("培训课时：24（理论8，实操16）", "材料齐全。", "签名：李静", "签名：王建明", "签名：赵文清"):
        assert part in text


def test_form_5_carries_hours_content_mode_and_teacher_of_every_half_day(cast: Cast, manager: Client) -> None:
    draft = make_draft(cast)
    fill_papers(cast, draft)

    text = printed(manager, "print_plan", draft)

    assert text.count("生活照料") == draft.sessions.count() == 6
    for session in draft.sessions.select_related("teacher"):
        for part in (session.teacher.name, session.get_mode_display(), f"{session.starts_at:%-H时%M分}"):
            assert part in text


def printed(client: Client, form: str, training_class: TrainingClass) -> str:
    return Printed(client.get(reverse(f"classes:{form}", args=[training_class.pk])).getvalue()).text()


def test_printing_the_roster_leaves_a_trace(cast: Cast, manager: Client) -> None:
    draft = make_draft(cast)
    complete(cast, draft)

    answer = manager.post(reverse("classes:print_roster", args=[draft.pk]))

    assert answer.content[:5] == b"%PDF-"
    assert Entry.objects.filter(action="class.print_roster", result=Result.READ).count() == 1


def test_an_institution_finds_on_its_list_what_it_writes(cast: Cast, sign_in: SignIn) -> None:
    make_running_class(cast)
    draft = make_draft(cast)
    answer = sign_in("qihang_manager").get(reverse("classes:class_list"))
    assert [row[0] for row in answer.context["rows"]] == [draft]
    assert (answer.context["chips"][0].label, answer.context["chips"][0].count) == ("待我填报", 1)
    assert draft.get_category_display() in answer.content.decode()


def test_an_order_is_required_of_the_categories_that_rest_on_one(cast: Cast, manager: Client) -> None:
    url = reverse("classes:class_new")
    assert '<option value="" selected>请选择' in manager.get(url).content.decode()
    refused = manager.post(url, basics(cast, category=TrainingCategory.CARE_ORDER))
    assert set(refused.context["form"].errors) == {"order_employer", "order_posts"}
    order = {"order_employer": "示例养老院", "order_posts": "60"}
    manager.post(url, basics(cast, category=TrainingCategory.CARE_ORDER, **order))
    task = material_tasks(TrainingClass.objects.get())[0]
    assert (task.tag.kind, task.hint) == ("info", "还没有上传用工订单")
