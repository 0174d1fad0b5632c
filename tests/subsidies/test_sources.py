"""五源对账 read from the records, explained, judged; it stops the acceptance and is shown half-day by half-day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from classes.enums import ClassState, EnrolmentState
from classes.models import SignIn as ClassSignIn
from classes.models import SigningPhone, TeachingLog, TrainingClass, VideoRecord
from classes.operations.attendance import SheetLine, decide_correction, request_correction
from foundation.core import clock
from foundation.core.errors import DomainError
from foundation.core.files import printed_picture, read_bytes
from foundation.workflow.models import Message
from inspections.enums import InspectionState
from inspections.models import Inspection
from institutions.enums import TrainingCategory
from subsidies.enums import AcceptanceState, DifferenceState
from subsidies.models import DifferenceExplanation
from subsidies.operations import (
    accept_explanation,
    approve_acceptance,
    confirm_inspection,
    explain_difference,
    reject_explanation,
    return_acceptance,
)
from subsidies.queries.sources import reconciliation_of
from subsidies.rules.half_day import Code
from subsidies.workflow import DIFFERENCE
from tests.builders.classes import find_virus_in
from tests.builders.reconciling import explained, first_half_day, miscounted
from tests.builders.running import Size, evening_of, make_running_class, picture, teach
from tests.builders.subsidies import Outcome, make_acceptance, make_examined_class
from tests.cast import Cast
from tests.conftest import SignIn
from tests.outside_the_table import refuses_all_others
from vouchers.models import Voucher
from vouchers.operations import void_voucher

pytestmark = pytest.mark.usefixtures("office")


def codes_of(training_class: TrainingClass) -> list[str]:
    return [each.difference.code for _, each in reconciliation_of(training_class).open]


def refusal(operation: Any, *args: Any, **facts: Any) -> str:
    with pytest.raises(DomainError) as caught:
        operation(*args, **facts)
    return caught.value.code


def test_a_class_whose_sources_agree_has_no_differences(cast: Cast) -> None:
    found = reconciliation_of(make_examined_class(cast))
    assert (found.compared, found.found) == (4, [])
    assert not found.has_phone


def test_mismatches_planted_in_the_records_are_all_found(cast: Cast) -> None:
    made = make_examined_class(cast)
    sessions = list(made.sessions.order_by("date", "half"))
    miscounted(made)
    VideoRecord.objects.filter(session=sessions[1]).update(minutes=9)
    TeachingLog.objects.filter(training_class=made, date=sessions[2].date).delete()
    voucher = Voucher.objects.training().get(person=made.enrolments.get(position=4).person_id)
    void_voucher(voucher, actor=cast.actor("zhou_min"), comment="券面信息有误")
    assert codes_of(made) == [
        Code.FEWER_COUNTED, Code.WITHOUT_VOUCHER,
        Code.VIDEO_SHORT, Code.WITHOUT_VOUCHER,
        Code.LOG_MISSING, Code.WITHOUT_VOUCHER,
        Code.LOG_MISSING, Code.WITHOUT_VOUCHER,
    ]  # fmt: skip


def test_a_confirmed_correction_counts_as_the_sheet(cast: Cast) -> None:
    made = make_examined_class(cast)
    miscounted(made)
    line = SheetLine(made.enrolments.get(position=2).pk, absence_reason="就医")
    asked = request_correction(
        first_half_day(made),
        actor=cast.actor("qihang_manager"),
        line=line,
        reason="点名不在",
        proof=picture(),
    )
    decide_correction(asked, actor=cast.actor("ren_gang"), is_confirmed=True)
    assert codes_of(made) == []


def test_somebody_who_left_is_expected_until_his_last_day(cast: Cast) -> None:
    made = make_examined_class(cast, Outcome(approved=4, verified=3, passed=3, employed=3))
    assert made.enrolments.filter(state=EnrolmentState.WITHDRAWN).count() == 1
    found = reconciliation_of(made)
    assert [len(row.half_day.expected) for row in found.rows] == [4, 4, 3, 3]
    assert found.found == []


def test_an_explanation_whose_proof_holds_a_virus_is_not_accepted(cast: Cast) -> None:
    made = make_examined_class(cast)
    miscounted(made)
    given = explained(cast, made)
    find_virus_in(given.proof)
    assert refusal(accept_explanation, given, actor=cast.actor("zhang_wei"), comment="属实") == (
        "difference.proof_infected"
    )
    reject_explanation(given, actor=cast.actor("zhang_wei"), comment="材料打不开，请重新说明")
    accept_explanation(explained(cast, made), actor=cast.actor("zhang_wei"), comment="属实")
    assert codes_of(made) == []


def test_enterprise_staff_are_exempt_from_recordings(cast: Cast) -> None:
    made = make_examined_class(cast, Outcome(category=TrainingCategory.ENTERPRISE_STAFF))
    VideoRecord.objects.filter(session__training_class=made).delete()
    assert {row.half_day.video for row in reconciliation_of(made).rows} == {None}
    assert codes_of(made) == []


def test_a_class_that_was_broken_off_is_not_asked_about_what_it_never_held(cast: Cast) -> None:
    day = date(2026, 5, 6)
    broken_off = make_running_class(cast, first_day=day, state=ClassState.SUSPENDED)
    running = make_running_class(cast, first_day=day)
    assert codes_of(broken_off) == []
    assert codes_of(running) == [Code.SHEET_OPEN, Code.SHEET_OPEN]
    with clock.moved_to(evening_of(day)):
        assert codes_of(running) == [], "nobody is asked before the day is over"


def test_phone_sign_ins_take_part_from_the_half_day_on_which_they_begin(cast: Cast) -> None:
    """Who came in on the teacher's tablet is missing on no phone; who only signed out, on the last half-day, is."""
    made = make_running_class(cast, Size(people=4, days=2), first_day=date(2026, 5, 6))
    sessions = list(made.sessions.order_by("date", "half"))
    now, phone = clock.now(), SigningPhone.objects.create(token_digest="d" * 64)
    by_phone = {"channel": "phone", "phone": phone, "code_shown_at": now}
    by_roll = {"channel": "roll", "recorded_by": cast["qihang_teacher"], "device_time": now}
    ClassSignIn.objects.bulk_create(
        ClassSignIn(
            session=session,
            enrolment=each,
            direction="out" if session == sessions[3] else "in",
            happened_at=now,
            received_at=now,
            **(by_roll if each.position == 4 else by_phone),
        )
        for session in sessions[1:]
        for each in made.enrolments.all()
    )
    found = reconciliation_of(teach(cast, made))
    by_phones = [
        [c for c in (each.difference.code for each in row.standings) if "phone" in c] for row in found.rows
    ]
    assert by_phones == [[], [], [], ["phone.missing"]]


