"""The distribution in which a red flag was seen: columns to be drawn, and the table beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from reports.rules.marks import most_alike, papers_of
from reports.rules.outcomes import Reader, employment_of, is_near_full, passes_of
from reports.rules.patterns import Pattern
from reports.rules.records import Limits, Records, Sheets
from reports.rules.sign_ins import EVEN, SIMULTANEOUS, Oddity

FAR = 4
"""Heads from the line; what lies farther off is in one column."""
AROUND = 5
"""Points below and above the pass mark that have a column each."""
BAND = 500
"""Hundredths of a point in one column of a paper's marks."""
HEIGHT, COLUMN, GAP = 110, 26, 8
ROOM_ABOVE, ROOM_BELOW = 16, 20


@dataclass(frozen=True)
class Column:
    """One column: its name in the table and under the picture, how much, the figures in words."""

    label: str
    short: str
    amount: int
    said: str
    stands_out: bool = False


@dataclass(frozen=True)
class Drawn:
    """A column in drawing units."""

    column: Column
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + COLUMN // 2

    @property
    def figure_y(self) -> int:
        return self.y - 4


@dataclass(frozen=True)
class Distribution:
    """The columns of one red flag; the picture shows the shape, the table carries the figures."""

    title: str
    head: str
    columns: tuple[Column, ...]

    @property
    def width(self) -> int:
        return GAP + len(self.columns) * (COLUMN + GAP)

    @property
    def column_width(self) -> int:
        return COLUMN

    @property
    def axis_y(self) -> int:
        return ROOM_ABOVE + HEIGHT

    @property
    def label_y(self) -> int:
        return self.axis_y + ROOM_BELOW - 5

    @property
    def height(self) -> int:
        return self.axis_y + ROOM_BELOW

    @property
    def drawn(self) -> list[Drawn]:
        """The columns from left to right, the highest filling the picture."""
        highest = max((column.amount for column in self.columns), default=0) or 1
        drawn = []
        for place, column in enumerate(self.columns):
            height = column.amount * HEIGHT // highest
            drawn.append(Drawn(column, GAP + place * (COLUMN + GAP), self.axis_y - height, height))
        return drawn


@dataclass(frozen=True)
class Scene:
    """What a picture is made of; `names` are the short names of institutions and the terms of classes."""

    own: Records
    others: Records
    limits: Limits
    concerned: frozenset[str]
    names: Mapping[str, str]


def distribution_of(pattern: Pattern, scene: Scene) -> Distribution:
    """The picture that belongs to a pattern."""
    return PICTURES[pattern](scene)


def _distances(read: Reader, what: str, scene: Scene) -> Distribution:
    """How many classes lie how many heads from the line; all heads is a column of its own."""
    found: Counter[int | None] = Counter()
    for record in scene.own:
        outcome = read(record)
        if outcome is not None and outcome.line is not None:
            distance = max(-FAR, min(FAR, outcome.count - outcome.line))
            found[None if outcome.is_full else distance] += 1
    columns = [
        Column(*_distance_label(step), found[step], f"{found[step]} 个班", 0 <= step < scene.limits.strip)
        for step in range(-FAR, FAR + 1)
    ]
    columns.append(Column(f"全部{what}", "全部", found[None], f"{found[None]} 个班"))
    return Distribution(f"各班{what}人数与够线人数相差", "相差", tuple(columns))


def _distance_label(step: int) -> tuple[str, str]:
    if step == 0:
        return "刚好够线", "刚好"
    word = "少" if step < 0 else "多"
    beyond = " 人及以上" if abs(step) == FAR else " 人"
    return f"{word} {abs(step)}{beyond}", f"{word}{abs(step)}"


