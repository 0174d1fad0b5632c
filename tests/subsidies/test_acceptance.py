"""结业验收: what stops each of the five steps, and what a return costs."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from classes.enums import ClassState, EnrolmentState
from classes.models import TrainingClass, VideoRecord
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from inspections.enums import InspectionState, Severity
from inspections.models import Inspection
from subsidies.enums import AcceptanceState
from subsidies.models import Acceptance, ArchiveItem, ArchiveTemplateItem
from subsidies.operations import (
    confirm_acceptance_in_system,
    confirm_inspection,
    confirm_training,
    fill_archive,
    fill_archive_item,
    mark_deficiency,
    open_acceptance,
    receive_acceptance,
    record_archive_facts,
    return_acceptance,
    submit_acceptance,
)
from subsidies.operations.acceptance import ArchiveLine
from subsidies.queries.acceptance_page import acceptance_page
from tests.builders.classes import find_virus_in, make_file
from tests.builders.running import picture
from tests.builders.subsidies import bind_archive, make_acceptance, make_examined_class
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("office")


def refusal(operation: object, record: object, actor: object, **facts: object) -> tuple[str, ...]:
    """The codes with which an operation refuses."""
    with pytest.raises(DomainError) as caught:
        operation(record, actor=actor, **facts)  # type: ignore[operator]  # an operation
    return caught.value.codes


def test_archive_opens_with_the_nineteen_lines_of_the_template(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.DRAFT)
    titles = ArchiveTemplateItem.objects.order_by("order").values_list("title", flat=True)
    assert list(acceptance.items.order_by("order").values_list("title", flat=True)) == list(titles)
    assert len(titles) == 19


def test_later_template_does_not_change_an_archive_that_is_being_bound(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.DRAFT)
    ArchiveTemplateItem.objects.create(version=2, order=1, title="新目录")
    other = open_acceptance(make_examined_class(cast), actor=cast.actor("qihang_manager"))
    assert (acceptance.items.count(), other.items.count()) == (19, 1)


def test_archive_is_not_opened_twice(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.DRAFT)
    codes = refusal(open_acceptance, acceptance.training_class, cast.actor("qihang_manager"))
    assert codes == ("acceptance.already_open",)


def test_archive_of_a_class_without_confirmed_exam_is_not_opened(cast: Cast) -> None:
    training_class = make_examined_class(cast, state=ClassState.TAUGHT)
    codes = refusal(open_acceptance, training_class, cast.actor("qihang_manager"))
    assert codes == ("acceptance.exam_not_confirmed",)


def test_only_the_own_institution_binds_its_archive(cast: Cast) -> None:
    training_class = make_examined_class(cast)
    assert refusal(open_acceptance, training_class, cast.actor("huineng_manager")) == ("record.not_visible",)
    assert refusal(open_acceptance, training_class, cast.actor("li_jing")) == ("role.missing",)


def test_present_line_needs_its_pages(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.DRAFT)
    item = acceptance.items.get(order=2)
    with pytest.raises(Invalid) as caught:
        fill_archive_item(item, actor=cast.actor("qihang_manager"), is_present=True, pages=" ")
    assert caught.value.code == "acceptance.pages_missing"


def test_incomplete_archive_is_not_handed_in_and_names_what_is_missing(cast: Cast) -> None:
    acceptance = open_acceptance(make_examined_class(cast), actor=cast.actor("qihang_manager"))
    codes = refusal(submit_acceptance, acceptance, cast.actor("qihang_manager"))
    assert set(codes) == {"acceptance.report_missing", "acceptance.archive_incomplete"}


def test_line_that_may_be_missing_does_not_stop_the_archive(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.DRAFT)
    acceptance.items.filter(is_required=False).update(is_present=False, pages="")
    submitted = submit_acceptance(acceptance, actor=cast.actor("qihang_manager"))
    assert submitted.state == AcceptanceState.SUBMITTED
    submitted.training_class.refresh_from_db()
    assert submitted.training_class.state == ClassState.AWAITING_ACCEPTANCE


def test_scan_with_a_virus_stops_the_archive_until_another_takes_its_place(cast: Cast) -> None:
    acceptance, manager = make_acceptance(cast, AcceptanceState.DRAFT), cast.actor("qihang_manager")
    item = acceptance.items.get(order=1)
    before = acceptance_page(acceptance, manager).present
    item.file = make_file()
    item.save()
    find_virus_in(item.file)
    assert acceptance_page(acceptance, manager).present == before - 1
    assert set(refusal(submit_acceptance, acceptance, manager)) == {"acceptance.archive_incomplete"}
    fill_archive_item(item, actor=manager, is_present=True, pages="1", upload=picture())
    assert submit_acceptance(acceptance, actor=manager).state == AcceptanceState.SUBMITTED


def test_virus_found_after_the_archive_was_handed_in_stops_the_first_confirmation(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.SUBMITTED)
    item = acceptance.items.get(order=1)
    item.file = make_file()
    item.save()
    find_virus_in(item.file)
    assert set(refusal(confirm_training, acceptance, cast.actor("li_jing"))) == {"acceptance.scan_infected"}


def test_handed_in_archive_is_closed_to_the_institution(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.SUBMITTED)
    item = acceptance.items.get(order=1)
    codes = refusal(fill_archive_item, item, cast.actor("qihang_manager"), is_present=False)
    assert codes == ("acceptance.not_editable",)


def test_missing_step_of_the_monitor_form_stops_the_first_confirmation(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.SUBMITTED)
    # as if the entry belonged to another class: the record itself cannot be deleted
    other = make_examined_class(cast)
    Acceptance.objects.filter(pk=acceptance.pk).update(training_class=other)
    acceptance.refresh_from_db()
    Inspection.objects.filter(training_class=other, kind="video").delete()
    codes = refusal(confirm_training, acceptance, cast.actor("li_jing"))
    assert "inspection.video_missing" in codes


def test_lesson_without_recording_stops_the_first_confirmation(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.SUBMITTED)
    VideoRecord.objects.filter(session__training_class=acceptance.training_class_id).update(minutes=9)
    assert "acceptance.video_missing" in refusal(confirm_training, acceptance, cast.actor("li_jing"))


def test_undecided_person_or_proof_stops_the_second_confirmation(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.TRAINING_CONFIRMED)
    people = acceptance.training_class.enrolments.order_by("position")
    people.filter(position=1).update(state=EnrolmentState.PASSED)
    people.filter(position=2).update(state=EnrolmentState.EMPLOYMENT_PENDING)
    codes = refusal(confirm_inspection, acceptance, cast.actor("guo_liang"))
    assert set(codes) == {"acceptance.people_unverified", "acceptance.employment_pending"}


def test_open_serious_finding_stops_the_second_confirmation(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.TRAINING_CONFIRMED)
    Inspection.objects.filter(training_class=acceptance.training_class_id, kind="on_site").update(
        state=InspectionState.RECTIFYING,
        severity=Severity.SERIOUS,
        rectification="补齐器材",
        rectify_by=date(2026, 6, 30),
    )
    assert "inspection.serious_open" in refusal(confirm_inspection, acceptance, cast.actor("guo_liang"))


def test_one_person_does_not_confirm_for_both_groups(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.TRAINING_CONFIRMED)
    codes = refusal(confirm_inspection, acceptance, cast.actor("li_jing"))
    assert codes[0] == "acceptance.wrong_role"


def test_material_is_not_received_before_box_and_finance_are_registered(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.SYSTEM_CONFIRMED)
    assert "acceptance.finance_not_seen" in refusal(receive_acceptance, acceptance, cast.actor("wu_fang"))
    record_archive_facts(
        acceptance, actor=cast.actor("wu_fang"), box_number="2026-7", finance_is_in_order=True
    )
    assert receive_acceptance(acceptance, actor=cast.actor("wu_fang")).state == AcceptanceState.RECEIVED


def test_confirmer_of_the_archive_does_not_confirm_it_in_the_system_as_well(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.APPROVED)
    codes = refusal(confirm_acceptance_in_system, acceptance, cast.actor("li_jing"))
    assert set(codes) == {"acceptance.same_person"}
    confirmed = confirm_acceptance_in_system(acceptance, actor=cast.actor("hao_ping"))
    assert confirmed.state == AcceptanceState.SYSTEM_CONFIRMED


@pytest.mark.parametrize("name", ["li_jing", "hao_ping"])
def test_receiver_of_the_material_signed_no_earlier_step(cast: Cast, name: str) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.SYSTEM_CONFIRMED)
    actor = cast.actor(name)
    record_archive_facts(acceptance, actor=actor, box_number="2026-012", finance_is_in_order=True)
    assert set(refusal(receive_acceptance, acceptance, actor)) == {"acceptance.same_person"}


def test_database_refuses_a_receiver_who_confirmed(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.SYSTEM_CONFIRMED)
    with pytest.raises(DatabaseError, match="receiver_is_another"), transaction.atomic():
        Acceptance.objects.filter(pk=acceptance.pk).update(received_by=cast["li_jing"])


def test_return_needs_words_and_sets_a_date_in_working_days(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.SUBMITTED)
    li_jing = cast.actor("li_jing")
    assert refusal(return_acceptance, acceptance, li_jing, comment=" ") == ("acceptance.comment_required",)
    returned = return_acceptance(acceptance, actor=li_jing, comment="第 9 项缺 5 月 7 日签到表。")
    assert returned.correction_due_on == date(2026, 6, 26)
    returned.training_class.refresh_from_db()
    assert returned.training_class.state == ClassState.ACCEPTANCE_FAILED


def test_returned_archive_is_handed_in_again_only_after_every_deficiency_is_mended(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.SUBMITTED)
    item = acceptance.items.get(order=9)
    mark_deficiency(item, actor=cast.actor("li_jing"), deficiency="缺 5 月 7 日下午")
    returned = return_acceptance(acceptance, actor=cast.actor("li_jing"), comment="见第 9 项。")
    manager = cast.actor("qihang_manager")
    assert "acceptance.archive_incomplete" in refusal(submit_acceptance, returned, manager)
    fill_archive_item(item, actor=manager, is_present=True, pages="30-52")
    assert submit_acceptance(returned, actor=manager).state == AcceptanceState.SUBMITTED


def test_signatures_of_the_first_round_do_not_count_in_the_second(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.TRAINING_CONFIRMED)
    returned = return_acceptance(acceptance, actor=cast.actor("guo_liang"), comment="就业证明不全。")
    again = submit_acceptance(returned, actor=cast.actor("qihang_manager"))
    assert again.training_confirmed_by is None
    codes = refusal(confirm_inspection, again, cast.actor("guo_liang"))
    assert codes[0] == "acceptance.wrong_state"


def test_institution_marks_no_deficiency_and_bureau_fills_no_line(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.SUBMITTED)
    item = ArchiveItem.objects.filter(acceptance=acceptance).earliest("order")
    with pytest.raises(NotAllowed):
        mark_deficiency(item, actor=cast.actor("qihang_manager"), deficiency="甲")
    with pytest.raises(NotAllowed):
        fill_archive_item(item, actor=cast.actor("li_jing"), is_present=True, pages="1")


def test_deficiency_is_marked_only_while_the_archive_is_examined(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.DRAFT)
    bind_archive(acceptance)
    with pytest.raises(NotNow):
        mark_deficiency(acceptance.items.get(order=1), actor=cast.actor("li_jing"), deficiency="甲")


def test_papers_of_the_claim_are_asked_for_after_it_and_not_at_acceptance(cast: Cast) -> None:
    manager = cast.actor("qihang_manager")
    acceptance = make_acceptance(cast, AcceptanceState.DRAFT)
    later = acceptance.items.get(comes_after_claim=True)
    assert (later.order, acceptance_page(acceptance, manager).present) == (18, 18)
    codes = refusal(fill_archive_item, later, manager, is_present=True, pages="90-99")
    assert codes == ("acceptance.item_comes_later",)
    TrainingClass.objects.filter(pk=acceptance.training_class_id).update(state=ClassState.CLAIMING)
    later.refresh_from_db()
    assert fill_archive_item(later, actor=manager, is_present=True, pages="90-99").is_present


def test_the_list_is_saved_at_once_and_only_what_changed_is_written(cast: Cast) -> None:
    acceptance = open_acceptance(make_examined_class(cast), actor=cast.actor("qihang_manager"))
    first, second, *rest = acceptance.items.order_by("order")
    lines = [ArchiveLine(first, True, "1-2"), ArchiveLine(second, True, "3"), ArchiveLine(rest[0], False, "")]
    assert fill_archive(acceptance, actor=cast.actor("qihang_manager"), lines=lines) == 2
    wrong = [ArchiveLine(rest[1], True, "9"), ArchiveLine(rest[2], True, " ")]
    with pytest.raises(Invalid):
        fill_archive(acceptance, actor=cast.actor("qihang_manager"), lines=wrong)
    assert acceptance.items.filter(is_present=True).count() == 2
