"""What a 变更单 may ask for before the first class day (A61). Pure."""

from __future__ import annotations

from datetime import date

from classes.rules.ruling import RULES_2026, Rule, Ruling

TIME = Rule("roster_change.class_has_begun", f"{RULES_2026} 表2", "change")
HEADS = Rule("roster_change.too_many", f"{RULES_2026} 四(二)", "change")
PEOPLE = Rule("roster_change.person_not_ready", f"{RULES_2026} 二(2)", "change")


def judge_time(starts_on: date, today: date) -> Ruling:
    """From the first class day on nobody joins any more; who leaves, leaves by 退班."""
    if today < starts_on:
        return TIME.holds(f"{starts_on:%Y-%m-%d} 开班，尚可变更")
    return TIME.fails(
        "开班日期已到，名册不再变更", "开班日期已到，不能再增补学员；有人不来，在学员页办理退班"
    )


def judge_heads(*, present: int, leaving: int, joining: int, approved: int) -> Ruling:
    """The list never grows beyond the approved head count, and that count never changes."""
    after = present - leaving + joining
    told = f"变更后在班 {after} 人，审批 {approved} 人"
    if not leaving and not joining:
        return HEADS.fails("没有选择变更的学员", "请选择退出或增补的学员")
    if after <= approved:
        return HEADS.holds(f"{told}（审批人数不变）")
    return HEADS.fails(f"{told}，超过审批人数", f"{told}，超出 {after - approved} 人，请减少增补的学员")
