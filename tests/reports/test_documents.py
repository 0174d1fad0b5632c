"""全流程监控表, 进度调度表 and 资金使用情况表, on paper and as workbooks."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from foundation.core.tabular import verify_export
from reports.documents import (
    FundRow,
    FundTable,
    InstitutionRow,
    MonitorForm,
    MonitorOpinion,
    MonitorStep,
    ProgressRow,
    ProgressTable,
    fund_workbook,
    print_fund_table,
    print_monitor_form,
    print_progress_table,
    progress_workbook,
)
from tests.printed import LONG_INSTITUTION, Printed, is_form_font

ABOUT = {"导出人": "王某", "导出时间": "2026-06-18 09:30", "筛选条件": "2026年5月"}
ISSUER = "文水县人力资源和社会保障局"
OPINION = MonitorOpinion(
    text="逐一核实 50 人，48 人符合条件，另 2 人户籍信息已补正。", signer="李静", signed_on=date(2026, 4, 28)
)
MONITOR = MonitorForm(institution_name=LONG_INSTITUTION, opinions={step: (OPINION,) for step in MonitorStep})
STAFF = ProgressRow(
    category="企业职工培训",
    target=1300,
    month_heads=98,
    total_heads=650,
    distinct_persons=640,
    in_training=30,
)
PROGRESS = ProgressTable(
    year=2026,
    month=5,
    issuer=ISSUER,
    cut_off=date(2026, 5, 31),
    rows=(STAFF, replace(STAFF, category="=农民工培训", target=None)),
    total=replace(STAFF, category="合计", target=2520),
)
SPENT = FundRow(
    category="企业职工培训",
    previous_heads=340,
    previous_fen=10_200_000,
    quarter_heads=1310,
    quarter_fen=9_300_050,
    total_heads=1650,
    total_fen=19_500_050,
)
FUNDS = FundTable(
    year=2026,
    quarter=2,
    issuer=ISSUER,
    cut_off="2026-06-30",
    carried_over_fen=86_400_000,
    received_fen=230_000_000,
    recovered_fen=0,
    paid_quarter_fen=9_300_050,
    paid_total_fen=19_500_050,
    rows=(SPENT,),
    total=replace(SPENT, category="合计"),
    institutions=(
        InstitutionRow(
            name=LONG_INSTITUTION,
            classes=3,
            heads=154,
            quarter_fen=9_300_050,
            total_fen=19_500_050,
            deducted_fen=0,
            average_days=None,
        ),
    ),
)


def cells(workbook: bytes) -> dict[str, object]:
    sheet = load_workbook(BytesIO(workbook)).worksheets[0]
    return {
        cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
    }


def test_monitor_form_has_two_pages_of_two_blocks_each_in_the_words_of_the_form() -> None:
    printed = Printed(print_monitor_form(MONITOR))
    assert len(printed) == 2
    assert "办理《创业就业证》编号" in printed.text(0)
    assert "制评价电子券" in printed.text(0)
    assert "实地监督检查" in printed.text(1)
    assert "申请资料接收" in printed.text(1)


def test_every_step_carries_what_was_found_and_who_signed_when() -> None:
    text = Printed(print_monitor_form(MONITOR)).whole_text()
    assert text.count("户籍信息已补正") == len(MonitorStep)
    assert text.count("2026-04-28") == len(MonitorStep)


def test_three_signatures_share_the_cell_of_the_opening_review() -> None:
    signatures = tuple(
        replace(OPINION, role=role, signer=signer)
        for role, signer in (("初审", "李静"), ("复核", "周敏"), ("批准", "赵强"))
    )
    form = replace(MONITOR, opinions={MonitorStep.OPENING_REVIEW: signatures})
    printed = Printed(print_monitor_form(form))
    assert printed.box("批准：赵强").is_below(printed.box("初审：李静"))
    assert len(printed) == 2


def test_blank_monitor_form_prints_on_two_pages() -> None:
    printed = Printed(print_monitor_form(MonitorForm()))
    assert len(printed) == 2
    assert all("经办全流程监控表" in printed.text(page) for page in (0, 1))


def test_reports_keep_inside_the_margins_in_form_fonts() -> None:
    for content in (print_monitor_form(MONITOR), print_progress_table(PROGRESS), print_fund_table(FUNDS)):
        printed = Printed(content)
        assert printed.outside_margins() == []
        assert all(is_form_font(name) for name in printed.fonts())


def test_category_without_a_task_shows_no_rate() -> None:
    text = Printed(print_progress_table(PROGRESS)).text()
    assert "企业职工培训1,3009865050.0%" in text
    assert "农民工培训未下达98650—" in text


def test_progress_workbook_keeps_numbers_as_numbers_and_text_as_text() -> None:
    found = cells(progress_workbook(PROGRESS, about=ABOUT))
    assert found["A1"] == "2026年5月职业技能培训进度调度表"
    assert found["B5"] == 1300
    sheet = load_workbook(BytesIO(progress_workbook(PROGRESS, about=ABOUT))).worksheets[0]
    assert (sheet["A6"].value, sheet["A6"].data_type) == ("=农民工培训", "s")


def test_balance_is_what_came_in_less_what_was_paid() -> None:
    assert FUNDS.balance_fen == 296_899_950
    assert "296.90" in Printed(print_fund_table(FUNDS)).text()


def test_fund_workbook_shows_two_decimals_and_keeps_the_exact_amount() -> None:
    data = fund_workbook(FUNDS, about=ABOUT)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert sheet["G5"].value == 296.89995
    assert sheet["G5"].number_format == "#,##0.00"
    assert verify_export(data).is_untouched


def test_report_says_who_took_it_when_and_which_and_a_figure_that_was_changed_is_found() -> None:
    book = load_workbook(BytesIO(progress_workbook(PROGRESS, about=ABOUT)))
    said = {row[0]: row[1] for row in book["导出说明"].iter_rows(values_only=True)}
    assert [said[name] for name in ABOUT] == list(ABOUT.values())
    book.worksheets[0]["B5"] = 1301
    changed = BytesIO()
    book.save(changed)
    check = verify_export(changed.getvalue())
    assert (check.count, check.is_untouched) == (check.said_count, False)


def test_institution_without_payment_shows_no_average() -> None:
    assert cells(fund_workbook(FUNDS, about=ABOUT))["G12"] == "—"
