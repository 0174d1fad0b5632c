"""表2 to 表7 and 表12 as printed."""

from collections.abc import Callable
from datetime import date, time

import pytest

from classes.documents import (
    Absence,
    CoursePlanForm,
    EmploymentProof,
    EvaluationForm,
    LogSession,
    OpeningRequest,
    Opinion,
    PlanDay,
    PlanSession,
    RosterForm,
    RosterRow,
    SignInPlace,
    SignInSheet,
    TeacherGrades,
    TeachingLogForm,
    day_title,
    print_course_plan,
    print_employment_proof,
    print_evaluation_form,
    print_opening_request,
    print_roster_form,
    print_sign_in_sheet,
    print_teaching_log,
)
from tests.printed import LONG_ADDRESS, LONG_INSTITUTION, LONG_NAME, Printed, is_form_font

OPENING = OpeningRequest(
    year=2026,
    class_number="3",
    bases=("《文水县2025-2027年职业技能提升培训实施细则》（文人社字〔2026〕8号）",),
    institution_name=LONG_INSTITUTION,
    registered_on=date(2026, 4, 20),
    occupation="养老护理员（初级）",
    total=50,
    men=12,
    women=38,
    laid_off_veterans=0,
    venue=LONG_ADDRESS,
    teachers=LONG_NAME,
    officer_opinion=Opinion(text="材料齐全，同意开班。", signer="李静", signed_on=date(2026, 4, 28)),
    head_opinion=Opinion(text="复核无误。", signer="周敏", signed_on=date(2026, 4, 29)),
)
ROSTER = RosterForm(
    institution_name=LONG_INSTITUTION,
    rows=tuple(
        RosterRow(number=number, name=LONG_NAME, category="农村进城务工人员", registered_address=LONG_ADDRESS)
        for number in range(1, 51)
    ),
)
SIGN_IN = SignInSheet(
    institution_name=LONG_INSTITUTION,
    class_number="3",
    held_on=date(2026, 5, 6),
    half_day="上",
    places=tuple(SignInPlace(number=number, name=LONG_NAME, signed_in="08:02") for number in range(1, 51)),
    content="老年人饮食照料",
    teacher=LONG_NAME,
)
SESSION = PlanSession(
    starts_at=time(8), ends_at=time(12), content="翻身、拍背、压疮预防" * 4, mode="实操", teacher=LONG_NAME
)
PLAN = CoursePlanForm(
    institution_name=LONG_INSTITUTION,
    days=tuple(PlanDay(held_on=date(2026, 5, 6 + i), morning=SESSION, afternoon=SESSION) for i in range(10)),
)
LOG = TeachingLogForm(
    institution_name=LONG_INSTITUTION,
    venue=LONG_ADDRESS,
    enrolled=50,
    present=47,
    absent=3,
    teachers=LONG_NAME,
    sessions=(LogSession(starts_at=time(8), ends_at=time(12), content="饮食照料"),),
    absences=tuple(
        Absence(name=name, reason="请假", missed_lessons="4") for name in ("郝军", "宋强", LONG_NAME)
    ),
)
EVALUATION = EvaluationForm(
    institution_name=LONG_INSTITUTION,
    venue=LONG_ADDRESS,
    teachers=(TeacherGrades(teacher=LONG_NAME, grades=("优秀", "良好", "一般", "优秀", "优秀")),),
    effects=("优秀", "优秀", "良好", "良好"),
    effect_overall="良好",
)
PROOF = EmploymentProof(name=LONG_NAME, company=LONG_INSTITUTION, since_year=2026, monthly_pay="3,200.00")

FORMS: list[tuple[str, Callable[[], bytes], Callable[[], bytes], str]] = [
    (
        "表2",
        lambda: print_opening_request(OPENING),
        lambda: print_opening_request(OpeningRequest()),
        "妥否，请批示。",
    ),
    ("表4", lambda: print_sign_in_sheet(SIGN_IN), lambda: print_sign_in_sheet(SignInSheet()), "授课内容："),
    ("表5", lambda: print_course_plan(PLAN), lambda: print_course_plan(CoursePlanForm()), "第十天"),
    ("表6", lambda: print_teaching_log(LOG), lambda: print_teaching_log(TeachingLogForm()), "班级活动记事"),
    (
        "表7",
        lambda: print_evaluation_form(EVALUATION),
        lambda: print_evaluation_form(EvaluationForm()),
        "总体评价",
    ),
    (
        "表12",
        lambda: print_employment_proof(PROOF),
        lambda: print_employment_proof(EmploymentProof()),
        "特此证明",
    ),
]


