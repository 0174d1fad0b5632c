"""Figures of the teaching that are parameters: the line on both sides, and from where it is read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest

from classes.enums import EmploymentKind, Half, ProofDocument
from classes.models import PlannedSession, TrainingClass
from classes.operations import PlanRow, generate_plan, save_plan
from classes.queries.progress import RunningLine
from classes.queries.results import (
    VerificationLine,
    employment_terms,
    exam_overview,
    required_proofs,
    verification_lines,
)
from classes.queries.rulings import papers
from classes.queries.sheets import has_begun, sign_out_closes
from classes.queries.video import video_coverage
from classes.rules.report import Photos, judge_papers
from foundation.core import clock
from foundation.core.errors import Invalid
from institutions.models import Teacher
from tests.builders.classes import make_draft
from tests.builders.policy import pinned, set_parameter
from tests.builders.running import Size, make_running_class, people_of
from tests.cast import Cast

SMALL = Size(people=1, days=1)


def _first(training_class: TrainingClass) -> PlannedSession:
    return training_class.sessions.order_by("date", "starts_at").select_related("training_class")[0]


def _teacher(training_class: TrainingClass) -> Teacher:
    return Teacher.objects.get(institution=training_class.institution, is_class_head=False)


@pytest.mark.parametrize(("attended", "is_low"), [(8, False), (7, True)])
def test_attendance_is_low_below_the_line_not_on_it(
    cast: Cast, policy_in_force: None, attended: int, is_low: bool
) -> None:
    someone = people_of(make_running_class(cast, SMALL))[0]

    assert VerificationLine(someone, attended, 10, Fraction(4, 5)).is_low is is_low


@pytest.mark.parametrize(("rate", "is_low"), [(Fraction(4, 5), False), (Fraction(79, 100), True)])
def test_a_running_class_is_marked_below_the_line_not_on_it(
    cast: Cast, policy_in_force: None, rate: Fraction, is_low: bool
) -> None:
    training_class = make_running_class(cast, SMALL)

    assert RunningLine(training_class, 1, 1, None, rate, 0, 0, 0, Fraction(4, 5)).is_low is is_low


def test_an_approved_class_keeps_the_line_of_its_approval(cast: Cast, policy_in_force: None) -> None:
    training_class = make_running_class(
        cast, SMALL, parameter_snapshot=pinned(attendance_warning=Fraction(1, 2))
    )
    set_parameter("attendance_warning", Fraction(9, 10))

    assert verification_lines(training_class)[0].warning_line == Fraction(1, 2)


@pytest.mark.parametrize(("minutes", "is_open"), [(60, True), (61, False)])
def test_signing_in_opens_an_hour_before_the_first_lesson(
    cast: Cast, policy_in_force: None, minutes: int, is_open: bool
) -> None:
    session = _first(make_running_class(cast, SMALL))
    starts = datetime.combine(session.date, session.starts_at, tzinfo=clock.CHINA)

    with clock.moved_to(starts - timedelta(minutes=minutes)):
        assert has_begun(session) is is_open


def test_the_class_says_how_long_its_sheets_are_open(cast: Cast, policy_in_force: None) -> None:
    hours = pinned(sign_in_opens_minutes=30, sign_out_closes_minutes=15)
    session = _first(make_running_class(cast, SMALL, parameter_snapshot=hours))
    starts = datetime.combine(session.date, session.starts_at, tzinfo=clock.CHINA)

    with clock.moved_to(starts - timedelta(minutes=31)):
        assert not has_begun(session)
    assert sign_out_closes(session).time() == time(12, 5)


@pytest.mark.parametrize(
    ("photos", "level"),
    [
        (Photos(2, 2), "ok"),
        (Photos(2, 1), "danger"),
        (Photos(4, 0), "danger"),
        (Photos(2, 0, unsaid=2), "ok"),
        (Photos(2, 0, unsaid=1), "danger"),
    ],
)
def test_two_photographs_of_each_place_are_enough(photos: Photos, level: str) -> None:
    ruling = judge_papers(
        has_resources=True, has_exam_plan=True, photos=photos, photos_each=2, has_request=True
    )

    assert ruling.level == level


@pytest.mark.parametrize(
    ("absent", "page"),
    [("has_resources", "resources"), ("has_exam_plan", "exam_plan"), ("has_request", "check")],
)
def test_a_missing_paper_is_mended_on_its_own_page(absent: str, page: str) -> None:
    there = {"has_resources": True, "has_exam_plan": True, "has_request": True, absent: False}

    ruling = judge_papers(**there, photos=Photos(2, 2), photos_each=2)

    assert (ruling.level, ruling.page) == ("danger", page)


def test_the_photographs_wanted_are_those_of_the_parameters(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    set_parameter("venue_photos_each", 3)

    assert "各 3 张" in papers(make_draft(cast)).text


def test_a_plan_begins_with_the_hours_of_the_office(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    set_parameter("morning_starts", "08:30")
    draft = make_draft(cast)
    draft.teachers.add(_teacher(draft))

    generate_plan(draft, actor=cast.actor("qihang_manager"), workdays_only=False)

    hours = {each.half: (each.starts_at, each.ends_at) for each in draft.sessions.all()}
    assert hours == {Half.MORNING: (time(8, 30), time(12)), Half.AFTERNOON: (time(14), time(18))}


@pytest.mark.parametrize(("ends_at", "fits"), [(time(11), True), (time(10, 59), False)])
def test_four_lessons_take_four_times_forty_five_minutes(
    cast: Cast, policy_in_force: None, on_18_june_2026: date, ends_at: time, fits: bool
) -> None:
    draft, manager = make_draft(cast), cast.actor("qihang_manager")
    row = PlanRow(draft.starts_on, Half.MORNING, time(8), ends_at, "护理", "theory", 4, _teacher(draft))

    if fits:
        assert save_plan(draft, actor=manager, rows=[row]) == 1
        return
    with pytest.raises(Invalid) as refusal:
        save_plan(draft, actor=manager, rows=[row])
    assert refusal.value.code == "plan.lessons_do_not_fit"


def test_the_papers_of_an_employment_follow_the_parameters(cast: Cast, policy_in_force: None) -> None:
    terms = employment_terms(
        make_running_class(
            cast, SMALL, parameter_snapshot=pinned(emp_recent_from_months=2, contract_min_months=12)
        )
    )
    asked = [
        ProofDocument.RECENT_WAGES
        in required_proofs(EmploymentKind.ENTERPRISE, date(2026, 6, 22), day, terms)
        for day in (date(2026, 8, 21), date(2026, 8, 22))
    ]

    assert asked == [False, True]
    assert terms.contract_months == 12


def test_employment_is_followed_for_ninety_days_after_the_class(cast: Cast, policy_in_force: None) -> None:
    training_class = make_running_class(cast, SMALL)

    assert employment_terms(training_class).follow_until == training_class.ends_on + timedelta(days=90)


def test_recordings_that_are_evidence_are_kept_longer(cast: Cast, policy_in_force: None) -> None:
    kept = pinned(video_retention_years=2, evidence_retention_years=5)
    training_class = make_running_class(cast, SMALL, parameter_snapshot=kept)
    ends = training_class.ends_on
    coverage = video_coverage(training_class)

    assert (coverage.kept_until, coverage.evidence_until) == (
        ends.replace(year=ends.year + 2),
        ends.replace(year=ends.year + 5),
    )


def test_the_exam_page_says_how_often_somebody_may_sit_again(cast: Cast, policy_in_force: None) -> None:
    assert (
        exam_overview(make_running_class(cast, SMALL, parameter_snapshot=pinned(retake_limit=2))).retake_limit
        == 2
    )
