"""Marks of the exams: all alike, or heaped on the pass mark."""

from __future__ import annotations

from fractions import Fraction

from reports.rules.chances import binomial_tail, most_common_chance
from reports.rules.records import Finding, Limits, Paper, Question, Records


def same_marks(asked: Question) -> Finding | None:
    """Has nearly everybody in one exam of one class the very same mark?

    Binomial tail with the greatest honest share of one mark, over all marks and all papers (`most_common_chance`
    times papers). First sittings only: a repeated exam is often marked as just passed. Heads; F14.
    """
    papers = papers_of(asked.own, asked.limits)
    if not papers:
        return None
    chances = [min(Fraction(1), alike_chance(each, asked.limits) * len(papers)) for _, each in papers]
    _, worst = most_alike(asked.own, asked.limits)
    odd = [pair for pair, chance in zip(papers, chances, strict=True) if chance <= asked.limits.rate]
    said = f"核对 {len(papers)} 份成绩，最集中的一份：{_said_top(worst)}"
    return Finding(min(chances), said, _by_class([(key, _said_top(paper)) for key, paper in odd]))


def marks_at_line(asked: Question) -> Finding | None:
    """Do more marks stand exactly on the pass mark than honest marking brings, with fewer just below it?

    Exact binomial tail with the greatest honest share of the pass mark; "just below" is one point more than the
    strip of heads is wide. First sittings only. Marks; F14.
    """
    papers, limits = papers_of(asked.own, asked.limits), asked.limits
    if not papers:
        return None
    total = sum(paper.heads for _, paper in papers)
    on_it = sum(paper.on_line for _, paper in papers)
    points = limits.strip + 1
    below = sum(_just_below(paper, points) for _, paper in papers)
    odd = [(key, _said_line(p)) for key, p in papers if p.on_line > p.heads * limits.line_mark]
    return Finding(
        binomial_tail(total, limits.line_mark, on_it) if on_it > below else Fraction(1),
        f"{total} 个成绩中有 {on_it} 个刚好及格，差 {points} 分以内不及格的 {below} 个",
        _by_class(odd),
    )


def papers_of(records: Records, limits: Limits) -> list[tuple[str, Paper]]:
    """The papers that enough people sat, each with its class."""
    return [(r.key, paper) for r in records for paper in r.papers if paper.heads >= limits.heads]


def most_alike(records: Records, limits: Limits) -> tuple[str, Paper]:
    """The paper whose most common mark is the least likely."""
    return min(papers_of(records, limits), key=lambda pair: alike_chance(pair[1], limits))


def alike_chance(paper: Paper, limits: Limits) -> Fraction:
    return most_common_chance(paper.heads, paper.top[1], limits.same_mark)


def _just_below(paper: Paper, points: int) -> int:
    return sum(heads for mark, heads in paper.marks.items() if 0 < paper.line - mark <= points * 100)


def _by_class(said: list[tuple[str, str]]) -> dict[str, str]:
    """What is said of the papers of each class, one after the other."""
    found: dict[str, str] = {}
    for key, words in said:
        found[key] = f"{found[key]}；{words}" if key in found else words
    return found


def _said_top(paper: Paper) -> str:
    mark, heads = paper.top
    return f"{paper.subject} {paper.heads} 人中 {heads} 人同为 {_points(mark)} 分"


def _said_line(paper: Paper) -> str:
    return f"{paper.subject} {paper.heads} 人中 {paper.on_line} 人刚好 {_points(paper.line)} 分"


def _points(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