@pytest.mark.parametrize(("number", "fill", "blank", "label"), FORMS, ids=[form[0] for form in FORMS])
def test_form_keeps_to_one_page_in_form_fonts_filled_with_long_names_or_blank(
    number: str, fill: Callable[[], bytes], blank: Callable[[], bytes], label: str
) -> None:
    for printed in (Printed(fill()), Printed(blank())):
        assert len(printed) == 1
        assert printed.text().startswith(number)
        assert label in printed.text()
        assert printed.outside_margins() == []
        assert all(is_form_font(name) for name in printed.fonts())


def test_opening_request_names_the_documents_in_force_and_no_outdated_ones() -> None:
    text = Printed(print_opening_request(OPENING)).text()
    assert "2026年第3班" in text
    assert "文人社字〔2026〕8号）要求" in text
    assert "2022" not in text
    assert "2024" not in text


def test_a_count_of_nobody_prints_as_zero_and_an_unknown_count_as_a_gap() -> None:
    text = Printed(print_opening_request(OPENING)).text()
    assert "企业下岗失业退役军人0名" in text
    assert "农村脱贫劳动力名" in text


def test_each_opinion_stands_beside_its_office_with_signer_and_day() -> None:
    printed = Printed(print_opening_request(OPENING))
    officer, head = printed.box("材料齐全，同意开班。"), printed.box("复核无误。")
    assert officer.left > printed.box("承办人").right
    assert head.is_below(officer)
    assert "签名：李静2026年4月28日（盖章）" in printed.text()


def test_roster_repeats_its_head_on_every_page_and_counts_its_rows() -> None:
    printed = Printed(print_roster_form(ROSTER))
    assert len(printed) > 1
    assert all("就业创业证编号" in printed.text(page) for page in range(len(printed) - 1))
    assert "合计：50人" in printed.text(len(printed) - 1)
    assert printed.outside_margins() == []


def test_blank_roster_prints_on_one_page_and_says_that_its_columns_are_inferred() -> None:
    printed = Printed(print_roster_form(RosterForm()))
    assert len(printed) == 1
    assert "表3样表未随文印发" in printed.text()


def test_sign_in_sheet_has_fifty_places_in_columns_of_ten() -> None:
    printed = Printed(print_sign_in_sheet(SignInSheet()))
    assert printed.text().count("签到") == 5 + 1
    assert printed.box("10").is_below(printed.box("1"))
    assert printed.box("50").is_right_of(printed.box("40"))
    assert printed.box("11").is_right_of(printed.box("1"))


def test_sign_in_times_stand_beside_the_number_of_the_trainee() -> None:
    places = (SignInPlace(number=12, name="郝军", signed_in="08:02", signed_out="11:58"),)
    printed = Printed(print_sign_in_sheet(SignInSheet(places=places, half_day="上")))
    assert printed.box("08:02").is_right_of(printed.box("12"))
    assert printed.box("11:58").is_right_of(printed.box("08:02"))


def test_class_above_fifty_gets_a_further_sheet() -> None:
    places = tuple(SignInPlace(number=number, name="张小英") for number in range(1, 52))
    printed = Printed(print_sign_in_sheet(SignInSheet(places=places)))
    assert len(printed) == 2
    assert "第2张，共2张" in printed.text(1)
    assert printed.box("张小英", page=1).is_right_of(printed.box("51", page=1))


def test_course_longer_than_ten_days_continues_on_a_second_sheet() -> None:
    printed = Printed(print_course_plan(CoursePlanForm(days=(PlanDay(),) * 11)))
    assert len(printed) == 2
    assert "第十一天" in printed.text(1)
    assert "课程计划表" in printed.text(1)


def test_course_plan_sets_hours_content_mode_and_teacher_side_by_side() -> None:
    session = PlanSession(
        starts_at=time(8), ends_at=time(11, 30), content="安全", mode="理论", teacher="王芳"
    )
    printed = Printed(print_course_plan(CoursePlanForm(days=(PlanDay(morning=session),))))
    assert "8时00分-11时30分" in printed.text()
    assert printed.box("安全").is_right_of(printed.box("上午"))
    assert printed.box("王芳").is_right_of(printed.box("安全"))


@pytest.mark.parametrize(
    ("number", "title"),
    [(1, "第一天"), (10, "第十天"), (11, "第十一天"), (20, "第二十天"), (35, "第三十五天")],
)
def test_days_are_counted_in_words(number: int, title: str) -> None:
    assert day_title(number) == title


def test_absent_trainees_fill_the_left_column_first() -> None:
    printed = Printed(print_teaching_log(LOG))
    assert printed.box("宋强").is_below(printed.box("郝军"))
    many = tuple(Absence(name=f"学员{number:02}") for number in range(1, 11))
    crowded = Printed(print_teaching_log(TeachingLogForm(absences=many)))
    assert crowded.box("学员06").is_right_of(crowded.box("学员01"))


def test_evaluation_ticks_the_grade_given_and_no_other() -> None:
    text = Printed(print_evaluation_form(EVALUATION)).text()
    assert text.count("√") == 5 + 4 + 1
    assert "√良好" in text
