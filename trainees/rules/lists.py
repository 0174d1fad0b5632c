"""The lists that other departments supply, and what one row of each says about a person. Pure.

A row is known by the keyed index of the identity number alone; beside it stand only the facts a check needs.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2})?日?)?", re.ASCII)


@dataclass(frozen=True)
class ListType:
    """One kind of list. `adds_up`: every snapshot counts (months of contribution); else only the latest does.

    `titles` are the columns beside the identity number, by fact: since, until, organisation, status.
    """

    code: str
    title: str
    supplier: str
    adds_up: bool
    titles: Mapping[str, str]


@dataclass(frozen=True)
class ListFact:
    """What one row of a snapshot says; `since` and `until` are the first and the last day, open where None."""

    snapshot_id: str
    source: str
    row: int
    since: date | None = None
    until: date | None = None
    organisation: str = ""
    status: str = ""

    def covers(self, first: date, last: date) -> bool:
        """Does it hold on a day between `first` and `last`, both included?"""
        begins = self.since is None or self.since <= last
        return begins and (self.until is None or self.until >= first)


def _kinds(*kinds: ListType) -> Mapping[str, ListType]:
    return MappingProxyType({kind.code: kind for kind in kinds})


LIST_TYPES = _kinds(
    ListType(
        "contributions",
        "养老保险缴费名单",
        "养老保险经办机构",
        True,
        {"since": "缴费起始月", "until": "缴费截止月", "organisation": "参保单位", "status": "参保类型"},
    ),
    ListType("pensioners", "养老待遇领取名单", "养老保险经办机构", False, {"since": "待遇起领月"}),
    ListType("public_payroll", "财政供养人员名单", "财政局", False, {"organisation": "所在单位"}),
    ListType(
        "school_roll",
        "在校学籍名单",
        "教育和科技局",
        False,
        {"since": "入学日期", "until": "毕业日期", "organisation": "学校"},
    ),
    ListType("deaths", "死亡人员名单", "民政局、公安局", True, {"since": "死亡日期"}),
    ListType(
        "custody",
        "服刑、羁押人员名单",
        "司法局、公安局",
        False,
        {"since": "起始日期", "until": "截止日期"},
    ),
    ListType(
        "unemployed",
        "失业登记名单",
        "就业服务中心",
        False,
        {"since": "登记日期", "until": "注销日期"},
    ),
    ListType("skill_subsidy", "技能提升补贴名单", "失业保险经办机构", True, {"since": "发放日期"}),
    ListType("rain_dew", "雨露计划名单", "农业农村局", True, {"since": "发放日期"}),
    ListType("work_training", "以工代训名单", "就业服务中心", True, {"since": "发放日期"}),
    ListType("lifted", "脱贫人口名单", "农业农村局", False, {"status": "户类型"}),
    ListType(
        "businesses",
        "市场主体名单",
        "市场监督管理局",
        False,
        {"since": "登记日期", "until": "注销日期", "organisation": "主体名称"},
    ),
)
LIST_CHOICES = [(kind.code, kind.title) for kind in LIST_TYPES.values()]


def read_day(text: str, *, is_last: bool) -> date | None:
    """2026-05-08, 20260508, 2026年5月 and 202605 as a day; a month is its first day, or its last (`is_last`).

    None where the text is no day.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    found = _DAY.fullmatch(plain)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if day is None and is_last:
            day = calendar.monthrange(year or 0, month or 0)[1]
        return date(year or 0, month or 0, day or 1)
    except (ValueError, calendar.IllegalMonthError):
        return None
