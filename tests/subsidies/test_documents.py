"""补贴测算单 and 公示 as printed."""

from datetime import date

from subsidies.documents import (
    CalculationSheet,
    NoticeEntry,
    NoticePerson,
    NoticeSheet,
    SheetLine,
    SheetPerson,
    SheetReading,
    Signature,
    print_calculation_sheet,
    print_notice,
)
from tests.printed import LONG_ADDRESS, LONG_INSTITUTION, Printed, is_form_font

LINE = SheetLine(
    title="合格率核减",
    formula="4% × 核实 48 人 ＝ 1.92，不足一人按一人",
    clause="文人社字〔2026〕8号 四(二)",
    result="核减 2 人",
    is_pending=True,
)
SHEET = CalculationSheet(
    claim_number="BT-2026-0021",
    institution_name=LONG_INSTITUTION,
    class_name=LONG_ADDRESS,
    approved_heads=50,
    employed_heads=0,
    lines=(LINE,),
    total_fen=8_280_000,
    readings=(SheetReading(subject="两项 80% 同时不达", reading="取较低者"),),
    persons=(
        SheetPerson(number=1, name="张*英", identity_number="1411**********0063", amount_fen=230_000),
        SheetPerson(number=2, name="郝*", identity_number="1411**********2019", remark="未就业"),
    ),
    signatures=(Signature(role="一审", text="同意。", signer="李静"), Signature(role="二审", signer="周敏")),
)
PERSONS = tuple(
    NoticePerson(masked_name="张*英", masked_identity_number=f"141121**********{n:02}") for n in range(46)
)
NOTICE = NoticeSheet(
    title="关于2026年第三批职业技能培训补贴资金的公示",
    entries=(
        NoticeEntry(
            institution_name="文水县启航职业培训学校",
            content="养老护理员（初级）",
            training_period="4月7日至4月26日",
            heads=46,
            standard="2,500 元/人",
            amount_fen=11_500_000,
            persons=PERSONS,
        ),
        NoticeEntry(
            institution_name=LONG_INSTITUTION,
            content="电工（初级）",
            training_period="5月6日至5月23日",
            heads=36,
            standard="2,300 元/人",
            amount_fen=8_280_000,
        ),
    ),
    issuer="文水县人力资源和社会保障局",
    published_on=date(2026, 6, 15),
)


def test_total_is_printed_in_figures_and_in_words() -> None:
    text = Printed(print_calculation_sheet(SHEET)).text()
    assert "82,800.00元" in text
    assert "人民币（大写）：捌万贰仟捌佰元整" in text


def test_each_step_shows_its_formula_its_clause_and_what_is_unconfirmed() -> None:
    printed = Printed(print_calculation_sheet(SHEET))
    assert printed.box("核减 2 人").left > printed.box("合格率核减").right
    assert "依据：文人社字〔2026〕8号四(二)（待确认）" in printed.text()


def test_count_of_nobody_prints_as_zero() -> None:
    assert "就业人数0应付人数" in Printed(print_calculation_sheet(SHEET)).text()


def test_two_reviewers_sign_in_two_cells() -> None:
    printed = Printed(print_calculation_sheet(SHEET))
    assert printed.box("签名：周敏").is_right_of(printed.box("签名：李静"))


def test_persons_follow_on_their_own_page_with_reason_instead_of_amount() -> None:
    printed = Printed(print_calculation_sheet(SHEET))
    assert len(printed) == 2
    assert printed.box("2,300.00", page=1).is_right_of(printed.box("1411**********0063", page=1))
    assert printed.box("未就业", page=1).is_right_of(printed.box("1411**********2019", page=1))


def test_blank_sheet_prints_without_an_amount() -> None:
    printed = Printed(print_calculation_sheet(CalculationSheet()))
    assert len(printed) == 1
    assert "一审二审分管领导" in printed.text()
    assert "0.00" not in printed.text()


def test_masked_numbers_of_three_persons_fit_side_by_side() -> None:
    printed = Printed(print_notice(NOTICE))
    first, second = printed.box("141121**********00"), printed.box("141121**********01")
    assert second.is_right_of(first)
    assert second.left - first.right > 50


def test_notice_names_units_content_standard_amount_and_masked_persons() -> None:
    text = Printed(print_notice(NOTICE)).whole_text()
    for fact in ("养老护理员（初级）", "2,500元/人", "115,000.00", "张*英141121**********45"):
        assert fact in text
    assert "合计82197,800.00" in text


def test_sheets_keep_inside_the_margins_in_form_fonts() -> None:
    for content in (print_calculation_sheet(SHEET), print_notice(NOTICE), print_notice(NoticeSheet())):
        printed = Printed(content)
        assert printed.outside_margins() == []
        assert all(is_form_font(name) for name in printed.fonts())
