"""表7 培训班评估: what is asked, and how many said what. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

GRADES: Mapping[str, str] = {"excellent": "优秀", "good": "良好", "fair": "一般"}
LEFT_OPEN = "open"
PAPER_GRADES: Mapping[str, str] = {**GRADES, LEFT_OPEN: "未填"}
"""On paper nobody asks again for a place that was left open; it counts nowhere."""
TEACHING_CRITERIA = (
    "教学态度端正、目标明确",
    "组织教学合理",
    "教学内容准确清楚",
    "语言表达流畅",
    "及时、耐心准确地回答问题",
)
EFFECT_CRITERIA = (
    "报名接待人员态度及质量",
    "教学设备配备及使用情况",
    "教学环境及卫生情况",
    "从整体效果上看，您认为此次培训",
)
MOST_TEACHERS = 7

Tally = Mapping[str, int]  # grade → how many gave it


@dataclass(frozen=True, slots=True)
class Answer:
    """One filled 表7, without whose it is: a grade per teacher and criterion, per effect, and two overall."""

    teachers: Mapping[str, Sequence[str]]
    teaching_overall: str
    effects: Sequence[str]
    effect_overall: str


@dataclass(frozen=True, slots=True)
class EvaluationCounts:
    """How many gave which grade, in the places of 表7."""

    answers: int
    teachers: Mapping[str, tuple[Tally, ...]]
    teaching_overall: Tally
    effects: tuple[Tally, ...]
    effect_overall: Tally


def answer_problems(answer: Answer, teachers: Iterable[str], *, on_paper: bool = False) -> list[str]:
    """What is left open or makes no sense; on a telephone every place is graded, on paper one at least."""
    problems, known = [], PAPER_GRADES if on_paper else GRADES
    if set(answer.teachers) != set(teachers):
        problems.append("授课教师与本班不符，请刷新页面后重填")
    rows = [*answer.teachers.values(), answer.effects]
    widths = [*(len(TEACHING_CRITERIA) for _ in answer.teachers), len(EFFECT_CRITERIA)]
    grades = [*(grade for row in rows for grade in row), answer.teaching_overall, answer.effect_overall]
    if [len(row) for row in rows] != widths or any(grade not in known for grade in grades):
        problems.append(f"还有没选的项，每一项请选{'、'.join(known.values())}之一")
    if all(grade == LEFT_OPEN for grade in grades):
        problems.append("整张表都没有填，空白表不录入")
    return problems


def count_answers(answers: Sequence[Answer], teachers: Sequence[str]) -> EvaluationCounts:
    """Totals per place; a teacher nobody graded has zeros."""
    return EvaluationCounts(
        answers=len(answers),
        teachers={
            teacher: _tallies([each.teachers.get(teacher, ()) for each in answers], len(TEACHING_CRITERIA))
            for teacher in teachers
        },
        teaching_overall=_tally(each.teaching_overall for each in answers),
        effects=_tallies([each.effects for each in answers], len(EFFECT_CRITERIA)),
        effect_overall=_tally(each.effect_overall for each in answers),
    )


def _tallies(rows: Sequence[Sequence[str]], width: int) -> tuple[Tally, ...]:
    return tuple(_tally(row[place] for row in rows if place < len(row)) for place in range(width))


def _tally(given: Iterable[str]) -> Tally:
    counted = Counter(given)
    return {grade: counted[grade] for grade in GRADES}
