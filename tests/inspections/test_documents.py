"""表11 as printed."""

from datetime import UTC, datetime

from inspections.documents import SpotCheckForm, print_spot_check_form
from tests.printed import LONG_ADDRESS, LONG_INSTITUTION, LONG_NAME, Printed, is_form_font

FILLED = SpotCheckForm(
    institution_name=LONG_INSTITUTION,
    class_number="3",
    category="订单式、项目制培训",
    occupation="养老护理员（初级）",
    checked_at=datetime(2026, 5, 8, 1, 40, tzinfo=UTC),
    venue=LONG_ADDRESS,
    inspectors="李静、周敏",
    expected=50,
    present=0,
    absentees=LONG_NAME,
    problems="后排摄像头角度偏，限 3 日内整改。",
    teacher="王建国",
)


def test_each_value_stands_in_the_cell_right_of_its_label() -> None:
    printed = Printed(print_spot_check_form(FILLED))
    assert printed.box("订单式、项目制培训").is_right_of(printed.box("培训类别"))
    assert printed.box("2026 年 5 月 8 日　9 时 40 分").is_right_of(printed.box("检查时间"))
    assert printed.box("李静、周敏").is_right_of(printed.box("检查人员"))
    assert printed.box("王建国").is_right_of(printed.box("代课老师签字"))


def test_nobody_present_prints_as_zero() -> None:
    assert "实到人数：0" in Printed(print_spot_check_form(FILLED)).text()


def test_form_keeps_to_one_page_in_form_fonts_filled_with_long_names_or_blank() -> None:
    for form in (FILLED, SpotCheckForm()):
        printed = Printed(print_spot_check_form(form))
        assert len(printed) == 1
        assert "监控调阅是否完整、清晰：" in printed.text()
        assert printed.outside_margins() == []
        assert all(is_form_font(name) for name in printed.fonts())
