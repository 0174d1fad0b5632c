"""The tabs of a class page: each is one fragment, read only when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator

from classes.models import Enrolment, TrainingClass
from classes.queries import (
    attendance_overview,
    class_facts,
    employment_overview,
    exam_overview,
    video_coverage,
)
from classes.queries.absence import absence_warnings
from classes.queries.changes import changes_of
from classes.queries.pinned import parameters_of
from classes.queries.rulings import teachers_of
from foundation.accounts.access import INSTITUTION, READERS
from foundation.accounts.actor import Actor
from foundation.core.workdays import retained_until
from inspections.models import Inspection
from inspections.queries import class_inspections, waiver_of
from subsidies.models import Payment, SubsidyClaim
from subsidies.queries import acceptance_of
from subsidies.queries.distance import nearest_change
from trainees.queries import group_roster

PAGE = 20
Facts = dict[str, Any]


@dataclass(frozen=True)
class Opened:
    """A class opened by somebody, with what the address says."""

    training_class: TrainingClass
    actor: Actor
    given: Mapping[str, str]


Reader = Callable[[Opened], Facts]


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    reader: Reader | None = None
    after_approval: bool = False

    def read(self, opened: Opened) -> Facts:
        return self.reader(opened) if self.reader else {}

    @property
    def template(self) -> str:
        return f"reports/tabs/{self.key}.html"


def _roster(opened: Opened) -> Facts:
    """Before approval the applications with what the comparison found, afterwards the people in class."""
    if opened.training_class.approved_count:
        people = Enrolment.objects.visible_to(opened.actor).filter(training_class=opened.training_class)
        rows = people.select_related("person", "application").order_by("position")
        changes = changes_of(opened.training_class, opened.actor)
        page = Paginator(rows, PAGE).get_page(opened.given.get("page"))
        return {"page": page, "is_enrolled": True, "changes": changes}
    only = opened.given.get("only", "")
    found = group_roster(opened.training_class.pk, opened.actor, only=only)
    return {"page": Paginator(found, PAGE).get_page(opened.given.get("page")), "shown": only}


def _plan(opened: Opened) -> Facts:
    return {"sessions": opened.training_class.sessions.select_related("teacher").order_by("date", "half")}


def _teachers(opened: Opened) -> Facts:
    return {"teachers": teachers_of(opened.training_class)}


def _files(opened: Opened) -> Facts:
    return {"materials": opened.training_class.materials.select_related("file", "added_by")}


def _attendance(opened: Opened) -> Facts:
    logs = set(opened.training_class.logs.values_list("date", flat=True))
    return {
        "overview": attendance_overview(opened.training_class),
        "logged_days": logs,
        "warnings": absence_warnings(opened.training_class),
    }


def _video(opened: Opened) -> Facts:
    return {"coverage": video_coverage(opened.training_class)}


def _inspections(opened: Opened) -> Facts:
    visible = Inspection.objects.visible_to(opened.actor).values("pk")
    return {
        "inspections": class_inspections(opened.training_class).filter(pk__in=visible),
        "waiver": waiver_of(opened.training_class),
    }


def _results(opened: Opened) -> Facts:
    return {
        "numbers": class_facts(opened.training_class),
        "exam": exam_overview(opened.training_class),
        "employment": employment_overview(opened.training_class),
    }


def _subsidy(opened: Opened) -> Facts:
    claims = SubsidyClaim.objects.visible_to(opened.actor).filter(training_class=opened.training_class)
    claims = claims.select_related("notice", "training_class").order_by("stage")
    return {
        "acceptance": acceptance_of(opened.training_class),
        "claims": claims,
        "nearest": nearest_change(claims),
        "may_quote": opened.actor.has_role(*READERS, *INSTITUTION),
        "archive_until": archive_until(opened.training_class),
    }


def archive_until(training_class: TrainingClass) -> date | None:
    """Until when the paper archive must be kept: counted from the last payment, None before it (8号 三(一), A44)."""
    rows = Payment.objects.live().filter(claim__training_class=training_class).order_by("-paid_on")
    paid_on = rows.values_list("paid_on", flat=True).first()
    years = parameters_of(training_class).whole("archive_retention_years")
    return retained_until(paid_on, years) if paid_on else None


TABS: tuple[Tab, ...] = (
    Tab("roster", "学员名册", _roster),
    Tab("plan", "课程计划", _plan),
    Tab("teachers", "师资", _teachers),
    Tab("venue", "场地设备"),
    Tab("resources", "教材资源"),
    Tab("exam_plan", "考核方案"),
    Tab("files", "附件", _files),
    Tab("attendance", "考勤与日志", _attendance, after_approval=True),
    Tab("video", "录像", _video, after_approval=True),
    Tab("inspections", "检查", _inspections, after_approval=True),
    Tab("results", "考试与就业", _results, after_approval=True),
    Tab("subsidy", "验收与补贴", _subsidy, after_approval=True),
)


def tabs_of(training_class: TrainingClass) -> list[Tab]:
    """Those that can have content: teaching and money begin with the approval."""
    return [tab for tab in TABS if training_class.approved_count or not tab.after_approval]


def tab_named(training_class: TrainingClass, key: str) -> Tab:
    """The tab asked for, else the first."""
    tabs = tabs_of(training_class)
    return next((tab for tab in tabs if tab.key == key), tabs[0])
