"""What the page components are fed with: small frozen records without Django, filled by queries and views.

The colours of a state are decided here and in the enums that build `StateTag`s, nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from foundation.core.reasons import Reason

# mute 未开始、已了结 · info 等某人办理 · run 正在进行 · warn 须补正、可挽回 · danger 不通过、终止
# solid-danger 逾期（全站唯一实心）· pub 公示阶段 · ok 通过、完成
KIND_ICONS: Mapping[str, str] = MappingProxyType(
    {
        "mute": "circle",
        "info": "clock",
        "run": "play-circle-fill",
        "warn": "exclamation-triangle-fill",
        "danger": "x-circle-fill",
        "solid-danger": "exclamation-triangle-fill",
        "pub": "megaphone-fill",
        "ok": "check-circle-fill",
    }
)
KINDS = frozenset(KIND_ICONS)


@dataclass(frozen=True)
class StateTag:
    """A state as the office reads it: words, colour and icon together. Without an icon: that of the kind."""

    label: str
    kind: str = "mute"
    icon: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of state tag: {self.kind}")
        if not self.icon:
            object.__setattr__(self, "icon", KIND_ICONS[self.kind])


def deadline_tag(days_left: int, unit: str = "个工作日") -> StateTag:
    """A deadline seen from today; `days_left` below zero is overdue by so many days, zero is today."""
    if days_left < 0:
        return StateTag(f"逾期 {-days_left} {'天' if unit == '天' else unit}", "solid-danger")
    if days_left == 0:
        return StateTag("今日到期", "warn", "clock-fill")
    return StateTag(f"剩 {days_left} {unit}", "info" if days_left <= 3 else "mute", "clock")


@dataclass(frozen=True)
class Step:
    """One step of the 全流程监控表 or of a step bar; `state` is done, now or todo."""

    label: str
    who: str = ""
    state: str = "todo"
    comment: str = ""


@dataclass(frozen=True)
class StepGroup:
    """One of the four parts of the 全流程监控表."""

    title: str
    steps: Sequence[Step]


@dataclass(frozen=True)
class TimelineEntry:
    """One line of 经办记录; `at` is already written out; `kind` is done, now or back."""

    title: str
    at: str = ""
    who: str = ""
    comment: str = ""
    kind: str = "done"


@dataclass(frozen=True)
class Check:
    """One automatic check; `level` is danger (不符合), warn (提示) or ok (符合); `who` can do something about it."""

    level: str
    text: str
    link: str = ""
    link_label: str = "查看"
    clause: str = ""
    who: str = ""


def tags_of(checks: Iterable[Check]) -> list[StateTag]:
    """1 项不符合 · 2 项提示 · 9 项符合."""
    levels = [check.level for check in checks]
    found = (("danger", "不符合"), ("warn", "提示"), ("ok", "符合"))
    return [StateTag(f"{levels.count(level)} 项{label}", level) for level, label in found if level in levels]


@dataclass(frozen=True)
class Task:
    """One line of a task list; the whole line is a link when there is a `url`."""

    label: str
    tag: StateTag
    url: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Choice:
    """A verb as an office worker is offered it. `kind` is approve, return, refuse, danger or plain.

    A verb that cannot be done now stays visible: `enabled` is false and `reasons` say what is missing.
    `url` is the page of a verb that needs more than an opinion; empty when the decision panel suffices.
    """

    verb: str
    label: str
    kind: str = "plain"
    enabled: bool = True
    reasons: Sequence[Reason] = ()
    url: str = ""
    comment_required: bool = False
    submit_label: str = ""


@dataclass(frozen=True)
class Chip:
    """A state filter above a list, with the number of records behind it."""

    label: str
    url: str
    count: int | None = None
    current: bool = False
