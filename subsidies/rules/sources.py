"""五源对账 (N5; 8号 二(4), 20号 五(二)): what several sources say of one half-day, and where two of them disagree.

Pure. People are their numbers on the roster of the class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

NAMED = 8


class Source(StrEnum):
    PLAN = "plan"
    SHEET = "sheet"
    PHONE = "phone"
    LOG = "log"
    VIDEO = "video"
    INSPECTION = "inspection"
    VOUCHER = "voucher"


SOURCE_LABELS = {
    Source.PLAN: "课程计划",
    Source.SHEET: "签到表",
    Source.PHONE: "手机签到",
    Source.LOG: "教学日志",
    Source.VIDEO: "录像",
    Source.INSPECTION: "检查清点",
    Source.VOUCHER: "培训券名册",
}


class Code(StrEnum):
    """What can be different; the name of a difference in records and addresses."""

    SHEET_OPEN = "sheet.open"
    NOT_ON_PHONE = "phone.missing"
    ONLY_ON_PHONE = "phone.extra"
    LOG_MISSING = "log.missing"
    LOG_COUNT = "log.count"
    VIDEO_SHORT = "video.short"
    FEWER_COUNTED = "count.fewer"
    MORE_COUNTED = "count.more"
    AWAY_BUT_SIGNED = "count.names"
    WITHOUT_VOUCHER = "voucher.none"


TITLES = {
    Code.SHEET_OPEN: "签到表没有封存",
    Code.NOT_ON_PHONE: "签到表有、手机没有",
    Code.ONLY_ON_PHONE: "手机有、签到表没有",
    Code.LOG_MISSING: "没有教学日志",
    Code.LOG_COUNT: "日志人数不符",
    Code.VIDEO_SHORT: "录像不足",
    Code.FEWER_COUNTED: "清点少于签到",
    Code.MORE_COUNTED: "清点多于签到",
    Code.AWAY_BUT_SIGNED: "点名不在、表上已签",
    Code.WITHOUT_VOUCHER: "无券学员签到",
}
SERIOUS = frozenset({Code.FEWER_COUNTED, Code.AWAY_BUT_SIGNED, Code.WITHOUT_VOUCHER})
"""People are on paper who were not there, or whom nobody has admitted."""
TO_BE_MENDED = frozenset({Code.SHEET_OPEN, Code.LOG_MISSING, Code.VIDEO_SHORT})
"""Something is missing: no words stand for it, it has to be made good."""

OF_THE_CLASS = frozenset({Code.WITHOUT_VOUCHER})
"""The same in every half-day in which the same people came: explained once for the class."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What one source says, and the page on which it can be looked up."""

    source: Source
    said: str
    link: str = ""

    @property
    def label(self) -> str:
        return SOURCE_LABELS[self.source]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sources that disagree about one half-day. `settled` says by what it is already out of the world."""

    code: Code
    said: str
    left: Proof
    right: Proof
    people: tuple[int, ...] = ()
    settled: str = ""

    @property
    def title(self) -> str:
        return TITLES[self.code]

    @property
    def is_serious(self) -> bool:
        return self.code in SERIOUS

    @property
    def may_be_explained(self) -> bool:
        return self.code not in TO_BE_MENDED and not self.settled

    @property
    def evidence(self) -> str:
        """Both sides in a line: an explanation holds for just this, and no longer once a side has changed."""
        if self.code in OF_THE_CLASS:
            return self.said
        return f"{self.left.label}：{self.left.said}；{self.right.label}：{self.right.said}；{self.said}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """表4 with its confirmed corrections: who signed in."""

    signed: frozenset[int]
    is_closed: bool = True
    link: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """Who signed in by phone; `witnessed` came in by another road that the rules allow."""

    signed: frozenset[int]
    witnessed: frozenset[int] = frozenset()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """表6 of the day: whether this half is written up, 实到 of the day, and what the sheets of the day make of it."""

    is_written: bool
    present: int = 0
    present_by_sheets: int = 0
    link: str = ""


@dataclass(frozen=True, slots=True)
class Video:
    """How many of the 学时 of the half-day are recorded long enough."""

    lessons: int
    covered: int
    link: str = ""


@dataclass(frozen=True, slots=True)
class HeadCount:
    """What inspectors counted in the room or on the recording; `away` was called and not there.

    `is_settled`: its rectification is closed (销号), which answers for what was found.
    """

    number: str
    present: int
    away: frozenset[int] = frozenset()
    is_settled: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class HalfDay:
    """One half-day in the words of all its sources.

    Not `is_over`: it is not compared yet. `phone` None: the class has no phone sign-ins at all; `video` None: exempt
    (R107). `holders` have a valid training voucher for this class; `staying` have not left it since.
    """

    expected: frozenset[int]
    sheet: Sheet
    is_over: bool = True
    phone: Phone | None = None
    log: Log = Log(is_written=False)
    video: Video | None = None
    counts: tuple[HeadCount, ...] = ()
    holders: frozenset[int] = frozenset()
    staying: frozenset[int] = frozenset()
    plan_link: str = ""
    voucher_link: str = ""


def compare(half_day: HalfDay) -> tuple[Difference, ...]:
    """Every difference of a half-day, in the order of the sources. An open sheet has nothing to compare with."""
    if not half_day.is_over:
        return ()
    if not half_day.sheet.is_closed:
        plan = Proof(Source.PLAN, f"应到 {len(half_day.expected)} 人", half_day.plan_link)
        sheet = Proof(Source.SHEET, "没有封存", half_day.sheet.link)
        return (Difference(Code.SHEET_OPEN, "课已上完，签到表没有封存，请填写后封存", plan, sheet),)
    return tuple(found for look in LOOKS for found in look(half_day))


def _phones(half_day: HalfDay) -> Iterator[Difference]:
    phone, signed = half_day.phone, half_day.sheet.signed
    if phone is None:
        return
    other = Proof(Source.PHONE, f"{len(phone.signed | phone.witnessed)} 人", phone.link)
    missing = signed - phone.signed - phone.witnessed
    if missing:
        said = f"签到表已签到，没有手机签到：{numbers(missing)}"
        yield Difference(Code.NOT_ON_PHONE, said, _sheet(half_day), other, _in_order(missing))
    extra = (phone.signed | phone.witnessed) - signed
    if extra:
        said = f"有手机签到，签到表没有签到：{numbers(extra)}"
        yield Difference(Code.ONLY_ON_PHONE, said, _sheet(half_day), other, _in_order(extra))


def _logs(half_day: HalfDay) -> Iterator[Difference]:
    log = half_day.log
    if not log.is_written:
        other = Proof(Source.LOG, "没有填写", log.link)
        yield Difference(
            Code.LOG_MISSING, "签到表已封存，教学日志没有这半天的记录，请补写", _sheet(half_day), other
        )
    elif log.present != log.present_by_sheets:
        other = Proof(Source.LOG, f"实到 {log.present} 人", log.link)
        said = f"教学日志当天实到 {log.present} 人，签到表全天到课 {log.present_by_sheets} 人"
        yield Difference(Code.LOG_COUNT, said, _sheet(half_day), other)


def _videos(half_day: HalfDay) -> Iterator[Difference]:
    video = half_day.video
    if video is None or video.covered >= video.lessons:
        return
    other = Proof(Source.VIDEO, f"{video.covered}/{video.lessons} 学时", video.link)
    short = video.lessons - video.covered
    yield Difference(
        Code.VIDEO_SHORT,
        f"{video.lessons} 个学时中 {short} 个没有合格录像，请补登记",
        _sheet(half_day),
        other,
    )


def _head_counts(half_day: HalfDay) -> Iterator[Difference]:
    for count in half_day.counts:
        found = _counted(half_day, count)
        if found is not None:
            code, said, people = found
            other = Proof(Source.INSPECTION, f"{count.number} 清点 {count.present} 人", count.link)
            settled = f"检查 {count.number} 已整改销号" if count.is_settled else ""
            yield Difference(code, said, _sheet(half_day), other, people, settled)


def _counted(half_day: HalfDay, count: HeadCount) -> tuple[Code, str, tuple[int, ...]] | None:
    """More signed in than counted weighs most; then a name that was called and not there, then a late arrival."""
    signed = half_day.sheet.signed
    both = count.away & signed
    named = f"：{numbers(both)}" if both else ""
    over = len(signed) - count.present
    if over > 0:
        said = f"签到 {len(signed)} 人，清点 {count.present} 人，多签 {over} 人{named}"
        return Code.FEWER_COUNTED, said, _in_order(both)
    if both:
        return Code.AWAY_BUT_SIGNED, f"点名不在现场，签到表已签到{named}", _in_order(both)
    if over < 0:
        return Code.MORE_COUNTED, f"签到 {len(signed)} 人，清点 {count.present} 人，漏签 {-over} 人", ()
    return None


def _vouchers(half_day: HalfDay) -> Iterator[Difference]:
    """Who has left since gave his voucher back, and is not asked."""
    without = (half_day.sheet.signed & half_day.staying) - half_day.holders
    if without:
        other = Proof(Source.VOUCHER, f"{len(half_day.holders)} 人持券", half_day.voucher_link)
        said = f"已签到，没有本班有效培训券：{numbers(without)}"
        yield Difference(Code.WITHOUT_VOUCHER, said, _sheet(half_day), other, _in_order(without))


LOOKS: tuple[Callable[[HalfDay], Iterator[Difference]], ...] = (
    _phones,
    _logs,
    _videos,
    _head_counts,
    _vouchers,
)


def _sheet(half_day: HalfDay) -> Proof:
    return Proof(Source.SHEET, f"签到 {len(half_day.sheet.signed)} 人", half_day.sheet.link)


def numbers(people: Iterable[int]) -> str:
    """3 号、7 号; many are cut short, with how many there are."""
    ordered = sorted(people)
    named = "、".join(f"{number} 号" for number in ordered[:NAMED])
    return f"{named}等 {len(ordered)} 人" if len(ordered) > NAMED else named


def _in_order(people: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(people))