def _most_alike(scene: Scene) -> Distribution:
    """The marks of the paper in which one mark is most common, in bands of five points."""
    _, paper = most_alike(scene.own, scene.limits)
    bands: Counter[int] = Counter()
    for mark, heads in paper.marks.items():
        bands[mark // BAND] += heads
    low, high = min(bands), max(bands)
    columns = tuple(
        Column(
            f"{band * BAND // 100} 至 {(band + 1) * BAND // 100 - 1} 分",
            str(band * BAND // 100),
            bands[band],
            f"{bands[band]} 人",
            band == paper.top[0] // BAND,
        )
        for band in range(low, high + 1)
    )
    return Distribution(f"最集中的一份{paper.subject}", "分数", columns)


def _around_pass_mark(scene: Scene) -> Distribution:
    """How many marks lie how many points from the pass mark, over all papers; parts of a point count downwards."""
    found: Counter[int] = Counter()
    papers = [paper for _, paper in papers_of(scene.own, scene.limits)]
    for paper in papers:
        for mark, heads in paper.marks.items():
            found[(mark - paper.line) // 100] += heads
    found[0] = sum(paper.on_line for paper in papers)
    columns = tuple(
        Column(
            _point_label(step), f"{step:+d}" if step else "刚好", found[step], f"{found[step]} 个", step == 0
        )
        for step in range(-AROUND, AROUND + 1)
    )
    return Distribution("及格线上下各分数的个数", "与及格线相差", columns)


def _point_label(step: int) -> str:
    if step == 0:
        return "刚好及格"
    return f"{'低' if step < 0 else '高'} {abs(step)} 分"


def _shares(what: str, oddity: Oddity, scene: Scene) -> Distribution:
    """The share of such classes in every institution, in per cent; the one concerned stands first."""
    columns = []
    for institution in dict.fromkeys(record.institution for record in (*scene.own, *scene.others)):
        sheets = [each for each in _sheets(institution, scene) if each.sign_ins >= scene.limits.sign_ins]
        odd = sum(oddity.is_odd(each) for each in sheets)
        name = scene.names.get(institution, "")
        percent = odd * 100 // len(sheets) if sheets else 0
        said = f"{len(sheets)} 个班中 {odd} 个，占 {percent}%"
        columns.append(Column(name, name[:2], percent, said, institution == scene.own[0].institution))
    return Distribution(f"各机构{what}所占比例（%）", "机构", tuple(columns))


def _sheets(institution: str, scene: Scene) -> Sequence[Sheets]:
    rows = (record for record in (*scene.own, *scene.others) if record.institution == institution)
    return [record.sheets for record in rows if record.sheets is not None]


def _full_shares(read: Reader, what: str, scene: Scene) -> Distribution:
    """The share of nearly full classes in every institution, in per cent; the one concerned stands first."""
    columns = []
    records = (*scene.own, *scene.others)
    for institution in dict.fromkeys(record.institution for record in records):
        found = [read(record) for record in records if record.institution == institution]
        known = [outcome for outcome in found if outcome is not None]
        full = sum(is_near_full(outcome, scene.limits) for outcome in known)
        name = scene.names.get(institution, "")
        percent = full * 100 // len(known) if known else 0
        said = f"{len(known)} 个班中 {full} 个，占 {percent}%"
        columns.append(Column(name, name[:2], percent, said, institution == scene.own[0].institution))
    return Distribution(f"各机构几乎人人{what}的班所占比例（%）", "机构", tuple(columns))


def _in_order(read: Reader, what: str, scene: Scene) -> Distribution:
    """The count of class after class, in the order in which they ended."""
    found = [(record.key, outcome) for record in scene.own if (outcome := read(record)) is not None]
    columns = tuple(
        Column(
            scene.names.get(key, ""),
            str(place),
            outcome.count,
            f"{outcome.base} 人中 {outcome.count} 人",
            key in scene.concerned,
        )
        for place, (key, outcome) in enumerate(found, 1)
    )
    return Distribution(f"各班{what}人数，按结业先后", "班次", columns)


PICTURES: Mapping[Pattern, Callable[[Scene], Distribution]] = {
    Pattern.PASSES_AT_LINE: partial(_distances, passes_of, "合格"),
    Pattern.EMPLOYED_AT_LINE: partial(_distances, employment_of, "就业"),
    Pattern.SAME_MARKS: _most_alike,
    Pattern.MARKS_AT_LINE: _around_pass_mark,
    Pattern.EVEN_ATTENDANCE: partial(_shares, "出勤整齐的班", EVEN),
    Pattern.SAME_MINUTE: partial(_shares, "签到雷同的班", SIMULTANEOUS),
    Pattern.SAME_PASSES: partial(_in_order, passes_of, "合格"),
    Pattern.SAME_EMPLOYED: partial(_in_order, employment_of, "就业"),
    Pattern.PASSES_JUMP: partial(_in_order, passes_of, "合格"),
    Pattern.EMPLOYED_JUMP: partial(_in_order, employment_of, "就业"),
    Pattern.FULL_PASSES: partial(_full_shares, passes_of, "合格"),
}