def test_open_differences_stop_the_acceptance_until_the_explanation_is_accepted(
    cast: Cast, sign_in: SignIn
) -> None:
    """By every door: the operation, the page, the API."""
    acceptance = make_acceptance(cast, AcceptanceState.TRAINING_CONFIRMED)
    made, inspector = acceptance.training_class, sign_in("guo_liang")
    miscounted(made)
    assert (
        refusal(confirm_inspection, acceptance, actor=cast.actor("guo_liang")) == "acceptance.sources_differ"
    )
    verb = {"verb": "confirm_inspection"}
    page = inspector.post(reverse("subsidies:acceptance_perform", args=[acceptance.pk]), verb)
    address = reverse("subsidies-api-acceptance-perform", args=[acceptance.pk])
    answer = inspector.post(address, verb, "application/json")
    assert (page.status_code, answer.status_code) == (409, 409)
    assert answer.json()["code"] == "acceptance.sources_differ"
    acceptance.refresh_from_db()
    assert acceptance.state == AcceptanceState.TRAINING_CONFIRMED
    explanation = explained(cast, made)
    assert (
        refusal(confirm_inspection, acceptance, actor=cast.actor("guo_liang")) == "acceptance.sources_differ"
    )
    accept_explanation(explanation, actor=cast.actor("zhang_wei"), comment="病历与时间相符")
    assert confirm_inspection(acceptance, actor=cast.actor("guo_liang")).state == "inspection_confirmed"


