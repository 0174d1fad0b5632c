"""表6 takes its figures from the sheets; every 学时 has a recording that is long enough and its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from classes.models import TeachingLog, TrainingClass, VideoRecord
from classes.operations import (
    LogText,
    close_sheet,
    record_sheet,
    register_videos,
    remove_video,
    withdraw_enrolment,
    write_log,
)
from classes.queries.teaching import day_facts, sessions_of
from classes.queries.video import video_coverage
from foundation.core import clock
from foundation.core.invariants import _invariants
from institutions.enums import TrainingCategory
from tests.builders.running import (
    FIRST_DAY,
    Size,
    clips_of,
    evening_of,
    everybody,
    full_log,
    make_running_class,
    people_of,
    teach,
)
from tests.cast import Cast
from tests.classes.teaching.refusals import refused


def close_day(cast: Cast, training_class: TrainingClass, away: dict[str, list[int]]) -> None:
    teacher = cast.actor("qihang_teacher")
    with clock.moved_to(evening_of(FIRST_DAY)):
        for session in sessions_of(training_class):
            record_sheet(session, actor=teacher, lines=everybody(session, away=away.get(session.half, [])))
            close_sheet(session, actor=teacher)


def test_present_are_those_who_came_to_every_half_day(cast: Cast) -> None:
    training_class = make_running_class(cast, Size(people=5))
    close_day(cast, training_class, {"am": [1, 2], "pm": [2]})
    log = write_log(training_class, actor=cast.actor("qihang_teacher"), day=FIRST_DAY, text=full_log())
    facts = day_facts(training_class, FIRST_DAY)
    assert (log.expected_count, log.present_count, log.absent_count, log.lessons) == (5, 3, 2, 4)
    assert [(each.enrolment.position, each.missed_lessons) for each in facts.absentees] == [(1, 2), (2, 4)]


def test_leaving_reported_late_is_told_by_the_logs_of_the_days_after(cast: Cast) -> None:
    """表6 goes on agreeing with 表4, and fsck sees it where it does not."""
    taught = teach(cast, make_running_class(cast, Size(days=2)), away=[2])
    with clock.moved_to(evening_of(FIRST_DAY + timedelta(days=2))):
        gone, manager = people_of(taught)[1], cast.actor("qihang_manager")
        withdraw_enrolment(gone, actor=manager, comment="外出务工", last_day=FIRST_DAY)
    counts = ("expected_count", "present_count", "absent_count")
    assert list(TeachingLog.objects.order_by("date").values_list(*counts)) == [(3, 2, 1), (2, 2, 0)]
    assert list(_invariants["classes.logs_agree_with_the_sheets"]()) == []
    TeachingLog.objects.filter(date=FIRST_DAY).update(present_count=3, absent_count=0)
    assert len(list(_invariants["classes.logs_agree_with_the_sheets"]())) == 1


def test_a_log_waits_for_closed_sheets(cast: Cast) -> None:
    training_class = make_running_class(cast)
    with refused("teaching_log.sheet_open"):
        write_log(training_class, actor=cast.actor("qihang_teacher"), day=FIRST_DAY, text=full_log())


def test_there_is_no_log_of_a_day_without_lessons(cast: Cast) -> None:
    training_class = make_running_class(cast)
    with refused("teaching_log.no_class_that_day"):
        write_log(training_class, actor=cast.actor("qihang_teacher"), day=date(2026, 6, 21), text=full_log())


def test_every_half_day_of_a_log_is_described(cast: Cast) -> None:
    training_class = make_running_class(cast)
    close_day(cast, training_class, {})
    with refused("teaching_log.incomplete"):
        write_log(
            training_class, actor=cast.actor("qihang_teacher"), day=FIRST_DAY, text=LogText("讲授", "按计划")
        )


def test_writing_a_log_again_replaces_its_words(cast: Cast) -> None:
    training_class = teach(cast, make_running_class(cast))
    text = replace(full_log(), activities="组织消防演练")
    write_log(training_class, actor=cast.actor("qihang_manager"), day=FIRST_DAY, text=text)
    assert TeachingLog.objects.get(training_class=training_class).activities == "组织消防演练"


def test_other_people_do_not_write_logs_or_register_recordings(cast: Cast) -> None:
    training_class = make_running_class(cast)
    for who in ("li_jing", "huineng_manager", "zhang_wei"):
        with pytest.raises(Exception, match=r"办理|找不到"):
            write_log(training_class, actor=cast.actor(who), day=FIRST_DAY, text=full_log())
        with pytest.raises(Exception, match=r"办理|找不到"):
            register_videos(training_class, actor=cast.actor(who), clips=clips_of(training_class, FIRST_DAY))


@pytest.fixture
def recorded(cast: Cast) -> TrainingClass:
    training_class = make_running_class(cast)
    with clock.moved_to(evening_of(FIRST_DAY)):
        register_videos(
            training_class, actor=cast.actor("qihang_teacher"), clips=clips_of(training_class, FIRST_DAY)
        )
    return training_class


def test_every_lesson_with_a_long_recording_is_covered(recorded: TrainingClass) -> None:
    coverage = video_coverage(recorded)
    assert (coverage.covered, coverage.total, coverage.missing) == (4, 4, ())
    assert coverage.kept_until == recorded.ends_on.replace(year=recorded.ends_on.year + 2)
    days = (coverage.kept_until - recorded.ends_on).days
    for passed, left in ((1, days - 1), (days, 0), (days + 9, 0)):
        with clock.moved_to(recorded.ends_on + timedelta(days=passed)):
            assert coverage.days_left == left


@pytest.mark.parametrize(("minutes", "covered"), [(9, 0), (10, 4)])
def test_ten_minutes_unbroken_are_enough_and_nine_are_not(cast: Cast, minutes: int, covered: int) -> None:
    training_class = make_running_class(cast)
    clips = clips_of(training_class, FIRST_DAY, minutes=minutes)
    with clock.moved_to(evening_of(FIRST_DAY)):
        register_videos(training_class, actor=cast.actor("qihang_teacher"), clips=clips)
    assert video_coverage(training_class).covered == covered


def test_a_recording_that_hides_somebody_does_not_cover(cast: Cast) -> None:
    training_class = make_running_class(cast)
    clips = [replace(clip, shows_everybody=False) for clip in clips_of(training_class, FIRST_DAY)]
    with clock.moved_to(evening_of(FIRST_DAY)):
        register_videos(training_class, actor=cast.actor("qihang_teacher"), clips=clips)
    assert [line.hides_somebody for line in video_coverage(training_class).missing] == [True] * 4


def test_training_of_enterprise_staff_needs_no_recordings(cast: Cast) -> None:
    training_class = make_running_class(cast, category=TrainingCategory.ENTERPRISE_STAFF)
    assert video_coverage(training_class).missing == ()


def test_one_file_never_stands_for_two_lessons(cast: Cast, recorded: TrainingClass) -> None:
    again = clips_of(recorded, FIRST_DAY)[:1]
    with clock.moved_to(evening_of(FIRST_DAY)), refused("video.already_registered"):
        register_videos(recorded, actor=cast.actor("qihang_teacher"), clips=again)


def test_one_file_twice_in_one_list_is_refused(cast: Cast) -> None:
    training_class = make_running_class(cast)
    one, two = clips_of(training_class, FIRST_DAY)[:2]
    with clock.moved_to(evening_of(FIRST_DAY)), refused("video.already_registered"):
        register_videos(
            training_class, actor=cast.actor("qihang_teacher"), clips=[one, replace(two, path=one.path)]
        )


def test_recordings_of_the_future_or_of_no_lesson_are_refused(cast: Cast) -> None:
    training_class = make_running_class(cast)
    clip = clips_of(training_class, FIRST_DAY)[0]
    teacher = cast.actor("qihang_teacher")
    with clock.moved_to(evening_of(FIRST_DAY - timedelta(days=1))), refused("video.wrong"):
        register_videos(training_class, actor=teacher, clips=[clip])
    with clock.moved_to(evening_of(FIRST_DAY)), refused("video.wrong"):
        register_videos(training_class, actor=teacher, clips=[replace(clip, lesson=9)])


def test_a_mistaken_entry_can_be_taken_back_while_the_class_is_taught(
    cast: Cast, recorded: TrainingClass
) -> None:
    record = VideoRecord.objects.filter(session__training_class=recorded)[0]
    remove_video(record, actor=cast.actor("qihang_teacher"))
    assert video_coverage(recorded).covered == 3
