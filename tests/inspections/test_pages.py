"""The pages of inspections: lists, the tablet form, the case, the replies; and what they cost."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from classes.operations import add_note
from foundation.administration.operations.supervision import assign_supervisor
from foundation.core import clock
from inspections.enums import FileKind, InspectionState, Severity
from inspections.models import Inspection, InspectorAssignment
from inspections.queries import roll_call
from tests.builders.footage import make_recording
from tests.builders.inspections import (
    everybody_is_there,
    make_recorded,
    make_taught_class,
    picture,
    place_inspection,
    plan_on_site,
    plan_video,
    soon,
    take_photo,
)
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def address(name: str, *args: Any) -> str:
    return reverse(f"inspections:{name}", args=args)


def data_url() -> str:
    return "data:image/png;base64," + base64.b64encode(picture().read()).decode()


def filled(inspection: Inspection, **changes: str) -> dict[str, str]:
    """表11 as the tablet posts it, nobody away."""
    yes = (
        "materials_handed_out",
        "matches_course_plan",
        "log_checked",
        "groups_are_small",
        "video_is_complete",
    )
    form = {
        **dict.fromkeys(yes, "yes"),
        "present_count": str(roll_call(inspection).expected),
        "place": "一号教学点",
        "substitute_teacher": "韩玉兰",
        "class_head": "成晓燕",
        "teacher_signature": data_url(),
        "class_head_signature": data_url(),
        "latitude": "37.436512",
        "longitude": "112.028734",
        "accuracy_metres": "12",
    }
    return {**form, **changes}


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["inspection_list", "finding_list"])
def test_a_list_costs_the_same_for_five_and_fifty_rows(cast: Cast, sign_in: SignIn, name: str) -> None:
    training_class = make_taught_class(cast, people=1)
    client = sign_in("zhang_wei")
    for _ in range(5):
        place_inspection(cast, InspectionState.RECTIFYING, training_class=training_class)
    url = f"{address(name)}?per_page=50"
    queries_of(client, url)  # the first sight of a session is written down
    few = queries_of(client, url)
    for _ in range(45):
        place_inspection(cast, InspectionState.RECTIFYING, training_class=training_class)
    assert queries_of(client, url) == few <= 16


def test_the_list_is_filtered_by_state_and_class(cast: Cast, sign_in: SignIn) -> None:
    recorded = place_inspection(cast, InspectionState.RECORDED)
    place_inspection(cast, InspectionState.CLEAR, training_class=recorded.training_class)
    page = sign_in("ren_gang").get(address("inspection_list"), {"state": "recorded"})
    assert [row.pk for row in page.context["page"]] == [recorded.pk]
    page = sign_in("ren_gang").get(address("inspection_list"), {"q": "没有这个班"})
    assert not page.context["page"].object_list


def test_another_institution_finds_nothing(cast: Cast, sign_in: SignIn) -> None:
    recorded = make_recorded(cast)
    client = sign_in("huineng_manager")
    assert client.get(address("inspection_detail", recorded.pk)).status_code == 404
    assert client.get(address("inspection_print", recorded.pk)).status_code == 404
    photo = recorded.files.filter(kind=FileKind.PHOTO).get()
    assert client.get(address("inspection_file", recorded.pk, photo.pk)).status_code == 404


def test_the_institution_sees_its_inspection_only_once_it_is_recorded(cast: Cast, sign_in: SignIn) -> None:
    planned = plan_on_site(cast)
    url = address("inspection_detail", planned.pk)
    assert sign_in("qihang_manager").get(url).status_code == 404
    recorded = make_recorded(cast, make_taught_class(cast))
    assert sign_in("qihang_manager").get(address("inspection_detail", recorded.pk)).status_code == 200


def test_a_supervisor_learns_of_an_inspection_when_it_is_recorded(cast: Cast, sign_in: SignIn) -> None:
    watch_qihang(cast)
    planned = plan_on_site(cast)
    client, url = sign_in("supervisor_bai"), address("inspection_detail", planned.pk)
    assert client.get(url).status_code == 404
    assert not client.get(address("inspection_list")).context["page"].object_list
    assert planned.get_absolute_url() not in client.get("/").content.decode()
    assert not InspectorAssignment.objects.visible_to(cast.actor("supervisor_bai")).exists()

    recorded = make_recorded(cast, make_taught_class(cast))
    assert client.get(address("inspection_detail", recorded.pk)).status_code == 200


def test_a_supervisor_who_is_sent_himself_sees_his_task_and_no_other(cast: Cast, sign_in: SignIn) -> None:
    watch_qihang(cast)
    others = plan_video(cast, training_class := make_taught_class(cast))
    own = plan_on_site(cast, training_class, inspector_ids=[cast["supervisor_bai"].pk, cast["zhang_wei"].pk])
    client = sign_in("supervisor_bai")
    assert client.get(address("inspection_detail", own.pk)).status_code == 200
    assert [task.pk for task in client.get(address("my_tasks")).context["due"]] == [own.pk]
    assert client.get(address("inspection_detail", others.pk)).status_code == 404


def watch_qihang(cast: Cast) -> None:
    """任刚 lets 白雪 see 启航."""
    assign_supervisor(
        actor=cast.actor("ren_gang"),
        user=cast["supervisor_bai"],
        organisation=cast.organisations["qihang"],
        starts_on=clock.today(),
    )


def test_the_head_plans_an_inspection_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    training_class, client = make_taught_class(cast), sign_in("ren_gang")
    form = {
        "kind": "on_site",
        "training_class": str(training_class.pk),
        "planned_on": "2026-06-18",
        "half": "am",
    }
    alone = client.post(address("plan"), {**form, "inspectors": [str(cast["zhang_wei"].pk)]})
    assert alone.status_code == 422
    team = [str(cast[name].pk) for name in ("zhang_wei", "guo_liang")]
    assert client.post(address("plan"), {**form, "inspectors": team}).status_code == 302
    assert Inspection.objects.get().session is not None


def test_the_tablet_form_says_what_is_missing_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    inspection, client = plan_on_site(cast), sign_in("zhang_wei")
    url = address("record_on_site", inspection.pk)
    assert "还差：" in client.get(url).content.decode()
    form = filled(inspection, groups_are_small="no", problems="", place="南安镇活动中心")
    answer = client.post(url, form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "有“否”项，须写明存在问题" in text
    assert "南安镇活动中心" in text
    assert form["teacher_signature"] in text


def test_no_answer_is_chosen_beforehand(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("zhang_wei").get(address("record_on_site", plan_on_site(cast).pk)).content.decode()
    assert " checked" not in page


def test_progress_is_answered_and_nothing_is_kept(cast: Cast, sign_in: SignIn) -> None:
    inspection = plan_on_site(cast)
    answer = sign_in("zhang_wei").post(address("record_progress", inspection.pk), filled(inspection))
    assert "还差：照片" in answer.content.decode()
    assert Inspection.objects.get().state == InspectionState.PLANNED


def test_the_form_is_handed_in_with_absentees_from_the_roll_call(cast: Cast, sign_in: SignIn) -> None:
    inspection, client = plan_on_site(cast), sign_in("zhang_wei")
    away = inspection.training_class.enrolments.first()
    assert away is not None
    everybody_is_there(cast, inspection)
    answer = client.post(address("photo_add", inspection.pk), {"photo": picture("全景.jpg")})
    assert answer.status_code == 200
    form = filled(inspection, present_count="4", **{f"absent-{away.pk}": "leave"})
    answer = client.post(address("record_on_site", inspection.pk), form)
    assert answer.status_code == 302
    recorded = Inspection.objects.get()
    assert [each.enrolment_id for each in recorded.absentees.all()] == [away.pk]
    printed = client.get(address("inspection_print", recorded.pk))
    assert printed.content.startswith(b"%PDF")


def test_a_recorded_inspection_has_no_form_any_more(cast: Cast, sign_in: SignIn) -> None:
    recorded = make_recorded(cast)
    assert sign_in("zhang_wei").get(address("record_on_site", recorded.pk)).status_code == 404


def test_photographs_are_shown_and_taken_out(cast: Cast, sign_in: SignIn, settings: Settings) -> None:
    settings.PRIVATE_ACCEL = True  # the web server sends the bytes
    inspection, client = plan_on_site(cast), sign_in("zhang_wei")
    take_photo(cast, inspection)
    photo = inspection.files.get()
    shown = client.get(address("inspection_file", inspection.pk, photo.pk))
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Disposition"].startswith("attachment")
    assert client.post(address("photo_remove", inspection.pk, photo.pk)).status_code == 200
    assert not inspection.files.exists()


def test_a_video_review_is_handed_in(cast: Cast, sign_in: SignIn) -> None:
    inspection, client = plan_video(cast), sign_in("guo_liang")
    url = address("record_video", inspection.pk)
    session = inspection.training_class.sessions.earliest("date", "half")
    form = {
        "session": str(session.pk),
        "minutes": "40",
        "video_is_complete": "no",
        "matches_course_plan": "yes",
    }
    assert client.post(url, form).status_code == 422
    assert client.post(url, {**form, "problems": "第 2 学时缺录像"}).status_code == 302
    assert Inspection.objects.get().problems == "第 2 学时缺录像"


def test_notice_and_reply_go_through_their_pages(cast: Cast, sign_in: SignIn) -> None:
    found = make_recorded(cast, problems="教室门未开")
    inspector, manager = sign_in("zhang_wei"), sign_in("qihang_manager")
    page = inspector.get(address("rectification_issue", found.pk))
    assert "教室门未开" in page.content.decode()
    form = {"severity": Severity.SERIOUS, "comment": "按时开门", "rectify_by": soon().isoformat()}
    assert inspector.post(address("rectification_issue", found.pk), form).status_code == 302
    assert "整改期限" in manager.get(address("rectification_notice", found.pk)).content.decode()
    reply = {"comment": "已整改", "paper_1": picture("现场.png")}
    assert manager.post(address("rectification_reply", found.pk), reply).status_code == 302
    assert inspector.get(address("inspection_detail", found.pk)).status_code == 200
    done = {"verb": "close", "comment": "复查属实"}
    assert inspector.post(address("inspection_decide", found.pk), done).status_code == 302
    assert Inspection.objects.get().state == InspectionState.CLOSED


def test_the_waiver_page_records_the_reason(cast: Cast, sign_in: SignIn) -> None:
    training_class, client = make_taught_class(cast), sign_in("ren_gang")
    url = address("waive", training_class.pk)
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "录像完整"}).status_code == 302
    assert "录像完整" in client.get(url).content.decode()


def test_my_tasks_show_today_first_and_the_second_inspector_confirms(cast: Cast, sign_in: SignIn) -> None:
    inspection, client = plan_on_site(cast), sign_in("guo_liang")
    page = client.get(address("my_tasks"))
    assert [task.pk for task in page.context["due"]] == [inspection.pk]
    assert client.post(address("confirm_presence", inspection.pk)).status_code == 302
    assert inspection.assignments.get(inspector=cast["guo_liang"]).confirmed_at
    assert (
        f"{clock.local(clock.now()):%H}"
        in client.get(address("record_on_site", inspection.pk)).content.decode()
    )


def test_presence_is_confirmed_on_the_page_of_the_inspection_too(cast: Cast, sign_in: SignIn) -> None:
    inspection, client = plan_on_site(cast), sign_in("guo_liang")
    url = address("inspection_detail", inspection.pk)
    for page in (url, address("record_on_site", inspection.pk)):
        assert address("confirm_presence", inspection.pk) in client.get(page).content.decode()
    answer = client.post(address("confirm_presence", inspection.pk))
    assert answer.headers["Location"] == url
    assert address("confirm_presence", inspection.pk) not in client.get(url).content.decode()
    head = sign_in("ren_gang")
    assert address("confirm_presence", inspection.pk) not in head.get(url).content.decode()


def test_the_head_changes_who_is_sent_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    inspection, client = plan_on_site(cast), sign_in("ren_gang")
    nobody = client.post(address("assign", inspection.pk), {"inspector": ""})
    assert nobody.status_code == 422
    client.post(address("assign", inspection.pk), {"inspector": str(cast["ren_gang"].pk)})
    client.post(address("unassign", inspection.pk, cast["zhang_wei"].pk))
    assert {each.inspector for each in inspection.assignments.all()} == {cast["guo_liang"], cast["ren_gang"]}


def test_a_visit_whose_day_has_passed_is_left_to_the_head(cast: Cast, sign_in: SignIn) -> None:
    inspection, client = plan_on_site(cast), sign_in("guo_liang")
    with clock.moved_to(clock.today() + timedelta(days=1)):
        page = client.get(address("my_tasks"))
        own = client.get(address("inspection_detail", inspection.pk)).content.decode()
    assert (page.context["expired"], page.context["due"]) == ([inspection], [])
    assert "已过期，请组长改期或撤销" in page.content.decode()
    form = address("record_on_site", inspection.pk)
    assert (form in page.content.decode(), form in own) == (False, False)


def test_what_is_missing_is_the_name_once_both_have_signed(cast: Cast, sign_in: SignIn) -> None:
    inspection, client = plan_on_site(cast), sign_in("zhang_wei")
    form = filled(inspection, substitute_teacher="", location_note="")
    answer = client.post(address("record_progress", inspection.pk), form).content.decode()
    assert "代课老师姓名" in answer
    assert "签字" not in answer.split("还差：")[1]


def test_what_was_noted_on_a_recording_begins_the_record_of_watching(cast: Cast, sign_in: SignIn) -> None:
    inspection = plan_video(cast)
    recording = make_recording(inspection.training_class)
    add_note(recording, actor=cast.actor("zhang_wei"), second=615, text="画面只有 31 人", is_problem=True)
    page = sign_in("zhang_wei").get(f"/inspections/{inspection.pk}/video/").content.decode()
    assert page.count("画面只有 31 人") == 2
    assert "10:15 画面只有 31 人" in page
