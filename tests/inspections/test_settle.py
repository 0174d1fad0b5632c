"""整改: notice, reply, re-check, overdue; and the story from plan to 销号."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from foundation.audit.queries import verify_chain
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.jobs.schedule import run_daily
from foundation.workflow.models import Message
from inspections.enums import InspectionState as S
from inspections.enums import Severity
from inspections.models import Inspection
from inspections.operations import (
    close_rectification,
    conclude_clear,
    escalate_rectification,
    issue_rectification,
    reject_reply,
    reply_with_papers,
    waive_on_site,
)
from inspections.queries import (
    has_enough_inspections,
    open_serious_findings,
    overdue_rectifications,
    sole_inspector_id,
)
from tests.builders.inspections import (
    make_recorded,
    make_taught_class,
    make_watched,
    picture,
    place_inspection,
    soon,
)
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def issue(cast: Cast, inspection: Inspection, severity: str = Severity.SERIOUS) -> Inspection:
    return issue_rectification(
        inspection,
        actor=cast.actor("zhang_wei"),
        comment="实操第 2 组 7 人，调整到 5 人以内",
        severity=severity,
        rectify_by=soon(),
    )


def test_story_from_finding_to_closure(cast: Cast) -> None:
    training_class = make_taught_class(cast)
    found = make_recorded(cast, training_class, groups_are_small=False, problems="实操第 2 组 7 人")
    notified = issue(cast, found)
    assert open_serious_findings(training_class).get() == notified
    assert Message.objects.filter(user=cast["qihang_manager"], title__contains="下发整改通知").exists()
    manager = cast.actor("qihang_manager")
    replied = reply_with_papers(notified, actor=manager, comment="已重新分组", papers=[picture("分组表.png")])
    again = reject_reply(replied, actor=cast.actor("guo_liang"), comment="第 3 组仍有 6 人", rectify_by=None)
    assert again.state == S.RECTIFYING
    replied = reply_with_papers(again, actor=manager, comment="第 3 组已拆分", papers=[])
    closed = close_rectification(replied, actor=cast.actor("guo_liang"), comment="现场复查属实")
    assert closed.state == S.CLOSED
    assert closed.closed_by == cast["guo_liang"]
    assert closed.files.filter(kind="reply").count() == 1
    assert not open_serious_findings(training_class).exists()
    assert verify_chain().is_whole


def test_nothing_found_is_concluded_but_a_problem_is_not(cast: Cast) -> None:
    clear = make_recorded(cast)
    assert conclude_clear(clear, actor=cast.actor("guo_liang")).state == S.CLEAR
    found = make_recorded(cast, make_taught_class(cast, institution="huineng"), problems="教室门未开")
    with pytest.raises(NotNow) as refusal:
        conclude_clear(found, actor=cast.actor("guo_liang"))
    assert refusal.value.code == "inspection.problems_recorded"


def test_a_notice_says_how_serious_and_by_when(cast: Cast) -> None:
    found = make_recorded(cast, problems="教室门未开")
    actor = cast.actor("zhang_wei")
    with pytest.raises(Invalid) as severity:
        issue_rectification(found, actor=actor, comment="开门", severity="terrible", rectify_by=soon())
    assert severity.value.code == "inspection.severity_missing"
    with pytest.raises(Invalid) as deadline:
        issue_rectification(found, actor=actor, comment="开门", severity="general", rectify_by=clock.today())
    assert deadline.value.code == "inspection.deadline_not_ahead"
    with pytest.raises(Invalid) as comment:
        issue_rectification(found, actor=actor, comment=" ", severity="general", rectify_by=soon())
    assert comment.value.code == "inspection.comment_required"


def test_a_reply_with_a_bad_paper_leaves_nothing_behind(cast: Cast) -> None:
    notified = issue(cast, make_recorded(cast, problems="教室门未开"))
    bad = ContentFile(b"<html></html>", "附件.pdf")
    with pytest.raises(Invalid) as refusal:
        reply_with_papers(notified, actor=cast.actor("qihang_manager"), comment="已改", papers=[bad])
    assert refusal.value.code == "file.kind_not_allowed"
    assert Inspection.objects.get(pk=notified.pk).reply == ""


def test_the_day_after_the_deadline_it_is_overdue_by_itself_and_once(cast: Cast) -> None:
    notified = issue(cast, make_recorded(cast, problems="教室门未开"))
    with clock.moved_to(notified.rectify_by or clock.today()):
        assert not overdue_rectifications().exists()
    with clock.moved_to((notified.rectify_by or clock.today()) + timedelta(days=1)):
        assert run_daily()["inspections.mark_overdue"] == 1
        assert run_daily()["inspections.mark_overdue"] == 0
    overdue = Inspection.objects.get(pk=notified.pk)
    assert overdue.state == S.OVERDUE
    assert (
        escalate_rectification(overdue, actor=cast.actor("ren_gang"), comment="约谈负责人").state
        == S.ESCALATED
    )


def test_every_class_needs_a_visit_and_a_video_review(cast: Cast) -> None:
    training_class = make_taught_class(cast)
    reason = has_enough_inspections(training_class)
    assert reason is not None
    assert reason.code == "inspection.on_site_missing"
    make_recorded(cast, training_class)
    reason = has_enough_inspections(training_class)
    assert reason is not None
    assert reason.code == "inspection.video_missing"
    make_watched(cast, training_class)
    assert has_enough_inspections(training_class) is None


def test_a_planned_visit_is_no_visit(cast: Cast) -> None:
    planned = place_inspection(cast)
    reason = has_enough_inspections(planned.training_class)
    assert reason is not None
    assert reason.code == "inspection.on_site_missing"


def test_the_head_may_do_without_a_visit_and_says_why(cast: Cast) -> None:
    training_class = make_taught_class(cast)
    make_watched(cast, training_class)
    head = cast.actor("ren_gang")
    with pytest.raises(Invalid) as refusal:
        waive_on_site(training_class, actor=head, reason=" ")
    assert refusal.value.code == "inspection.waiver_reason_missing"
    waive_on_site(training_class, actor=head, reason="录像完整，远程可有效监管")
    assert has_enough_inspections(training_class) is None
    with pytest.raises(NotNow) as again:
        waive_on_site(training_class, actor=head, reason="再免一次")
    assert again.value.code == "inspection.already_waived"


def test_who_inspected_alone_is_known_and_a_confirmed_second_changes_that(cast: Cast) -> None:
    recorded = make_recorded(cast)
    recorded.assignments.update(confirmed_at=None)  # as before presence had to be confirmed
    assert sole_inspector_id(recorded.training_class) == cast["zhang_wei"].pk
    recorded.assignments.filter(inspector=cast["guo_liang"]).update(confirmed_at=clock.now())
    assert sole_inspector_id(recorded.training_class) is None
