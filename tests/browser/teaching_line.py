"""Stations four to six of the line: three class days, two inspectors, a recording looked at, the exam, verification."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.browser.conftest import OfficeClock, SitDown
from tests.browser.desk import Desk
from tests.browser.opening_line import CLASS_DAYS, EXAM_DAY, TITLE
from tests.browser.papers import photograph

EVENING = 19
YES = "是"


def teach_class(sit_down: SitDown, office_clock: OfficeClock, folder: Path) -> None:
    """From the first class day to the people who are verified."""
    first, second, third = CLASS_DAYS
    office_clock.turn_to(first, 16)
    with sit_down("ren_gang") as desk:
        send_inspectors(desk, second)
    hold_day(sit_down, office_clock, first)
    inspect(sit_down, office_clock, folder, second)
    hold_day(sit_down, office_clock, second)
    with sit_down("qihang_manager") as desk:
        file_paper(desk, folder)
    hold_day(sit_down, office_clock, third)
    watch_recording(sit_down, third)
    with sit_down("qihang_manager") as desk:
        desk.go_to_class(TITLE)
        desk.open("签到、日志、录像")
        desk.press("教学完成")
        desk.sees("已办理")
    hold_exam(sit_down, office_clock)


def hold_day(sit_down: SitDown, office_clock: OfficeClock, day: date) -> None:
    """Two sheets filled and closed, the log written, every 学时 registered."""
    office_clock.turn_to(day, EVENING)
    with sit_down("qihang_teacher") as desk:
        for _ in range(2):
            desk.go_to_class(TITLE)
            desk.open("签到、日志、录像")
            desk.open("填写")
            desk.open("全部到齐")
            desk.press("保存并封存")
        write_log(desk)
        register_videos(desk, day)


def write_log(desk: Desk) -> None:
    desk.go_to_class(TITLE)
    desk.open("签到、日志、录像")
    desk.open("未填写", exact=True)
    desk.write("授课方式", "讲授、演示、分组练习")
    desk.write("上午上课情况", "按计划讲授，学员能复述要点")
    desk.write("下午上课情况", "分组练习，逐组纠正动作")
    desk.press("保存日志")


def register_videos(desk: Desk, day: date) -> None:
    desk.go_to_class(TITLE)
    desk.open("签到、日志、录像")
    desk.open("不足")
    desk.write("硬盘编号", "YP-2026-01")
    desk.write_each("文件位置", lambda place: f"/{day}/{place + 1}.mp4")
    desk.write_each("连续时长", "42")
    desk.tick_each("checkbox", "能显示全体学员")
    desk.press("登记", exact=True)


def send_inspectors(desk: Desk, day: date, way: str = "现场检查") -> None:
    desk.go_to_class(TITLE)
    desk.open("安排检查")
    desk.page.get_by_role("radio", name=way).check(force=True)
    desk.write("检查日期", f"{day}")
    for person in ("张伟", "郭亮"):
        desk.page.get_by_role("checkbox", name=person).check()
    desk.press("安排并通知检查人员")


def inspect(sit_down: SitDown, office_clock: OfficeClock, folder: Path, day: date) -> None:
    """Both confirm that they are there; one hands in 表11, the other concludes."""
    office_clock.turn_to(day, 10)
    with sit_down("guo_liang") as desk:
        desk.turn_to("我的检查任务")
        desk.press("确认到场")
    with sit_down("zhang_wei") as desk:
        desk.turn_to("我的检查任务")
        desk.press("确认到场")
        fill_spot_check(desk, folder)
    with sit_down("guo_liang") as desk:
        conclude(desk)


def fill_spot_check(desk: Desk, folder: Path) -> None:
    desk.open("登记")
    desk.page.locator("input[type=file]").first.set_input_files(str(photograph(folder, "现场", 17)))
    desk.sees("照片")
    desk.write("实到（清点）", "50")
    desk.tick_each("radio", YES, exact=True)
    desk.write("培训地点", "一号教学点")
    desk.press("定位")
    for teacher in ("代课老师签字", "跟班老师签字"):
        desk.sign(teacher)
    desk.press("完成登记")


def watch_recording(sit_down: SitDown, day: date) -> None:
    with sit_down("ren_gang") as desk:
        send_inspectors(desk, day, "视频调阅")
    with sit_down("guo_liang") as desk:
        desk.turn_to("我的检查任务")
        desk.open("登记")
        session = desk.page.get_by_label("调阅课次")
        session.select_option(index=1)
        desk.write("调阅时长", "25")
        desk.tick_each("radio", YES, exact=True)
        desk.press("完成登记")
    with sit_down("zhang_wei") as desk:
        conclude(desk)


def conclude(desk: Desk) -> None:
    desk.turn_to("检查记录")
    desk.page.get_by_role("row", name="已登记").get_by_role("link").first.click()
    desk.decide("无问题办结")
    desk.sees("无问题")


def file_paper(desk: Desk, folder: Path) -> None:
    desk.go_to_class(TITLE)
    desk.open("试卷报备、录入成绩")
    desk.write("考试日期", f"{EXAM_DAY}")
    desk.write("考试地点", "一号教学点理论教室")
    desk.write("监考、考评人员", "李静、郝平")
    desk.attach("试卷", photograph(folder, "结业试卷", 99))
    desk.press("报备")


def hold_exam(sit_down: SitDown, office_clock: OfficeClock) -> None:
    """Scores, of which eleven are too low; confirmed; everybody verified."""
    office_clock.turn_to(EXAM_DAY, 17)
    with sit_down("qihang_teacher") as desk:
        desk.turn_to("教学日志与考勤")
        desk.open(TITLE)
        desk.open("考试")
        desk.open("录入成绩")
        enter_scores(desk)
    office_clock.pass_days(3)
    with sit_down("li_jing") as desk:
        desk.go_to_class(TITLE)
        desk.open("核对并确认成绩")
        desk.press("确认考试成绩")
        desk.sees("39")
    with sit_down("zhang_wei") as desk:
        desk.go_to_class(TITLE)
        desk.open("核实学员")
        desk.press("核实其余 50 人")


def enter_scores(desk: Desk) -> None:
    """39 of 50 reach sixty in both parts: 78 %, one head is cut."""
    desk.write_each("理论成绩", lambda place: "55" if place >= 39 else "82")
    desk.write_each("实操成绩", "88")
    desk.press("保存成绩")
