"""What 五源对账 knows of one half-day: its sources, the differences that can be found, their proofs. Pure.

People are their numbers on the roster of the class.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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

    Not `is_over`: it is not compared yet. `phone` None: nobody of the class has signed in by phone so far; `video`
    None: exempt (R107). `holders` have a valid training voucher for this class; `staying` have not left it since.
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
