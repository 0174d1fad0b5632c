"""The page of one half-day: filled by hand, wrong times beside their row, nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.urls import reverse

from classes.models import AttendanceCorrection, AttendanceMark, PlannedSession, TrainingClass
from foundation.audit.models import Entry
from foundation.core import clock
from tests.builders.running import FIRST_DAY, Size, evening_of, make_running_class, people_of, picture, teach
from tests.cast import Cast
from tests.conftest import SignIn
from tests.printed import Printed


def morning(training_class: TrainingClass) -> PlannedSession:
    return PlannedSession.objects.filter(training_class=training_class, half="am")[0]


def sheet_url(session: PlannedSession) -> str:
    return reverse("classes:session_sheet", args=[session.pk])


def typed(
    training_class: TrainingClass, came: str = "8:25", left: str = "1150", reason: str = ""
) -> dict[str, str]:
    """What a class head types for everybody."""
    data: dict[str, str] = {}
    for each in people_of(training_class):
        data |= {
            f"{each.pk.hex}-came": came,
            f"{each.pk.hex}-left": left,
            f"{each.pk.hex}-absence_reason": reason,
        }
    return data


def post(
    sign_in: SignIn, session: PlannedSession, data: dict[str, str], who: str = "qihang_teacher"
) -> HttpResponse:
    with clock.moved_to(evening_of(FIRST_DAY)):
        answer: HttpResponse = sign_in(who).post(sheet_url(session), data)  # type: ignore[assignment]
    return answer


def test_a_sheet_is_saved_and_closed_from_the_page(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    session = morning(training_class)
    answer = post(sign_in, session, {**typed(training_class), "close": "yes"})
    session.refresh_from_db()
    assert (answer.status_code, session.is_closed) == (302, True)
    assert {f"{mark.signed_in_at:%H:%M}" for mark in AttendanceMark.objects.all()} == {"08:25"}


def test_what_cannot_be_closed_yet_stays_saved_and_the_page_says_both(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    session, someone = morning(training_class), people_of(training_class)[0]
    data = {f"{someone.pk.hex}-came": "8:25", f"{someone.pk.hex}-left": "11:50", "close": "yes"}
    with clock.moved_to(evening_of(FIRST_DAY)):
        page = sign_in("qihang_teacher").post(sheet_url(session), data, follow=True).content.decode()
    assert "签到表已保存，还没有封存：还有 2 人没有签到也没有未到原因" in page
    assert AttendanceMark.objects.filter(session=session).count() == 1
    assert Entry.objects.filter(action="attendance.sheet_incomplete").exists()


@pytest.mark.parametrize("came", ["25:00", "半点", "07:10", "12:20"])
def test_a_wrong_time_stays_on_the_page_with_its_row(cast: Cast, sign_in: SignIn, came: str) -> None:
    training_class = make_running_class(cast)
    answer = post(sign_in, morning(training_class), typed(training_class, came=came))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{came}"' in page or 'value="07:10"' in page
    assert 'aria-invalid="true"' in page
    assert not AttendanceMark.objects.exists()


def test_everybody_present_is_proposed_but_not_saved(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    with clock.moved_to(evening_of(FIRST_DAY)):
        page = (
            sign_in("qihang_teacher")
            .get(sheet_url(morning(training_class)), {"fill": "all"})
            .content.decode()
        )
    assert page.count('value="08:30"') == page.count('value="11:50"') == 3
    assert not AttendanceMark.objects.exists()


def test_the_bureau_reads_a_sheet_and_has_nothing_to_type(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    session = morning(training_class)
    with clock.moved_to(evening_of(FIRST_DAY)):
        page = sign_in("li_jing").get(sheet_url(session)).content.decode()
    assert "data-cell" not in page
    assert post(sign_in, session, typed(training_class), "li_jing").status_code == 403


def test_a_foreign_sheet_is_not_found_not_even_by_posting(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    assert post(sign_in, morning(training_class), typed(training_class), "huineng_manager").status_code == 404


def test_a_correction_is_asked_on_the_page_and_decided_on_the_list(cast: Cast, sign_in: SignIn) -> None:
    training_class = teach(cast, make_running_class(cast), away=[2])
    session, absentee = morning(training_class), people_of(training_class)[1]
    data = {
        "enrolment": str(absentee.pk),
        "came": "8:40",
        "left": "11:50",
        "absence_reason": "",
        "why": "录像可见本人",
        "proof": picture("录像截图.png"),
    }
    with clock.moved_to(evening_of(FIRST_DAY)):
        asked = sign_in("qihang_teacher").post(reverse("classes:correction_request", args=[session.pk]), data)
        correction = AttendanceCorrection.objects.get()
        listed = sign_in("li_jing").get(reverse("classes:correction_list", args=[training_class.pk]))
        url = reverse("classes:correction_decide", args=[correction.pk])
        decided = sign_in("li_jing").post(
            url, {"is_confirmed": "yes", "comment": "与录像一致", "seen": correction.version}
        )
        shown = sign_in("li_jing").get(reverse("classes:correction_proof", args=[correction.pk]))
    correction.refresh_from_db()
    assert (shown.status_code, b"".join(shown)[:4]) == (200, b"\x89PNG")
    assert (asked.status_code, decided.status_code, correction.decision) == (302, 302, "confirmed")
    assert "未到：病假" in listed.content.decode()


def test_a_correction_without_a_reason_stays_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    training_class = teach(cast, make_running_class(cast), away=[2])
    data = {"enrolment": str(people_of(training_class)[1].pk), "came": "8:40", "left": "11:50", "why": ""}
    with clock.moved_to(evening_of(FIRST_DAY)):
        url = reverse("classes:correction_request", args=[morning(training_class).pk])
        answer = sign_in("qihang_teacher").post(url, data)
    assert answer.status_code == 422
    assert "更正理由" in answer.content.decode()


def test_the_page_after_a_refused_file_calls_the_absence_as_the_sheet_does(
    cast: Cast, sign_in: SignIn
) -> None:
    training_class = teach(cast, make_running_class(cast))
    someone = str(people_of(training_class)[1].pk)
    data = {
        "enrolment": someone,
        "absence_reason": "病假",
        "why": "误记到课",
        "proof": ContentFile(b"PK no", name="说明.docx"),
    }
    with clock.moved_to(evening_of(FIRST_DAY)):
        url = reverse("classes:correction_request", args=[morning(training_class).pk])
        answer = sign_in("qihang_teacher").post(url, data)
    again = {field.label: field.value for field in answer.context["again"]}
    assert (answer.status_code, again["未到原因"], "理由" in again) == (422, "病假", False)


def test_forms_4_and_6_are_printed_from_what_was_signed_and_name_the_absent_with_the_reason(
    cast: Cast, sign_in: SignIn
) -> None:
    training_class = teach(cast, make_running_class(cast, Size(people=3)), away=[2])
    client, absent = sign_in("qihang_teacher"), people_of(training_class)[1].person.name
    sheet, blank, log = (
        Printed(client.get(url).getvalue()).text()
        for url in (
            reverse("classes:session_print", args=[morning(training_class).pk]),
            reverse("classes:session_print", args=[morning(training_class).pk]) + "?blank=1",
            reverse("classes:log_print", args=[training_class.pk]) + f"?date={FIRST_DAY}",
        )
    )
    assert (sheet.count("08:30"), sheet.count("11:50"), sheet.count("病假")) == (2, 2, 1)
    assert (blank.count("08:30"), absent in blank) == (0, True)
    assert f"{absent}病假4" in log, "who, why, and the lessons missed in both half-days"
    for part in ("班级人数3", "实到人数2", "未到人数1"):
        assert part in log


def test_an_address_with_a_senseless_date_is_no_page(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    client = sign_in("qihang_teacher")
    for name in ("log_edit", "video_day"):
        assert (
            client.get(reverse(f"classes:{name}", args=[training_class.pk]), {"date": "x"}).status_code == 404
        )


def test_a_log_is_written_from_the_page(cast: Cast, sign_in: SignIn) -> None:
    training_class = teach(cast, make_running_class(cast))
    url = reverse("classes:log_edit", args=[training_class.pk]) + f"?date={FIRST_DAY}"
    words = {"teaching_method": "讲授", "morning_record": "照护礼仪", "afternoon_record": "分组练习"}
    client = sign_in("qihang_teacher")
    with clock.moved_to(date(2026, 6, 16)):
        assert client.post(url, words).status_code == 302
        wrong = client.post(url, {**words, "morning_record": ""})
    assert wrong.status_code == 422
    assert "分组练习" in wrong.content.decode()
    assert training_class.logs.get().morning_record == "照护礼仪"
