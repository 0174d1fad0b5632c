"""表1 as printed."""

from dataclasses import replace
from datetime import date

import pytest

from foundation.core.models import FileKind, ScanState, StoredFile
from tests.printed import LONG_ADDRESS, LONG_INSTITUTION, LONG_NAME, Printed, is_form_font
from trainees import documents
from trainees.documents import FORM_CATEGORIES, RegistrationForm, print_registration_form

PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def filled(name: str = "张小英") -> RegistrationForm:
    return RegistrationForm(
        institution_name=LONG_INSTITUTION,
        class_number="3",
        filled_on=date(2026, 5, 6),
        serial=12,
        name=name,
        sex="女",
        identity_number="141121198803120063",
        home_address=LONG_ADDRESS,
        phone="13800000000",
        categories=frozenset({"城镇登记失业人员"}),
        training_address=LONG_ADDRESS,
        printed_at="2026-11-21 09:30",
        check_code="WSPX-7F3A-91C2",
    )


def test_title_stands_at_the_top_in_the_middle_of_the_page() -> None:
    printed = Printed(print_registration_form(filled()))
    width, height = printed.sizes[0]
    title = printed.box("文水县全民技能提升工程培训学员登记表")
    assert abs(title.centre - width / 2) < 3
    assert title.bottom > height * 0.85


def test_each_value_stands_in_the_cell_right_of_its_label() -> None:
    printed = Printed(print_registration_form(filled()))
    assert printed.box("张小英").is_right_of(printed.box("姓　名"))
    assert printed.box("性　别").is_right_of(printed.box("张小英"))
    assert printed.box("141121198803120063").is_right_of(printed.box("身份证号"))
    assert printed.box("13800000000").is_right_of(printed.box("联系电话"))


def test_only_the_box_of_his_category_is_ticked() -> None:
    text = Printed(print_registration_form(filled())).text()
    assert "√城镇登记失业人员" in text
    assert text.count("√") == 1
    assert all(label in text for label in FORM_CATEGORIES)


def test_blank_form_prints_on_one_page_with_every_label_and_room_for_the_photograph() -> None:
    printed = Printed(print_registration_form(RegistrationForm()))
    assert len(printed) == 1
    for label in ("序号", "《就业创业证》", "（粘贴照片）", "职业技能现状", "培训地址", "本人签字："):
        assert label in printed.text()
    assert "√" not in printed.text()


def test_photograph_takes_the_place_of_the_words() -> None:
    assert "粘贴照片" not in Printed(print_registration_form(RegistrationForm(photo_uri=PIXEL))).text()


def test_long_names_and_addresses_stay_on_one_page_inside_the_margins() -> None:
    printed = Printed(print_registration_form(filled(LONG_NAME)))
    assert len(printed) == 1
    assert LONG_NAME in printed.text()
    assert printed.outside_margins() == []


def test_letters_are_embedded_form_fonts_and_no_substitutes() -> None:
    fonts = Printed(print_registration_form(filled())).fonts()
    assert fonts
    assert all(is_form_font(name) for name in fonts), fonts


def test_foot_names_the_time_the_check_code_and_the_page() -> None:
    text = Printed(print_registration_form(filled())).text()
    assert "打印时间：2026-11-2109:30校验码：WSPX-7F3A-91C2" in text
    assert "第1页共1页" in text


def test_category_that_is_no_box_of_the_form_is_refused() -> None:
    with pytest.raises(ValueError, match="退休人员"):
        RegistrationForm(categories=frozenset({"退休人员"}))


ANNEX = (
    *(
        "培训机构名称（盖章）",
        "第",
        "班",
        "年",
        "月",
        "日",
        "序号",
        "姓名",
        "性别",
        "（粘贴照片）",
        "出生年月",
    ),
    *(
        "文化程度",
        "户籍性质",
        "身份证号",
        "婚姻状况",
        "《就业创业证》",
        "编号",
        "家庭住址",
        "联系电话",
        "人员分类",
    ),
    *FORM_CATEGORIES,
    *("毕业院校、学历", "及毕业时间", "职业技能现状", "简历", "求职意向", "就业去向", "拟参加培训"),
    *("职业（工种）", "参加培训", "起止时间", "培训地址", "本人签字"),
)
"""Every word of the annex's print, in its order."""


def test_labels_are_those_of_the_annex_in_its_order() -> None:
    text, place = Printed(print_registration_form(RegistrationForm())).text(), 0
    for label in ANNEX:
        place = text.index(label, place) + len(label)
    assert text[place:].startswith("：")


def test_pledge_stands_on_a_page_of_its_own_and_leaves_the_form_as_it_is() -> None:
    form = replace(filled(), pledge_title="学员承诺书（第 1 版）", pledge_text="一、甲。\n二、乙。")
    plain, signed = Printed(print_registration_form(filled())), Printed(print_registration_form(form))
    assert (len(plain), len(signed)) == (1, 2)
    assert plain.text(0).split("第1页")[0] == signed.text(0).split("第1页")[0]
    assert signed.box("二、乙。", 1).is_below(signed.box("一、甲。", 1))


def test_picture_with_a_virus_leaves_its_place_on_the_form_empty() -> None:
    assert documents._data_uri(StoredFile(kind=FileKind.JPG, scan_state=ScanState.INFECTED)) == ""
