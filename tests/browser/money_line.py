"""Station seven of the line: acceptance by five signatures, claim by four, notice, payment, archive."""

from __future__ import annotations

import re
from datetime import date

from foundation.core import clock
from subsidies.models import PublicNotice
from tests.browser.conftest import OfficeClock, SitDown
from tests.browser.desk import Desk
from tests.browser.opening_line import TITLE

AMOUNT = "73,500.00"  # 49 heads of 1,500.00: 78 % passed, ceil(2 % of 50) = 1 head is cut
BANK_REFERENCE = "GK2026070001"


def pay_class(sit_down: SitDown, office_clock: OfficeClock) -> None:
    """From the bound archive to 归档."""
    office_clock.pass_days(2)
    with sit_down("qihang_manager") as desk:
        bind_archive(desk)
    accept(sit_down)
    office_clock.pass_days(1)
    with sit_down("qihang_manager") as desk:
        desk.go_to_class(TITLE)
        desk.press("申领补贴")
        desk.sees(AMOUNT)
        desk.decide("提交补贴申请")
    sign(sit_down)
    office_clock.turn_to(publish(sit_down))
    pay(sit_down)


def bind_archive(desk: Desk) -> None:
    """Every line of the list is there, with its pages; then the report."""
    desk.go_to_class(TITLE)
    desk.press("整理档案、申请结业验收")
    desk.tick_each("checkbox", "已有")
    desk.write_each("页码", lambda place: f"{place * 4 + 1}-{place * 4 + 4}")
    desk.press("保存档案目录")
    report = desk.page.get_by_role("textbox", name=re.compile("^档案验收报告(必填|选填)"))
    report.fill("教学、考试已完成，档案按目录装订，申请结业验收。")
    desk.write("影像硬盘编号", "YP-2026-01")
    desk.press("保存报告")
    desk.decide("提交档案验收报告")


def accept(sit_down: SitDown) -> None:
    for name, verb, comment in (
        ("li_jing", "培训业务小组确认", "档案与系统记录一致。"),
        ("ren_gang", "监督检查小组确认", "核实人数无误。"),
        ("zhao_wenqing", "分管领导批准", "同意。"),
        ("hao_ping", "系统信息确认", ""),
        ("wu_fang", "申请资料接收", ""),
    ):
        with sit_down(name) as desk:
            desk.go_to_class(TITLE)
            desk.open("结业验收")
            if verb == "申请资料接收":
                desk.write("档案盒号", "2026-001")
                desk.page.get_by_role("checkbox", name="财务资料规范齐全").check()
                desk.press("保存登记")
            desk.decide(verb, comment)


def sign(sit_down: SitDown) -> None:
    for name, verb in (
        ("li_jing", "一审通过"),
        ("hao_ping", "二审通过"),
        ("zhao_wenqing", "分管领导批准"),
        ("sun_guodong", "局领导批准"),
    ):
        with sit_down(name) as desk:
            desk.go_to_class(TITLE)
            desk.open("补贴申领")
            desk.sees(AMOUNT)
            desk.decide(verb, "同意。")


def publish(sit_down: SitDown) -> date:
    """The notice as everybody reads it; the day from which money may leave."""
    with sit_down("li_jing") as desk:
        desk.turn_to("公示管理")
        desk.open("BT-2026-0001")
        desk.open("发布公示")
        desk.press("发布公示", inside=desk.page.get_by_role("dialog"))
    with sit_down("public") as desk:
        desk.go("/public/notices/")
        desk.open("公示")
        text = desk.text()
    assert "张*英" in text
    assert AMOUNT in text
    assert not re.search(r"\d{17}[\dX]|1[3-9]\d{9}", text), "a full number stands in the notice"
    return PublicNotice.objects.get().payable_from


def pay(sit_down: SitDown) -> None:
    with sit_down("sun_li") as desk:
        desk.go_to_class(TITLE)
        desk.open("补贴申领")
        desk.decide("送财政拨付")
    with sit_down("finance_qiao") as desk:
        desk.turn_to("资金拨付")
        desk.open("BT-2026-0001")
        desk.open("登记拨付")
        desk.write("凭证号", BANK_REFERENCE)
        desk.write("拨付日期", f"{clock.today()}")
        desk.press("确认已拨付")
    with sit_down("wu_fang") as desk:
        desk.go_to_class(TITLE)
        desk.open("归档")
        desk.page.get_by_role("checkbox", name="确认封存").check()
        desk.press("封存", exact=True)
        desk.sees("已归档")
