"""The home of a class: where it stands, who does what next, what may be done here, and all that happened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Max

from classes.enums import ClassState as S
from classes.models import TrainingClass
from foundation.accounts.actor import Actor, role_labels
from foundation.accounts.enums import Role
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.display import StateTag, TimelineEntry, deadline_tag
from foundation.core.errors import Invalid
from foundation.core.workdays import WorkCalendar
from foundation.policy.queries import office_parameters
from foundation.policy.types import Parameters
from foundation.workflow.listing import roles_in_words, timeline_of
from foundation.workflow.models import LifecycleModel
from foundation.workflow.registry import lifecycle_of
from foundation.workflow.types import Transition
from foundation.workflow.worklist import due_on
from subsidies.enums import ClaimState
from subsidies.models import Acceptance, SubsidyClaim
from subsidies.queries import acceptance_of, claims_of

BULK_TYPES = (
    "trainees.application", "classes.enrolment", "vouchers.voucher", "classes.plannedsession", "classes.teachinglog",
    "classes.employmentproof",
)  # fmt: skip
CARRIES_OUT: Mapping[str, tuple[str, ...]] = {
    "application.send_for_review": ("application_group.send",),
    "application.pass": ("application_group.pass",),
    "enrolment.verify": ("enrolment.verify_class",),
    "application.record_voucher": ("voucher.issue_training_list",),
    "voucher.issue": ("voucher.issue_training_list", "voucher.make_evaluation_list"),
    "voucher.make_evaluation_list": ("class.record_evaluation_vouchers",),
}
"""Actions that are the pieces of another one, under which they are folded."""

WITH_ACCEPTANCE = frozenset({S.EXAMINED, S.AWAITING_ACCEPTANCE, S.ACCEPTANCE_FAILED})
WITH_CLAIM = frozenset({S.ACCEPTED, S.CLAIMING, S.PAID})
IN_WORDS: dict[str, str] = {
    S.DRAFT: "由培训机构填齐开班材料，按规定的天数提前提交开班报告",
    S.RETURNED: "由培训机构按退回意见补正后重新提交",
    S.SYSTEM_CONFIRMED: "由培训业务小组承办人制评价电子券",
    S.IN_TRAINING: "由培训机构上课并每天登记签到、日志、录像，教完后报教学完成；监督检查小组现场检查、调阅视频",
    S.TAUGHT: "由培训机构报备试卷、录入考试成绩，培训业务小组承办人确认",
    S.EXAMINED: "由监督检查小组核实学员，培训机构整理档案、提交档案验收报告",
    S.ACCEPTED: "由培训机构提交补贴申请",
    S.REFUSED: "",
}


@dataclass(frozen=True)
class NextStep:
    """Who does what next, until when; `words` is empty when nothing more is to be done."""

    words: str
    due: date | None
    tag: StateTag | None

    @property
    def text(self) -> str:
        """The whole sentence with its date, for places that have no column for it."""
        return (
            f"{self.words}（{self.due.month}月{self.due.day}日前）" if self.words and self.due else self.words
        )


@dataclass(frozen=True)
class Case:
    """What the page of a class shows besides its own fields."""

    acceptance: Acceptance | None
    claims: Sequence[SubsidyClaim]
    next_step: NextStep
    timeline: Sequence[TimelineEntry]


@dataclass(frozen=True)
class Dates:
    """What due dates are counted with, read once for a whole page."""

    today: date
    calendar: WorkCalendar
    parameters: Parameters

    @classmethod
    def of_today(cls) -> Dates:
        today = clock.today()
        return cls(today, load_calendar(), office_parameters(today))

    def tag(self, due: date | None) -> StateTag | None:
        if due is None:
            return None
        try:
            return deadline_tag(self.calendar.workdays_between(self.today, due))
        except Invalid:
            return deadline_tag((due - self.today).days, "天")


def case_of(training_class: TrainingClass, actor: Actor) -> Case:
    """Acceptance, claims, the next step and 经办记录 of a class; six queries."""
    acceptance = acceptance_of(training_class) if training_class.approved_count else None
    claims = list(claims_of(training_class).select_related("notice")) if acceptance else []
    step = next_step(training_class, acceptance, claims, Dates.of_today())
    return Case(acceptance, claims, step, timeline(training_class, actor))


def next_step(
    training_class: TrainingClass, acceptance: Acceptance | None, claims: Sequence[SubsidyClaim], dates: Dates
) -> NextStep:
    """The step that is waited for: of the claim, else of the acceptance, else of the class itself."""
    record = _leading(training_class, acceptance, claims)
    step = _awaited(record)
    due = due_on(record, step, dates.parameters, dates.calendar) if step else None
    words = _opening_day(training_class, dates.today) or _words(record, step)
    if not words:
        return NextStep("", None, None)
    return NextStep(words, due, dates.tag(due))


def _leading(
    training_class: TrainingClass, acceptance: Acceptance | None, claims: Sequence[SubsidyClaim]
) -> LifecycleModel:
    if training_class.state in WITH_CLAIM and claims and claims[-1].state != ClaimState.CONCLUDED:
        return claims[-1]
    if training_class.state in WITH_ACCEPTANCE and acceptance:
        return acceptance
    return training_class


def _awaited(record: LifecycleModel) -> Transition | None:
    lifecycle = lifecycle_of(record)
    state = str(getattr(record, "state", ""))
    steps = [t for t in lifecycle.leaving(state) if t.is_awaited and Role.SYSTEM not in t.roles_from(state)]
    return next(iter(steps), None)


def _opening_day(training_class: TrainingClass, today: date) -> str:
    """Before its first day a class with its vouchers waits for that day, not for anybody."""
    opens = training_class.starts_on
    if training_class.state != S.VOUCHERS_MADE or opens <= today:
        return ""
    return f"开班日期为{opens.month}月{opens.day}日，当日由培训业务小组承办人办理“开班”"


def _words(record: LifecycleModel, step: Transition | None) -> str:
    state = str(getattr(record, "state", ""))
    if isinstance(record, TrainingClass) and state in IN_WORDS:
        return IN_WORDS[state]
    if isinstance(record, SubsidyClaim) and state == ClaimState.PUBLISHED and record.notice:
        closes = record.notice.closes_on
        return f"公示至{closes.month}月{closes.day}日，期满无异议自动转入拨付"
    if isinstance(record, SubsidyClaim) and state == ClaimState.PAID:
        held = record.held_lines.open().count()
        return f"有 {held} 人因本人异议暂缓支付，等异议结论后补付或不予支付" if held else ""
    if step is None:
        return ""
    return f"由{role_labels(step.roles_from(state))}办理“{lifecycle_of(record).step_label(step.verb)}”"


def timeline(training_class: TrainingClass, actor: Actor) -> list[TimelineEntry]:
    """Everything that happened to the class, newest first; what was done person by person is one line each."""
    rows = Entry.objects.visible_to(actor).done().filter(case_id=training_class.pk)
    single = _folded(rows.exclude(object_type__in=BULK_TYPES).order_by("-seq"))
    together = rows.filter(object_type__in=BULK_TYPES).order_by().values_list("action", "actor_name")
    bulk = list(
        together.annotate(title=Max("title"), roles=Max("actor_roles"), number=Count("pk"), last=Max("at"))
    )
    acted = {(entry.action, entry.actor_name) for entry in single} | {
        (action, name) for action, name, *_ in bulk
    }
    single = [entry for entry in single if not _follows(entry.action, entry.actor_name, acted)]
    lines = [(entry.at, line) for entry, line in zip(single, timeline_of(single), strict=True)]
    for action, name, title, roles, number, last in bulk:
        if not _follows(action, name, acted):
            who = f"{name}　{roles_in_words(roles)}".strip()
            lines.append((last, _bulk_line(title, action, who, number, last)))
    return [line for _, line in sorted(lines, key=lambda pair: pair[0], reverse=True)]


def _follows(action: str, name: str, acted: Collection[tuple[str, str]]) -> bool:
    """Whether this only carries out, one by one, what the same person did for the whole list."""
    return any((whole, name) in acted for whole in CARRIES_OUT.get(action, ()))


def _folded(entries: Iterable[Entry]) -> list[Entry]:
    """Newest first; what one person did again and again on one day, moving nothing, is one line with its number."""
    kept: list[Entry] = []
    for _, group in groupby(entries, key=_sameness):
        found = list(group)
        if len(found) > 1:
            found[0].title = f"{_plain(found[0].title)}（{len(found)} 次）"
        kept.append(found[0])
    return kept


def _sameness(entry: Entry) -> tuple[object, ...]:
    own = entry.seq if entry.to_state or entry.comment else 0
    return entry.action, entry.actor_id, clock.local(entry.at).date(), own


def _plain(title: str) -> str:
    """封存签到表（9月7日下午） without what tells it from its likes."""
    return title.split("（")[0]


def _bulk_line(title: str, action: str, who: str, number: int, last: datetime) -> TimelineEntry:
    words = f"{_plain(title)}（{number} 件）" if number > 1 else title
    kind = "back" if ".return" in action else "done"
    return TimelineEntry(words, f"{clock.local(last):%m-%d %H:%M}", who, kind=kind)
