"""Stations one to three of the line: report and roster, qualification and vouchers, approval up to the first day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from playwright.sync_api import expect

from foundation.core import clock
from tests.browser.conftest import OfficeClock, SitDown, work_off_jobs
from tests.browser.desk import Desk
from tests.browser.papers import fifty_people, fill_numbers, fill_roster, photograph

TITLE = "养老护理员（初级）2026年第1期"
FIRST_DAY, EXAM_DAY = date(2026, 6, 22), date(2026, 6, 26)
CLASS_DAYS = (FIRST_DAY, date(2026, 6, 23), date(2026, 6, 24))
WRONG_ROW = 6


def open_class(sit_down: SitDown, office_clock: OfficeClock, folder: Path) -> None:
    """From the empty list of the institution to 开班."""
    with sit_down("qihang_manager") as desk:
        draft_class(desk)
        hand_in_roster(desk, folder)
        fill_papers(desk, folder)
    office_clock.pass_days(1)
    with sit_down("zhou_min") as desk:
        qualify(desk, folder)
    office_clock.pass_days(1)
    with sit_down("qihang_manager") as desk:
        submit(desk, folder)
    approve(sit_down)
    prepare_first_day(sit_down)
    office_clock.turn_to(FIRST_DAY, 7)
    with sit_down("li_jing") as desk:
        desk.go_to_class(TITLE)
        desk.decide("开班")
        desk.sees("培训中")


def draft_class(desk: Desk) -> None:
    desk.turn_to("开班申请")
    desk.open("新建开班申请")
    desk.choose("培训类别", "就业技能培训")
    desk.choose("工种、等级", "养老护理员")
    desk.write("计划人数", "50")
    desk.write("开班日期", f"{FIRST_DAY}")
    desk.write("结束日期", f"{EXAM_DAY}")
    desk.write("培训天数", "3")
    desk.write("理论学时", "8")
    desk.write("实操学时", "16")
    desk.press("建立草稿")
    desk.sees(TITLE)


def hand_in_roster(desk: Desk, folder: Path) -> None:
    """Fifty rows, one of them with a slip that is mended on the page."""
    people = fifty_people()
    desk.open("学员名册")
    template = desk.download("下载空白模板", folder)
    desk.attach("名册文件", fill_roster(template, people, wrong_row=WRONG_ROW))
    desk.press("上传并核对")
    desk.sees("校验码与前 17 位不符")
    row = WRONG_ROW + 2
    desk.write(f"第 {row} 行身份证号", people[WRONG_ROW].identity_number)
    desk.press(f"保存 第 {row} 行")
    desk.sees("无误 50")
    expect(desk.page.locator(f"tbody#r{row} tr")).to_have_count(1)
    desk.page.reload()
    desk.press("下一步：报名")
    work_off_jobs()
    desk.page.reload()
    desk.sees("名册已报名，50 人尚未送审")
    desk.press("提交资格审核 50 人")
    desk.sees("已提交资格审核 50 人")


def fill_papers(desk: Desk, folder: Path) -> None:
    """Teachers, place, plan, material, one page each from the list of papers."""
    desk.open(TITLE)
    desk.open("授课师资")
    desk.choose("班主任", "成晓燕")
    for teacher in ("成晓燕", "韩玉兰"):
        desk.page.get_by_role("checkbox", name=teacher).check()
    desk.press("保存")
    desk.open_paper(TITLE, "教材、数字课程")
    desk.write("教材、数字课程", "《养老护理员（初级）》教材，一人一套")
    desk.write("教材套数", "52")
    desk.press("保存")
    desk.open_paper(TITLE, "考核方案")
    desk.write("考核方案", "理论、实操各 100 分，均达 60 分为合格")
    desk.press("保存")
    desk.open_paper(TITLE, "场地、设备照片")
    desk.choose("培训地点", "一号教学点")
    desk.page.get_by_role("checkbox", name="消防应急设施设备符合要求").check()
    desk.press("保存")
    for place in range(4):
        desk.open_paper(TITLE, "场地、设备照片")
        desk.attach("上传场地、设备照片", photograph(folder, f"场地{place + 1}", place * 40))
        desk.choose("照片用途", "理论" if place < 2 else "实操")
        desk.press_in_place(desk.page.get_by_role("button", name="上传", exact=True))
        desk.sees(f"场地{place + 1}")
    lay_out_plan(desk)


def lay_out_plan(desk: Desk) -> None:
    """The half-days are generated; what is taught in each is written beside it."""
    desk.open_paper(TITLE, "课程计划")
    desk.press("生成课程计划")
    desk.write_each("课程内容", lambda place: f"老年人生活照料第{place + 1}讲")
    for course in ("安全", "消防", "法制", "普通话"):
        desk.page.get_by_label(course, exact=True).first.check()
    desk.press("保存课程计划")
    desk.sees("已保存")


def qualify(desk: Desk, folder: Path) -> None:
    """资格审核: numbers from the filled list, everybody passed, vouchers made out."""
    desk.turn_to("人员比对")
    desk.open(TITLE)
    numbers = fill_numbers(desk.download("下载本期名册", folder))
    desk.attach("填好编号的表", numbers)
    desk.press("导入编号")
    desk.press("通过全部符合条件的人员")
    desk.press("制培训券 50 张")
    desk.sees("已持券")


def submit(desk: Desk, folder: Path) -> None:
    """送审前体检 is clean, the sealed request is there, the report goes off."""
    desk.go_to_class(TITLE)
    desk.open("核对并提交")
    desk.attach("上传开班请示盖章件", photograph(folder, "开班请示", 230))
    desk.press("上传", exact=True)
    desk.page.get_by_role("checkbox", name="本机构承诺").check()
    desk.press("提交开班报告")
    desk.sees("待初审")


def approve(sit_down: SitDown) -> None:
    """Three people, three opinions, then the file."""
    for name, verb, comment, then in (
        ("li_jing", "初审通过", "材料齐全，比对结果已认定。", "待复核"),
        ("wang_jianming", "复核通过", "同意，报分管领导。", "待批准"),
        ("zhao_wenqing", "批准开班", "同意开班。", "已批准"),
        ("wu_fang", "备案", "", "待系统确认"),
    ):
        with sit_down(name) as desk:
            desk.go_to_class(TITLE)
            desk.decide(verb, comment)
            desk.sees(then)


def prepare_first_day(sit_down: SitDown) -> None:
    """实名制 number, evaluation vouchers, cameras."""
    with sit_down("li_jing") as desk:
        desk.go_to_class(TITLE)
        desk.open("实名制系统确认")
        desk.write("实名制系统确认号", "SM-2026-0001")
        desk.page.get_by_role("main").locator("button[type=submit]").last.click()
        desk.go_to_class(TITLE)
        desk.open("制评价电子券")
        desk.press("制发 50 张评价券")
        desk.go_to_class(TITLE)
        desk.open("登记监控接入")
        desk.write("监控接入日期", f"{clock.today()}")
        desk.page.get_by_role("main").locator("button[type=submit]").last.click()
        desk.go_to_class(TITLE)
        desk.sees("评价券已制")
