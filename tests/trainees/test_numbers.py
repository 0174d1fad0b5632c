"""办理就业创业证编号: single, in the table, from a workbook."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.tabular import write_sheet
from tests.builders.trainees import (
    certificate_number,
    identity_number,
    make_application,
    make_group_under_review,
    make_passed_group,
)
from tests.cast import Cast
from trainees.models import Application, Person
from trainees.operations import (
    NUMBER_COLUMNS,
    assign_certificate_number,
    assign_group_numbers,
    import_certificate_numbers,
    join_class,
    record_voucher,
)
from trainees.operations.entry import identity_index
from trainees.queries import group_applications


def workbook(rows: list[tuple[int, str, str]]) -> bytes:
    return write_sheet(NUMBER_COLUMNS, rows, title="编号")


def people(group: uuid.UUID) -> list[Application]:
    return list(group_applications(group))


def test_number_is_taken_in_its_normal_form(cast: Cast) -> None:
    application = make_application(cast)
    saved = assign_certificate_number(
        application, actor=cast.actor("zhou_min"), number=" １４１１210000000001 "
    )
    assert saved.employment_certificate_number == "1411210000000001"


@pytest.mark.parametrize("number", ["", "12345", "1411210000000001*", "编号1234567", "1" * 25])
def test_unreadable_number_is_refused(cast: Cast, number: str) -> None:
    with pytest.raises(Invalid) as refusal:
        assign_certificate_number(make_application(cast), actor=cast.actor("zhou_min"), number=number)
    assert refusal.value.code == "application.number_unreadable"


def test_number_of_somebody_else_is_refused_but_not_ones_own_from_another_year(cast: Cast) -> None:
    officer = cast.actor("zhou_min")
    assign_certificate_number(make_application(cast, 1), actor=officer, number="1411210000000001")
    again = assign_certificate_number(make_application(cast, 1), actor=officer, number="1411210000000001")
    assert again.employment_certificate_number == "1411210000000001"
    with pytest.raises(Invalid) as refusal:
        assign_certificate_number(make_application(cast, 2), actor=officer, number="1411210000000001")
    assert refusal.value.code == "application.number_taken"
    Person.objects.filter(identity_index=identity_index(identity_number(1))).update(
        merged_into=make_application(cast, 2).person
    )
    same = assign_certificate_number(make_application(cast, 2), actor=officer, number="1411210000000001")
    assert same.employment_certificate_number == "1411210000000001"


def test_only_the_qualification_group_numbers_and_only_before_class(
    cast: Cast, on_18_june_2026: date
) -> None:
    group, system = make_passed_group(cast, 1), cast.actor("zhou_min").as_system()
    application = join_class(record_voucher(people(group)[0], actor=system), actor=system)
    with pytest.raises(NotAllowed) as role:
        assign_certificate_number(application, actor=cast.actor("li_jing"), number="1411210000000009")
    with pytest.raises(NotNow) as state:
        assign_certificate_number(application, actor=cast.actor("zhou_min"), number="1411210000000009")
    assert (role.value.code, state.value.code) == ("role.missing", "application.number_closed")


def test_table_is_saved_whole_or_not_at_all(cast: Cast, on_18_june_2026: date) -> None:
    group, officer = make_group_under_review(cast, 3), cast.actor("zhou_min")
    first, second, third = people(group)
    wrong = {first.pk: certificate_number(first), second.pk: "12", third.pk: "?"}
    with pytest.raises(Invalid) as refusal:
        assign_group_numbers(group, actor=officer, numbers=wrong)
    assert refusal.value.codes[1:] == ("application.number_unreadable",) * 2
    assert {a.employment_certificate_number for a in people(group)} == {""}
    right = {first.pk: certificate_number(first), second.pk: "", uuid.uuid4(): "1411210000000099"}
    assert [assign_group_numbers(group, actor=officer, numbers=right) for _ in range(2)] == [1, 0]


def test_same_number_for_two_people_is_refused_before_anything_is_written(
    cast: Cast, on_18_june_2026: date
) -> None:
    group = make_group_under_review(cast, 2)
    numbers = {a.pk: "1411210000000001" for a in people(group)}
    with pytest.raises(Invalid) as refusal:
        assign_group_numbers(group, actor=cast.actor("zhou_min"), numbers=numbers)
    assert refusal.value.code == "application_group.number_twice"


def test_workbook_is_matched_by_place_and_name(cast: Cast, on_18_june_2026: date) -> None:
    group = make_group_under_review(cast, 3)
    rows = [(a.position or 0, f" {a.person.name}", certificate_number(a)) for a in people(group)]
    rows[2] = (*rows[2][:2], "")
    assert import_certificate_numbers(group, actor=cast.actor("zhou_min"), workbook=workbook(rows)) == 2
    assert [bool(a.employment_certificate_number) for a in people(group)] == [True, True, False]


def test_row_that_fits_nobody_spoils_the_import(cast: Cast, on_18_june_2026: date) -> None:
    group = make_group_under_review(cast, 2)
    first, second = people(group)
    rows = [(1, first.person.name, certificate_number(first)), (2, "王五", certificate_number(second))]
    with pytest.raises(Invalid) as refusal:
        import_certificate_numbers(group, actor=cast.actor("zhou_min"), workbook=workbook(rows))
    assert refusal.value.codes == ("number_import.rows_wrong", "number_import.nobody")
    assert people(group)[0].employment_certificate_number == ""


def test_workbook_without_the_columns_is_refused(cast: Cast, on_18_june_2026: date) -> None:
    group = make_group_under_review(cast, 1)
    other = write_sheet(NUMBER_COLUMNS[:2], [(1, "张三")], title="别的表")
    with pytest.raises(Invalid):
        import_certificate_numbers(group, actor=cast.actor("zhou_min"), workbook=other)
