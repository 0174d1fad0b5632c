"""When two claims on one teacher, one place or one person collide. Pure.

A `Span` is a stretch of local time in seconds, from its first one up to, but not with, its last: a class that ends at
12:00 and one that begins at 12:00 do not collide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from classes.rules.ruling import RULES_2024, RULES_2026, Rule, Ruling

Span = tuple[int, int]
BOOKED = Rule("class.double_booked", f"{RULES_2024} 五(一)", "plan")
HEAD = Rule("class.head_double_booked", f"{RULES_2026} 二(4)", "teachers")
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60
_SHOWN = 3


def span_of(day: date, starts_at: time, ends_at: time) -> Span:
    return _second(day, starts_at), _second(day, ends_at)


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, with what overlaps or touches made one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def first_clash(one: Sequence[Span], other: Sequence[Span]) -> Span | None:
    """The first stretch that both claim; each list as `joined` leaves it."""
    here = there = 0
    while here < len(one) and there < len(other):
        first, last = max(one[here][0], other[there][0]), min(one[here][1], other[there][1])
        if first < last:
            return first, last
        if one[here][1] <= other[there][1]:
            here += 1
        else:
            there += 1
    return None


def until_day(spans: Iterable[Span], day: date) -> list[Span]:
    """What is claimed up to the end of this day."""
    end = (day.toordinal() + 1) * _DAY
    return [(first, min(last, end)) for first, last in spans if first < end]


@dataclass(frozen=True)
class Clash:
    """What is claimed twice, when for the first time, and by which other class (in words)."""

    label: str
    at: Span
    other: str

    def __str__(self) -> str:
        first, last = self.at
        day = date.fromordinal(first // _DAY)
        when = f"{day.month}月{day.day}日 {_hour(first)}–{_hour(last)}"
        return f"{self.label} {when} 已排在{self.other}"


def judge_bookings(clashes: Sequence[Clash]) -> Ruling:
    """No teacher and no place in two classes at one time, over all institutions."""
    if not clashes:
        return BOOKED.holds("教师、场地与其他班次没有时间冲突")
    text = f"时间冲突：{_some(clashes)}"
    return BOOKED.fails(text, f"{text}，请调整课程计划，或换教师、培训地点")


def judge_class_head(name: str, *, teaching: Sequence[Clash], heading: Sequence[Clash]) -> Ruling:
    """专职的班级管理人员 (R019): at the hours of his class a head does not teach another one.

    Whether he may head two classes at once no document says: that is shown to the reviewers, and stops nothing.
    """
    if not name:
        return HEAD.warns("指定班主任后核对跟班时间")
    if teaching:
        text = f"班主任跟班时间冲突：{_some(teaching)}"
        return HEAD.fails(text, f"{text}，请换班主任或教师，或调整课程计划")
    if heading:
        return HEAD.warns(f"班主任同一时间还任另一班的班主任：{_some(heading)}，请核实能否跟班")
    return HEAD.holds(f"班主任{name}上课期间没有另班任务")


def _some(clashes: Sequence[Clash]) -> str:
    told = "；".join(map(str, clashes[:_SHOWN]))
    return f"{told}等 {len(clashes)} 处" if len(clashes) > _SHOWN else told


def _second(day: date, moment: time) -> int:
    return day.toordinal() * _DAY + moment.hour * _HOUR + moment.minute * _MINUTE + moment.second


def _hour(second: int) -> str:
    return f"{second % _DAY // _HOUR:02d}:{second % _HOUR // _MINUTE:02d}"
