"""疑似重复人员 on the page: listed, looked at side by side, decided, and seen by nobody outside the bureau."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.audit.models import Entry, Result
from tests.builders.trainees import identity_number, make_application, old_form
from tests.cast import Cast
from tests.conftest import SignIn
from tests.trainees.test_duplicates import TYPED, make_pair, one_digit_off
from trainees.enums import DuplicateState
from trainees.models import DuplicateCase, Person
from trainees.operations import record_duplicates
from trainees.operations.entry import find_or_create_people

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def page(name: str, case: DuplicateCase | None = None) -> str:
    return reverse(f"trainees:{name}", args=[case.pk] if case else [])


@pytest.mark.parametrize("size", [5, 50])
def test_list_takes_the_same_queries_for_5_and_50_pairs(cast: Cast, sign_in: SignIn, size: int) -> None:
    numbers = [identity_number(n, birth=date(1970, 1 + n % 12, 1 + n % 28)) for n in range(1, size + 1)]
    typed = [(number, f"吕{n}") for n, number in enumerate(numbers)]
    people, _ = find_or_create_people(
        dict(enumerate([*typed, *((one_digit_off(n), who) for n, who in typed)]))
    )
    record_duplicates(people.values())
    client = sign_in("zhou_min")
    client.get(page("duplicate_list"))

    with CaptureQueriesContext(connection) as queries:
        shown = client.get(page("duplicate_list") + "?per_page=50").content.decode()

    assert shown.count('<th scope="row" class="name">') == size
    assert len(queries) <= 12


def test_both_records_stand_side_by_side_with_the_reasons_and_no_full_number(
    cast: Cast, sign_in: SignIn
) -> None:
    case = make_pair(cast)

    shown = sign_in("zhou_min").get(page("duplicate_detail", case)).content.decode()

    assert "证件号只差一位；姓名相同，一方用拼音代替汉字；出生日期相同" in shown
    assert "启航学校" in shown
    assert "汇能学校" in shown
    assert TYPED["identity_number"] not in shown


def test_both_numbers_are_shown_for_a_reason_and_leave_two_traces(cast: Cast, sign_in: SignIn) -> None:
    case, client = make_pair(cast), sign_in("zhou_min")

    assert client.post(page("duplicate_reveal", case), {"reason": ""}).status_code == 422
    shown = client.post(page("duplicate_reveal", case), {"reason": "对照身份证"}).content.decode()

    assert TYPED["identity_number"] in shown
    assert one_digit_off(TYPED["identity_number"]) in shown
    assert Entry.objects.filter(action="person.reveal", result=Result.READ).count() == 2


def test_pair_is_merged_by_two_people_on_their_pages_and_the_old_page_leads_to_the_kept_one(
    cast: Cast, sign_in: SignIn
) -> None:
    case = make_pair(cast)
    kept, merged = Person.objects.get(name="吕小英"), Person.objects.get(name="LV小英")
    officer, head = sign_in("zhou_min"), sign_in("wang_jianming")

    proposal = {"verb": "propose_merge", "kept": kept.pk, "comment": ""}
    wrong = officer.post(page("duplicate_propose", case), proposal)
    officer.post(page("duplicate_propose", case), {**proposal, "comment": "已核对身份证原件"})
    head.post(page("duplicate_perform", case), {"verb": "confirm_merge"})

    assert wrong.status_code == 422
    assert DuplicateCase.objects.get().state == DuplicateState.MERGED
    assert officer.get(merged.get_absolute_url()).headers["Location"] == kept.get_absolute_url()
    listed = officer.get(reverse("trainees:person_list")).content.decode()
    assert (str(kept.pk) in listed, str(merged.pk) in listed) == (True, False)


def test_after_a_merge_each_institution_still_sees_its_own_record_and_no_other(
    cast: Cast, sign_in: SignIn
) -> None:
    case = make_pair(cast)
    kept, merged = Person.objects.get(name="吕小英"), Person.objects.get(name="LV小英")
    Person.objects.filter(pk=merged.pk).update(merged_into=kept)

    own = sign_in("huineng_manager").get(merged.get_absolute_url())

    assert own.status_code == 200
    assert kept.identity_masked not in own.content.decode()
    assert "启航" not in own.content.decode()
    assert sign_in("huineng_manager").get(kept.get_absolute_url()).status_code == 404
    assert sign_in("huineng_manager").get(page("duplicate_detail", case)).status_code == 403


def test_record_that_no_comparison_finds_is_reported_by_its_number(cast: Cast, sign_in: SignIn) -> None:
    person, other = make_application(cast, 1).person, make_application(cast, 2).person
    client = sign_in("zhou_min")
    address = reverse("trainees:duplicate_report", args=[person.pk])
    typed = {"identity_number": other.identity_number.reveal(other), "reason": "改名，已核对户口簿"}

    assert client.post(address, {**typed, "reason": ""}).status_code == 422
    unknown = client.post(address, {**typed, "identity_number": identity_number(77)})
    assert (unknown.status_code, typed["reason"] in unknown.content.decode()) == (422, True)
    assert [*unknown.context["form"].errors] == ["identity_number"]
    answer = client.post(address, typed | {"identity_number": old_form(typed["identity_number"])})
    record_duplicates([person, other])

    case = DuplicateCase.objects.get()
    assert answer.headers["Location"] == case.get_absolute_url()
    assert (case.words, case.state) == (["经办人登记"], DuplicateState.OPEN)
