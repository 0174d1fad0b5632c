"""The exam: reported beforehand, entered by the institution, confirmed by the bureau, retaken once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from classes.enums import ClassState, EnrolmentState, MaterialKind
from classes.models import Enrolment, TrainingClass, VideoRecord
from classes.operations import (
    Certificate,
    ExamResult,
    confirm_exam,
    file_exam_paper,
    finish_teaching,
    record_certificates,
    record_results,
    record_retake,
)
from classes.queries.results import class_facts, exam_overview
from classes.queries.teaching import sessions_of
from foundation.core import clock
from tests.builders.classes import find_virus_in
from tests.builders.policy import pinned
from tests.builders.running import (
    FIRST_DAY,
    Size,
    evening_of,
    examine,
    filed_body,
    finish,
    make_running_class,
    people_of,
    picture,
    teach,
)
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn

EXAM_DAY = FIRST_DAY + timedelta(days=2)


def report(
    cast: Cast, training_class: TrainingClass, exam_on: date, *, with_paper: bool = True
) -> TrainingClass:
    return file_exam_paper(
        training_class,
        actor=cast.actor("qihang_manager"),
        exam_on=exam_on,
        exam_place="一号教学点",
        supervisor="李静",
        paper=picture("试卷.png") if with_paper else None,
    )


def test_teaching_is_finished_only_with_sheets_logs_and_recordings(cast: Cast) -> None:
    training_class = make_running_class(cast)
    for code in ("class.sheets_open", "class.logs_missing", "class.video_missing"):
        with refused(code):
            finish_teaching(training_class, actor=cast.actor("qihang_manager"))


def test_one_missing_recording_keeps_teaching_open(cast: Cast) -> None:
    training_class = teach(cast, make_running_class(cast))
    VideoRecord.objects.filter(session=sessions_of(training_class)[1], lesson=2).delete()
    with refused("class.video_missing"):
        finish_teaching(training_class, actor=cast.actor("qihang_teacher"))


def test_finishing_admits_everybody_to_the_exam(cast: Cast) -> None:
    training_class = finish(cast, make_running_class(cast))
    assert training_class.state == ClassState.TAUGHT
    assert {each.state for each in people_of(training_class)} == {EnrolmentState.AWAITING_EXAM}


def test_the_paper_is_reported_before_the_day_of_the_exam(cast: Cast) -> None:
    training_class = make_running_class(cast)
    with clock.moved_to(evening_of(FIRST_DAY)):
        with refused("exam.paper_too_late"):
            report(cast, training_class, FIRST_DAY)
        filed = report(cast, training_class, FIRST_DAY + timedelta(days=1))
    assert (filed.exam_paper_filed_on, filed.exam_on) == (FIRST_DAY, FIRST_DAY + timedelta(days=1))


def test_a_report_without_a_paper_is_no_report(cast: Cast) -> None:
    training_class = make_running_class(cast)
    with clock.moved_to(evening_of(FIRST_DAY)), refused("exam.paper_missing"):
        report(cast, training_class, EXAM_DAY, with_paper=False)


def test_a_paper_with_a_virus_is_no_paper(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    with clock.moved_to(evening_of(FIRST_DAY)):
        report(cast, training_class, EXAM_DAY)
        find_virus_in(training_class.materials.get(kind=MaterialKind.EXAM_PAPER).file)
        with refused("exam.paper_missing"):
            report(cast, training_class, EXAM_DAY, with_paper=False)
        facts = {"exam_on": f"{EXAM_DAY:%Y-%m-%d}", "exam_place": "一号教学点", "supervisor": "李静"}
        answer = sign_in("qihang_manager").post(f"/classes/{training_class.pk}/exam/paper/", facts)
        assert (answer.status_code, report(cast, training_class, EXAM_DAY).exam_on) == (422, EXAM_DAY)


def test_exam_that_was_held_is_not_moved_behind_its_report(cast: Cast) -> None:
    training_class = make_running_class(cast, Size(people=1))
    training_class.enrolments.update(was_absent_from_exam=True)
    with clock.moved_to(evening_of(FIRST_DAY)), refused("exam.already_held"):
        report(cast, training_class, EXAM_DAY)


def test_scores_are_not_entered_before_the_exam(cast: Cast) -> None:
    training_class = finish(cast, make_running_class(cast))
    results = [ExamResult(each.pk, 9000, 9000) for each in people_of(training_class)]
    with clock.moved_to(evening_of(FIRST_DAY + timedelta(days=1))), refused("exam.not_held"):
        record_results(training_class, actor=cast.actor("qihang_teacher"), results=results)


@pytest.mark.parametrize(
    ("result", "code"),
    [
        ((10001, 9000, False), "exam.wrong_score"),
        ((-1, 9000, False), "exam.wrong_score"),
        ((9000, None, True), "exam.wrong_score"),
    ],
)
def test_impossible_scores_are_refused(cast: Cast, result: tuple[int, int | None, bool], code: str) -> None:
    training_class = finish(cast, make_running_class(cast))
    someone = people_of(training_class)[0]
    with clock.moved_to(evening_of(EXAM_DAY)), refused("exam.wrong_score"):
        record_results(
            training_class, actor=cast.actor("qihang_teacher"), results=[ExamResult(someone.pk, *result)]
        )


def test_results_are_confirmed_only_when_everybody_has_one(cast: Cast) -> None:
    training_class = finish(cast, make_running_class(cast))
    one, two, three = people_of(training_class)
    teacher, officer = cast.actor("qihang_teacher"), cast.actor("li_jing")
    with clock.moved_to(evening_of(EXAM_DAY)):
        record_results(
            training_class,
            actor=teacher,
            results=[ExamResult(one.pk, 6000, 6000), ExamResult(two.pk, 5999, 9000)],
        )
        with refused("class.scores_missing"):
            confirm_exam(training_class, actor=officer)
        record_results(training_class, actor=teacher, results=[ExamResult(three.pk, was_absent=True)])
        confirm_exam(training_class, actor=officer)
    states = [each.state for each in people_of(training_class)]
    assert states == [EnrolmentState.PASSED, EnrolmentState.FAILED, EnrolmentState.FAILED]
    assert [each.has_passed for each in people_of(training_class)] == [True, False, False]


def test_an_unreported_exam_is_not_confirmed(cast: Cast) -> None:
    training_class = teach(cast, make_running_class(cast))
    with clock.moved_to(evening_of(EXAM_DAY)):
        taught = finish_teaching(training_class, actor=cast.actor("qihang_manager"))
        with refused("class.exam_paper_not_filed"):
            confirm_exam(taught, actor=cast.actor("li_jing"))


def test_a_paper_reported_on_the_day_of_the_exam_does_not_do(cast: Cast) -> None:
    training_class = finish(cast, make_running_class(cast))
    TrainingClass.objects.filter(pk=training_class.pk).update(exam_paper_filed_on=training_class.exam_on)
    with refused("class.exam_paper_not_filed"):
        confirm_exam(training_class, actor=cast.actor("li_jing"))


def test_confirmed_scores_are_not_changed_by_the_institution(cast: Cast) -> None:
    training_class = examine(cast, make_running_class(cast))
    results = [ExamResult(each.pk, 9900, 9900) for each in people_of(training_class)]
    with refused("class.wrong_state"):
        record_results(training_class, actor=cast.actor("qihang_manager"), results=results)


def test_a_retake_makes_somebody_pass_once(cast: Cast) -> None:
    training_class = examine(cast, make_running_class(cast), failing=[3])
    failed = people_of(training_class, EnrolmentState.FAILED)[0]
    after = record_retake(failed, actor=cast.actor("li_jing"), theory_points=6100, practice_points=7000)
    assert (after.state, after.has_passed, after.retakes) == (EnrolmentState.PASSED, True, 1)


def test_a_failed_retake_uses_the_retake_up(cast: Cast) -> None:
    training_class = examine(cast, make_running_class(cast), failing=[3])
    failed = people_of(training_class, EnrolmentState.FAILED)[0]
    after = record_retake(failed, actor=cast.actor("li_jing"), theory_points=5900, practice_points=7000)
    assert (after.state, after.has_passed, after.retakes) == (EnrolmentState.FAILED, False, 1)
    for theory in (5900, 9900):
        with refused("enrolment.no_retake_left"):
            record_retake(after, actor=cast.actor("li_jing"), theory_points=theory, practice_points=9000)


def test_there_is_no_retake_once_acceptance_has_begun(cast: Cast) -> None:
    training_class = examine(cast, make_running_class(cast), failing=[3])
    TrainingClass.objects.filter(pk=training_class.pk).update(state=ClassState.AWAITING_ACCEPTANCE)
    failed = people_of(training_class, EnrolmentState.FAILED)[0]
    for theory in (5900, 9900):
        with refused("enrolment.acceptance_has_begun"):
            record_retake(failed, actor=cast.actor("li_jing"), theory_points=theory, practice_points=9000)


def test_the_institution_records_no_retakes(cast: Cast) -> None:
    training_class = examine(cast, make_running_class(cast), failing=[3])
    failed = people_of(training_class, EnrolmentState.FAILED)[0]
    for theory in (5900, 9900):
        with refused("enrolment.wrong_role"):
            record_retake(
                failed, actor=cast.actor("qihang_manager"), theory_points=theory, practice_points=9000
            )


def test_certificates_belong_to_those_who_passed(cast: Cast) -> None:
    training_class = examine(cast, make_running_class(cast), failing=[3])
    one, two, failed = people_of(training_class)
    manager, issued = cast.actor("qihang_manager"), date(2026, 6, 18)
    body = filed_body(training_class).pk
    with clock.moved_to(date(2026, 7, 1)):
        saved = record_certificates(
            training_class, actor=manager, certificates=[Certificate(one.pk, "Y0001", issued, True, body)]
        )
        for wrong in (
            Certificate(failed.pk, "Y0002", issued, body_id=body),
            Certificate(two.pk, "Y0001", issued, body_id=body),
            Certificate(two.pk, "Y0003", issued),
        ):
            with refused("exam.wrong_certificate"):
                record_certificates(training_class, actor=manager, certificates=[wrong])
    assert saved == 1
    assert Enrolment.objects.get(pk=one.pk).certificate_number == "Y0001"


def test_the_overview_counts_whom_a_score_is_missing(cast: Cast) -> None:
    training_class = finish(cast, make_running_class(cast, Size(people=4)))
    one, two = people_of(training_class)[:2]
    with clock.moved_to(evening_of(EXAM_DAY)):
        results = [ExamResult(one.pk, 8000, 8000), ExamResult(two.pk, was_absent=True)]
        record_results(training_class, actor=cast.actor("qihang_teacher"), results=results)
    overview = exam_overview(training_class)
    assert (overview.scored, overview.absent, overview.missing, overview.passing) == (1, 1, 2, 1)


def test_a_long_list_of_scores_takes_as_many_statements_as_a_short_one(cast: Cast) -> None:
    counts = []
    for people in (2, 12):
        taught = finish(cast, make_running_class(cast, Size(people=people)))
        results = [ExamResult(each.pk, 8000 + each.position, 9100) for each in people_of(taught)]
        with clock.moved_to(evening_of(EXAM_DAY)), CaptureQueriesContext(connection) as captured:
            record_results(taught, actor=cast.actor("qihang_teacher"), results=results)
        assert [each.theory_points for each in people_of(taught)] == [
            result.theory_points for result in results
        ]
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("basis", "states"),
    [
        ("both_marks", ["passed", "failed", "failed"]),
        ("total", ["passed", "passed", "failed"]),
        ("certificate", ["passed", "failed", "failed"]),
    ],
)
def test_who_passes_is_decided_by_the_reading_pinned_on_the_class(
    cast: Cast, basis: str, states: list[str]
) -> None:
    training_class = finish(cast, make_running_class(cast, parameter_snapshot=pinned(pass_basis=basis)))
    scores = [(6000, 6000), (5900, 6100), (5900, 6099)]
    people = people_of(training_class)
    with clock.moved_to(evening_of(EXAM_DAY)):
        results = [ExamResult(each.pk, *points) for each, points in zip(people, scores, strict=True)]
        record_results(training_class, actor=cast.actor("qihang_teacher"), results=results)
        confirm_exam(training_class, actor=cast.actor("li_jing"))
    assert [each.state for each in people_of(training_class)] == states


def test_where_a_certificate_is_asked_for_only_its_holders_are_counted_as_passed(cast: Cast) -> None:
    certified = pinned(pass_basis="certificate")
    training_class = examine(cast, make_running_class(cast, parameter_snapshot=certified), failing=[3])
    assert class_facts(training_class).passed == 0
    holder = people_of(training_class)[0]
    assert training_class.exam_on
    with clock.moved_to(evening_of(training_class.exam_on)):
        paper = Certificate(
            holder.pk, "Z-0001", training_class.exam_on, body_id=filed_body(training_class).pk
        )
        record_certificates(training_class, actor=cast.actor("li_jing"), certificates=[paper])
    assert class_facts(training_class).passed == 1