def test_a_difference_that_comes_up_after_the_inspectors_stops_the_leader(cast: Cast) -> None:
    """For example a recording that is found to have been used before."""
    acceptance = make_acceptance(cast, AcceptanceState.INSPECTION_CONFIRMED)
    VideoRecord.objects.filter(session=first_half_day(acceptance.training_class)).delete()
    leader = cast.actor("zhao_wenqing")
    assert refusal(approve_acceptance, acceptance, actor=leader) == "acceptance.sources_differ"
    returned = return_acceptance(acceptance, actor=leader, comment="补录像")
    assert returned.state == AcceptanceState.RETURNED


def test_a_closed_rectification_settles_the_difference_it_found(cast: Cast) -> None:
    made = make_examined_class(cast)
    visit = miscounted(made)
    facts = {"severity": "serious", "rectification": "说明人数", "rectify_by": made.ends_on}
    Inspection.objects.filter(pk=visit.pk).update(state=InspectionState.CLOSED, **facts)
    assert codes_of(made) == []
    assert len(reconciliation_of(made).found) == 1


def test_explanation_keeps_both_sides_and_the_proof_and_tells_the_inspectors(cast: Cast) -> None:
    made = make_examined_class(cast)
    miscounted(made)
    given = explained(cast, made)
    assert given.state == DifferenceState.SUBMITTED
    assert "签到 4 人，清点 3 人，多签 1 人：2 号" in given.evidence
    assert read_bytes(given.proof)
    assert Message.objects.filter(user=cast["ren_gang"], title__contains="清点少于签到").exists()


def test_what_cannot_be_explained_is_refused(cast: Cast) -> None:
    made = make_examined_class(cast)
    assert refusal(explained, cast, made) == "difference.gone"
    VideoRecord.objects.filter(session__training_class=made).update(minutes=5)
    assert refusal(explained, cast, made, code=Code.VIDEO_SHORT) == "difference.to_be_mended"
    miscounted(made)
    assert refusal(explained, cast, made, reason=" ") == "difference.reason_missing"
    explained(cast, made)
    assert refusal(explained, cast, made) == "difference.already_explained"


def test_only_the_own_manager_explains_and_not_after_the_acceptance(cast: Cast) -> None:
    made = make_examined_class(cast)
    miscounted(made)
    given = {"code": Code.FEWER_COUNTED, "reason": "在医务室", "proof": picture()}
    session = first_half_day(made)
    assert refusal(explain_difference, session, actor=cast.actor("qihang_teacher"), **given) == "role.missing"
    stranger = cast.actor("huineng_manager")
    assert refusal(explain_difference, session, actor=stranger, **given) == "record.not_visible"
    TrainingClass.objects.filter(pk=made.pk).update(state=ClassState.ACCEPTED)
    assert refusal(explained, cast, made) == "difference.class_is_settled"


def test_a_rejected_explanation_leaves_the_difference_open_for_another(cast: Cast) -> None:
    made = make_examined_class(cast)
    miscounted(made)
    first = explained(cast, made)
    assert refusal(reject_explanation, first, actor=cast.actor("ren_gang"), comment=" ") == (
        "difference.comment_required"
    )
    reject_explanation(first, actor=cast.actor("ren_gang"), comment="病历日期不符")
    assert codes_of(made) == [Code.FEWER_COUNTED]
    accept_explanation(explained(cast, made), actor=cast.actor("ren_gang"), comment="属实")
    assert codes_of(made) == []


def test_who_has_no_voucher_is_explained_once_for_all_half_days(cast: Cast) -> None:
    made = make_examined_class(cast)
    voucher = Voucher.objects.training().get(person=made.enrolments.get(position=4).person_id)
    void_voucher(voucher, actor=cast.actor("zhou_min"), comment="券面信息有误")
    given = explained(cast, made, code=Code.WITHOUT_VOUCHER)
    assert reconciliation_of(made).pending == 4
    accept_explanation(given, actor=cast.actor("zhang_wei"), comment="补办中")
    assert codes_of(made) == []


