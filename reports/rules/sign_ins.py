"""Sign-in sheets: too even, or signed at one and the same minute."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from reports.rules.chances import binomial_tail
from reports.rules.records import Finding, Limits, Question, Records, Sheets


@dataclass(frozen=True)
class Oddity:
    """What is odd in the sheets of a class, in general and in its own figures."""

    what: str
    is_odd: Callable[[Sheets], bool]
    say: Callable[[Sheets], str]


EVEN = Oddity(
    "没有缺勤，或每半天缺勤人数都一样",
    lambda sheets: sheets.is_even,
    lambda sheets: f"{sheets.half_days} 个半天应到 {sheets.sign_ins} 人次，缺勤 {sheets.away} 人次",
)
SIMULTANEOUS = Oddity(
    "多数半天全班同一分钟签到",
    lambda sheets: sheets.is_mostly_same_minute,
    lambda sheets: f"{sheets.half_days} 个半天中 {sheets.same_minute} 个半天全班同一分钟签到",
)


def even_attendance(asked: Question) -> Finding | None:
    """Is as good as every class of this institution signed in without a gap, where those of others are not?

    Exact binomial tail over classes. The chance of an even class is the office's greatest honest share or, if that is
    more, the share among the others (one even and one uneven class added). Classes; F05.
    """
    return _classes_with(EVEN, asked)


def same_minute(asked: Question) -> Finding | None:
    """Has everybody signed in at the same minute, on most sheets of class after class?

    Counted and tested like `even_attendance`. A sheet on which all have the hour that the page proposes is no sign:
    somebody pressed 全部到齐. Classes; F05.
    """
    return _classes_with(SIMULTANEOUS, asked)


def _classes_with(oddity: Oddity, asked: Question) -> Finding | None:
    limits = asked.limits
    mine, theirs = dict(_with_sheets(asked.own, limits)), dict(_with_sheets(asked.others, limits))
    if len(mine) < limits.classes:
        return None
    odd = {key: oddity.say(sheets) for key, sheets in mine.items() if oddity.is_odd(sheets)}
    odd_elsewhere = sum(oddity.is_odd(sheets) for sheets in theirs.values())
    share = max(limits.even_class, Fraction(odd_elsewhere + 1, len(theirs) + 2))
    return Finding(
        binomial_tail(len(mine), share, len(odd)),
        f"{len(mine)} 个班中有 {len(odd)} 个班{oddity.what}，其他机构 {len(theirs)} 个班中有 {odd_elsewhere} 个",
        odd,
    )


def _with_sheets(records: Records, limits: Limits) -> Iterable[tuple[str, Sheets]]:
    for record in records:
        if record.sheets is not None and record.sheets.sign_ins >= limits.sign_ins:
            yield record.key, record.sheets
