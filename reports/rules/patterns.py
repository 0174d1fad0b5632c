"""The patterns that are looked for, in the words of the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Pattern(StrEnum):
    PASSES_AT_LINE = "passes_at_line"
    EMPLOYED_AT_LINE = "employed_at_line"
    SAME_MARKS = "same_marks"
    MARKS_AT_LINE = "marks_at_line"
    EVEN_ATTENDANCE = "even_attendance"
    SAME_MINUTE = "same_minute"
    SAME_PASSES = "same_passes"
    SAME_EMPLOYED = "same_employed"
    PASSES_JUMP = "passes_jump"
    EMPLOYED_JUMP = "employed_jump"
    FULL_PASSES = "full_passes"


@dataclass(frozen=True)
class Meaning:
    """How a pattern is called, what is looked at, and what is taken for honest (正常情况)."""

    title: str
    looks_at: str
    honest: str


_ANY_RATE = "各班真实比例可以是任何数，学员之间互不影响"
_ANY_ORDER = "全部达到的班先后没有规律"
_OWN_SHARE = "这样的班不超过设定比例或其他机构的比例"
MEANINGS: Mapping[Pattern, Meaning] = {
    Pattern.PASSES_AT_LINE: Meaning("合格人数贴线", "合格人数扎堆在核减线上，线下很少", _ANY_RATE),
    Pattern.EMPLOYED_AT_LINE: Meaning("就业人数贴线", "就业人数扎堆在核定线上，线下很少", _ANY_RATE),
    Pattern.SAME_MARKS: Meaning(
        "同班成绩雷同", "一个班的一次考试几乎人人同分", "一份成绩中同一分数不超过设定比例"
    ),
    Pattern.MARKS_AT_LINE: Meaning(
        "成绩集中在及格线", "刚好及格的成绩过多，略低于及格线的很少", "刚好及格的成绩不超过设定比例"
    ),
    Pattern.EVEN_ATTENDANCE: Meaning(
        "出勤过于整齐", "多数班始终没有缺勤，或每半天缺勤人数都一样", _OWN_SHARE
    ),
    Pattern.SAME_MINUTE: Meaning(
        "签到时间雷同", "多数半天全班同一分钟签到（签到表自动带出的时间不算）", _OWN_SHARE
    ),
    Pattern.SAME_PASSES: Meaning("合格人数逐班相同", "连续多个班合格人数一样（全部合格的不算）", _ANY_RATE),
    Pattern.SAME_EMPLOYED: Meaning("就业人数逐班相同", "连续多个班就业人数一样（全部就业的不算）", _ANY_RATE),
    Pattern.PASSES_JUMP: Meaning("后期突然全部合格", "最后多个班全部合格，此前很少全部合格", _ANY_ORDER),
    Pattern.EMPLOYED_JUMP: Meaning("后期突然全部就业", "最后多个班全部就业，此前很少全部就业", _ANY_ORDER),
    Pattern.FULL_PASSES: Meaning("合格率接近百分之百", "几乎每个班都几乎人人合格", _OWN_SHARE),
}