def test_an_explanation_holds_only_for_the_sides_it_explained(cast: Cast) -> None:
    made = make_examined_class(cast)
    visit = miscounted(made)
    given = explained(cast, made)
    Inspection.objects.filter(pk=visit.pk).update(present_count=2)
    assert refusal(accept_explanation, given, actor=cast.actor("zhang_wei"), comment="属实") == (
        "difference.has_changed"
    )
    Inspection.objects.filter(pk=visit.pk).update(present_count=3)
    accept_explanation(given, actor=cast.actor("zhang_wei"), comment="属实")
    Inspection.objects.filter(pk=visit.pk).update(present_count=2)
    assert codes_of(made) == [Code.FEWER_COUNTED]


@pytest.mark.parametrize("state", DifferenceState.values)
def test_no_role_and_no_state_outside_the_table(cast: Cast, state: str) -> None:
    made = make_examined_class(cast)
    miscounted(made)
    given = explained(cast, made)
    if state != DifferenceState.SUBMITTED:
        decide = accept_explanation if state == DifferenceState.ACCEPTED else reject_explanation
        given = decide(given, actor=cast.actor("zhang_wei"), comment="已核对")
    assert refuses_all_others(DIFFERENCE, given, cast["zhang_wei"].pk) > 20


def test_nobody_judges_his_own_explanation_nor_does_the_database_take_it(cast: Cast) -> None:
    made = make_examined_class(cast)
    miscounted(made)
    given = explained(cast, made)
    himself = replace(cast.actor("zhang_wei"), user_id=given.created_by_id)
    for decide in (accept_explanation, reject_explanation):
        assert refusal(decide, given, actor=himself, comment="属实") == "difference.same_person"
    with pytest.raises(DatabaseError, match="decided_by_another"), transaction.atomic():
        DifferenceExplanation.objects.filter(pk=given.pk).update(
            state="accepted", decided_at=given.created_at, decided_by=given.created_by
        )


def test_pages_show_every_half_day_both_proofs_and_the_way_on(cast: Cast, sign_in: SignIn) -> None:
    made = make_examined_class(cast)
    visit = miscounted(made)
    inspector, manager = sign_in("zhang_wei"), sign_in("qihang_manager")
    page = inspector.get(reverse("subsidies:source_class", args=[made.pk])).content.decode()
    assert "清点少于签到" in page
    assert "无手机签到记录" in page
    assert visit.get_absolute_url() in page
    assert first_half_day(made).get_absolute_url() in page
    address = reverse("subsidies:difference_explain", args=[first_half_day(made).pk]) + "?code=count.fewer"
    assert address in manager.get(reverse("subsidies:source_class", args=[made.pk])).content.decode()


def test_explaining_keeps_what_was_typed_and_is_judged_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    made = make_examined_class(cast)
    miscounted(made)
    manager, inspector = sign_in("qihang_manager"), sign_in("zhang_wei")
    address = reverse("subsidies:difference_explain", args=[first_half_day(made).pk]) + "?code=count.fewer"
    refused = manager.post(address, {"reason": "在医务室取药"})
    assert refused.status_code == 422
    assert "在医务室取药" in refused.content.decode()
    manager.post(address, {"reason": "在医务室取药", "proof": picture()})
    given = DifferenceExplanation.objects.get()
    assert "认定说明属实" in inspector.get(given.get_absolute_url()).content.decode()
    inspector.post(
        reverse("subsidies:difference_perform", args=[given.pk]), {"verb": "accept", "comment": "与病历相符"}
    )
    given.refresh_from_db()
    assert given.state == DifferenceState.ACCEPTED
    proof = manager.get(reverse("subsidies:difference_proof", args=[given.pk]))
    assert b"".join(getattr(proof, "streaming_content", [])) == printed_picture(given.proof)
