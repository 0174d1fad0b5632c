"""What a finished class shows, as the rules of the red flags read it, and what the office has set for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from foundation.policy.types import Parameters


@dataclass(frozen=True)
class Outcome:
    """`count` of `base` heads of a class succeeded; `line` heads reach the threshold, None where none is set."""

    base: int
    count: int
    line: int | None = None

    @property
    def is_full(self) -> bool:
        return self.count == self.base


@dataclass(frozen=True)
class Paper:
    """The first sitting of one exam of a class: mark → heads, in hundredths of a point; `line` is the pass mark."""

    subject: str
    line: int
    marks: Mapping[int, int]

    @property
    def heads(self) -> int:
        return sum(self.marks.values())

    @property
    def top(self) -> tuple[int, int]:
        """The most common mark and how many have it."""
        return max(self.marks.items(), key=lambda found: (found[1], found[0]))

    @property
    def on_line(self) -> int:
        """How many have exactly the pass mark."""
        return self.marks.get(self.line, 0)


@dataclass(frozen=True)
class Sheets:
    """The closed sign-in sheets of a class. `sign_ins` person-half-days were expected on `half_days` sheets.

    `is_even`: as many were away on each sheet (or nobody on any). `same_minute` sheets have one and the same minute
    for everybody, other than the hour that the page itself proposes.
    """

    half_days: int
    sign_ins: int
    away: int
    is_even: bool
    same_minute: int

    @property
    def is_mostly_same_minute(self) -> bool:
        return self.same_minute * 2 > self.half_days


@dataclass(frozen=True)
class ClassRecord:
    """One finished class as the rules see it; the records of an institution are in the order of time."""

    key: str
    institution: str
    passes: Outcome
    employment: Outcome | None = None
    papers: tuple[Paper, ...] = ()
    sheets: Sheets | None = None


@dataclass(frozen=True)
class Limits:
    """What the office has set: how often a false alarm may come, what is too small to judge, what is still honest.

    `rate` is for all institutions and questions of a year together. `same_mark`, `line_mark`, `even_class` are the
    greatest shares that honest classes reach: of one mark in a paper, of marks exactly at the pass mark, of classes
    with even (or simultaneous) sign-ins; `full_class` that of classes in which `near_full` of the heads or more pass.
    """

    rate: Fraction
    heads: int
    classes: int
    sign_ins: int
    strip: int
    run: int
    same_mark: Fraction
    line_mark: Fraction
    even_class: Fraction
    near_full: Fraction
    full_class: Fraction

    @classmethod
    def of(cls, office: Parameters) -> Limits:
        return cls(
            rate=office.fraction("alert_false_alarm_rate"),
            heads=office.whole("alert_min_heads"),
            classes=office.whole("alert_min_classes"),
            sign_ins=office.whole("alert_min_sign_ins"),
            strip=office.whole("alert_strip_heads"),
            run=office.whole("alert_run_classes"),
            same_mark=office.fraction("alert_same_mark_share"),
            line_mark=office.fraction("alert_line_mark_share"),
            even_class=office.fraction("alert_even_class_share"),
            near_full=office.fraction("alert_near_full_rate"),
            full_class=office.fraction("alert_full_class_share"),
        )


@dataclass(frozen=True)
class Finding:
    """The answer to one question: the chance among honest classes, in words what was seen, and in which classes."""

    chance: Fraction
    said: str
    concerned: Mapping[str, str]  # class → its own figures


Records = Sequence[ClassRecord]


@dataclass(frozen=True)
class Question:
    """An institution's own classes, those of all others to compare with, and what the office has set."""

    own: Records
    others: Records
    limits: Limits


Rule = Callable[[Question], Finding | None]
