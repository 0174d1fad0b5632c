"""A roster in one go: the statements do not grow with the people, and nobody is passed over or done by halves."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.audit.models import Entry
from foundation.audit.queries import verify_chain
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.national_codes import mask_identity_number
from tests.builders.trainees import (
    certificate_number,
    identity_number,
    make_application,
    make_checked_group,
    make_group_under_review,
    make_passed_group,
    number_group,
    person_name,
    phone_number,
)
from tests.cast import Cast
from trainees.enums import ApplicationState as S
from trainees.models import Application, Person
from trainees.operations import (
    Applicant,
    RowsRefused,
    assign_group_numbers,
    enter_roster,
    pass_eligible,
    pass_group,
    send_application_for_review,
    send_group_for_review,
)
from trainees.operations.entry import ApplicationFacts
from trainees.queries import group_applications

FEW, MANY = 4, 40  # SQLite writes some forty rows per statement
ALLOWED_MORE = 8
GROUP = uuid.UUID(int=7)

pytestmark = pytest.mark.usefixtures("on_18_june_2026")


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def applicants(heads: int, start: int, **facts: object) -> dict[int, Applicant]:
    return {row: applicant(start + row, **facts) for row in range(heads)}


def applicant(serial: int, **changes: object) -> Applicant:
    facts: ApplicationFacts = {
        "occupation_code": "4-10-01-05",
        "occupation_name": "养老护理员",
        "level": "5",
        "category": "rural_migrant",
        "education": "junior",
        "group_id": GROUP,
        "group_title": "养老护理员（初级）2026年第7期",
        "address": f"示例村 {serial} 号",
        "promise_signed_on": date(2026, 6, 10),
        "unemployment_checked_on": date(2026, 6, 10),
        **changes,  # type: ignore[typeddict-item]  # what a test changes
    }
    return Applicant(identity_number(serial), person_name(serial), phone_number(serial), facts)


def enter(cast: Cast, rows: dict[int, Applicant], who: str = "qihang_manager") -> int:
    owner = cast.organisations["qihang"].pk
    return enter_roster(rows, actor=cast.actor(who), institution_id=owner, group_id=GROUP)


def entering(cast: Cast, heads: int, start: int) -> int:
    return statements(lambda: enter(cast, applicants(heads, start)))


def sending(cast: Cast, heads: int, start: int) -> int:
    group = make_checked_group(cast, heads, start=start)
    return statements(lambda: send_group_for_review(group, actor=cast.actor("qihang_manager")))


def numbering(cast: Cast, heads: int, start: int) -> int:
    group = make_group_under_review(cast, heads, start=start)
    return statements(lambda: number_group(cast, group))


def passing(cast: Cast, heads: int, start: int) -> int:
    group = make_group_under_review(cast, heads, start=start)
    number_group(cast, group)
    return statements(lambda: pass_eligible(group, actor=cast.actor("zhou_min")))


@pytest.mark.parametrize("work", [entering, sending, numbering, passing])
def test_statements_do_not_grow_with_the_people(cast: Cast, work: Callable[[Cast, int, int], int]) -> None:
    few, many = work(cast, FEW, 1), work(cast, MANY, 101)
    assert many <= few + ALLOWED_MORE


def test_a_roster_is_sent_as_if_each_had_been_sent_by_himself(cast: Cast) -> None:
    together, apart = make_checked_group(cast, 3), make_checked_group(cast, 3, start=11)
    manager = cast.actor("qihang_manager")

    send_group_for_review(together, actor=manager)
    for application in group_applications(apart):
        send_application_for_review(application, actor=manager)

    assert as_they_are(together) == as_they_are(apart) == [(S.UNDER_REVIEW, 4, True)] * 3
    assert traces(together) == traces(apart)
    assert verify_chain().is_whole


def as_they_are(group: UUID) -> list[tuple[str, int, bool]]:
    return [(each.state, each.version, bool(each.compared_at)) for each in group_applications(group)]


def traces(group: UUID) -> list[tuple[object, ...]]:
    """What is recorded about each, in order, without what is his own and without the entry of the list."""
    columns = ("action", "from_state", "to_state", "detail", "actor_name")
    return [
        tuple(
            Entry.objects.of_record("trainees.application", each.pk)
            .filter(action__in=["application.register", "application.check", "application.send_for_review"])
            .values_list(*columns)
        )
        for each in group_applications(group)
    ]


def test_the_entry_of_each_says_how_many_findings_are_open_about_him(cast: Cast) -> None:
    make_group_under_review(cast, 1, institution="huineng", phone="13900000001")
    group = make_group_under_review(cast, 2)
    found = Entry.objects.filter(action="application.send_for_review", case_id=group).order_by("seq")
    assert [entry.detail["open_hits"] for entry in found] == [1, 0]


def test_one_without_a_number_keeps_all_waiting_and_is_named(cast: Cast) -> None:
    group = make_group_under_review(cast, 3)
    people = list(group_applications(group))
    numbers = {each.pk: certificate_number(each) for each in people[:2]}
    assign_group_numbers(group, actor=cast.actor("zhou_min"), numbers=numbers)

    with pytest.raises(NotNow) as refusal:
        pass_group(group, actor=cast.actor("zhou_min"))

    (reason,) = refusal.value.reasons
    assert refusal.value.code == reason.code == "application.certificate_number_missing"
    assert people[2].person.masked_name in reason.message
    assert {each.state for each in group_applications(group)} == {S.UNDER_REVIEW}
    assert not Entry.objects.filter(action="application.pass").exists()


def test_numbers_of_a_list_leave_a_trace_each(cast: Cast) -> None:
    group = make_passed_group(cast, 3)
    entries = Entry.objects.filter(action="application.assign_number").order_by("seq")
    numbers = [certificate_number(each) for each in group_applications(group)]
    assert [entry.detail for entry in entries] == [
        {"before": "", "certificate_number": mask_identity_number(number)} for number in numbers
    ]


def test_no_trace_of_the_review_holds_a_whole_certificate_number(cast: Cast) -> None:
    group = make_passed_group(cast, 2)
    numbers = [certificate_number(each) for each in group_applications(group)]
    passed = Entry.objects.filter(action="application.pass").order_by("seq")
    assert [entry.detail for entry in passed] == [
        {"certificate_number": mask_identity_number(number)} for number in numbers
    ]
    kept = str(list(Entry.objects.values_list("detail", "title", "comment")))
    assert not [number for number in numbers if number in kept]


# --- a roster entered ---


def test_everybody_on_a_list_has_applied_and_been_checked(cast: Cast) -> None:
    assert enter(cast, applicants(3, 1)) == 3

    people = list(group_applications(GROUP))
    assert {each.state for each in people} == {S.INSTITUTION_CHECKED}
    assert [each.phone.reveal(each) for each in people] == [phone_number(serial) for serial in (1, 2, 3)]
    done = Entry.objects.of_record("trainees.application", people[0].pk).values_list("action", flat=True)
    assert list(done) == ["application.enter", "application.register", "application.check"]


def test_entering_a_list_again_changes_nothing_and_says_nothing(cast: Cast) -> None:
    enter(cast, applicants(3, 1))
    before = Entry.objects.count()

    assert enter(cast, applicants(3, 1)) == 0
    assert Entry.objects.count() == before


def test_only_what_differs_is_brought_up_to_date_and_recorded(cast: Cast) -> None:
    enter(cast, applicants(2, 1))
    rows = applicants(2, 1)
    rows[1] = applicant(2, education="college", address="示例村 22 号")

    enter(cast, rows)

    one, two = group_applications(GROUP)
    assert (one.education, two.education) == ("junior", "college")
    assert two.address.reveal(two) == "示例村 22 号"
    entry = Entry.objects.get(action="application.correct")
    assert (entry.object_id, entry.detail) == (str(two.pk), {"fields": ["address", "education"]})


def test_whom_the_bureau_has_in_hand_stays_as_he_is(cast: Cast) -> None:
    enter(cast, applicants(2, 1))
    send_group_for_review(GROUP, actor=cast.actor("qihang_manager"))

    enter(cast, {1: applicant(1, education="college"), 2: applicant(3)})

    found = {each.phone.reveal(each): (each.education, each.state) for each in group_applications(GROUP)}
    assert found == {
        phone_number(1): ("junior", S.UNDER_REVIEW),
        phone_number(2): ("junior", S.UNDER_REVIEW),
        phone_number(3): ("junior", S.INSTITUTION_CHECKED),
    }


def test_every_row_that_cannot_be_entered_is_told_and_none_is(cast: Cast) -> None:
    make_application(cast, 1, institution="huineng")
    rows = {
        2: Applicant(identity_number(1), "李四维", phone_number(1), applicant(1).facts),
        3: applicant(2),
        4: applicant(2),
        5: Applicant(identity_number(4), person_name(4), "12", applicant(4).facts),
        6: applicant(5, category="rich"),
        7: Applicant("1411", "王五", phone_number(6), applicant(6).facts),
    }

    with pytest.raises(RowsRefused) as refused:
        enter(cast, rows)

    assert {number: refusal.code for number, refusal in refused.value.refusals.items()} == {
        2: "person.name_differs",
        4: "application.already_in_group",
        5: "phone.unreadable",
        6: "application.category_unknown",
        7: "identity.length",
    }
    assert refused.value.reasons[0].message.startswith("第 2 行：")
    assert (Application.objects.count(), Person.objects.count()) == (1, 1)


def test_incomplete_forms_keep_the_whole_list_out(cast: Cast) -> None:
    rows = {1: applicant(1), 2: applicant(2, promise_signed_on=None)}

    with pytest.raises(NotNow) as refusal:
        enter(cast, rows)

    assert refusal.value.code == "application.incomplete"
    assert refusal.value.reasons[0].message.startswith(f"{person_name(2)[0]}*")
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("who", "code"), [("li_jing", "role.missing"), ("huineng_manager", "application.foreign_institution")]
)
def test_a_list_is_entered_by_its_own_institution(cast: Cast, who: str, code: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        enter(cast, applicants(1, 1), who)
    assert refusal.value.code == code


def test_a_number_that_belongs_to_somebody_else_is_found_in_a_list_too(cast: Cast) -> None:
    group = make_group_under_review(cast, 2)
    first, second = group_applications(group)
    zhou = cast.actor("zhou_min")
    assign_group_numbers(group, actor=zhou, numbers={first.pk: "1411210000000001"})
    with pytest.raises(Invalid) as refusal:
        assign_group_numbers(group, actor=zhou, numbers={second.pk: "1411210000000001"})
    assert refusal.value.codes == ("application_group.numbers_wrong", "application.number_taken")
    assert refusal.value.reasons[0].link == f"#row-{second.pk}"
