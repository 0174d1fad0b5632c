"""疑似重复人员: found over institutions and spellings, decided by two people, joined and taken apart again (F1)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.national_codes import identity_check_digit
from foundation.workflow.registry import operation_of
from tests.builders.trainees import (
    identity_number,
    make_application,
    make_checked_group,
    make_group_under_review,
    number_group,
)
from tests.cast import Cast
from trainees.enums import DuplicateState, DuplicateVerb
from trainees.models import Application, CrossCheckHit, DuplicateCase, Person
from trainees.operations import (
    confirm_merge,
    correct_person_name,
    pass_application,
    propose_merge,
    record_duplicates,
    return_merge,
    set_apart,
    unmerge_people,
)
from trainees.operations.entry import find_or_create_people, find_or_create_person
from trainees.queries import find_duplicates, find_hits, group_applications, others_of, records_of
from trainees.workflow import DUPLICATE

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")

TYPED: dict[str, Any] = {"name": "吕小英", "identity_number": identity_number(11)}
ELSEWHERE: dict[str, Any] = {"institution": "huineng", "phone": "13900000001"}


def one_digit_off(number: str) -> str:
    """The same person with the last digit of the region mistyped; it adds up again."""
    body = f"{number[:5]}{(int(number[5]) + 1) % 10}{number[6:17]}"
    return body + identity_check_digit(body)


def other_sequence(number: str) -> str:
    """Another number of the same region, day and sex."""
    body = f"{number[:14]}{(int(number[14:17]) + 222) % 1000:03}"
    return body + identity_check_digit(body)


def make_pair(cast: Cast, **facts: Any) -> DuplicateCase:
    """吕小英 at 启航 and, in pinyin and with a mistyped number, at 汇能."""
    make_application(cast, 11, **(TYPED | facts))
    number = one_digit_off(TYPED["identity_number"])
    make_application(cast, 11, **ELSEWHERE, name="LV小英", identity_number=number)
    return DuplicateCase.objects.get()


def merged(cast: Cast, case: DuplicateCase) -> DuplicateCase:
    kept = Person.objects.get(name="吕小英").pk
    case = propose_merge(case, actor=cast.actor("zhou_min"), kept=kept, comment="已核对身份证")
    return confirm_merge(case, actor=cast.actor("wang_jianming"))


def test_near_duplicate_at_another_institution_is_written_down_with_its_reasons(cast: Cast) -> None:
    case = make_pair(cast)

    assert (case.verdict, case.state) == ("likely", DuplicateState.OPEN)
    assert case.reasons == ["number_one_digit", "name_romanised", "birth_same"]


def test_exact_duplicate_in_another_spelling_is_the_same_person(cast: Cast) -> None:
    make_application(cast, 11, **TYPED)
    make_application(cast, 11, **ELSEWHERE, name="LYU小英", identity_number=TYPED["identity_number"])

    assert (Person.objects.count(), DuplicateCase.objects.count()) == (1, 0)


def test_institution_sees_nothing_of_it(cast: Cast) -> None:
    make_pair(cast)

    assert not DuplicateCase.objects.visible_to(cast.actor("qihang_manager")).exists()
    assert not DuplicateCase.objects.visible_to(cast.actor("supervisor_bai")).exists()


def test_five_hundred_duplicates_over_three_institutions_and_two_spellings_are_all_flagged(
    cast: Cast,
) -> None:
    """A third is the same number in another spelling, a third a mistyped one, a third another number of that day."""
    known = _entered({n: (_number(n), f"吕{_given(n)}") for n in range(500)}, cast, "qihang")
    typed = {n: (_mistyped(n), f"LV{_given(n)}") for n in range(500)}
    again = _entered(typed, cast, "huineng", "third")

    with CaptureQueriesContext(connection) as queries:
        near = {each.pair for each in find_duplicates([a.person for a in again])}

    exact = {hit.application_id for hit in find_hits(again) if hit.kind == "other_institution"}
    pairs = [
        (min(a.person_id, b.person_id), max(a.person_id, b.person_id))
        for a, b in zip(known, again, strict=True)
    ]
    assert sum(pair in near or b.pk in exact for pair, b in zip(pairs, again, strict=True)) == 500
    assert len(exact) == 167
    assert len(queries) == 2  # who shares a telephone, and who sounds alike or is born on one of the days


def _number(n: int) -> str:
    return identity_number(n + 1, birth=date(1965 + n % 40, 1 + n % 12, 1 + n % 28))


def _given(n: int) -> str:
    return "小秀建海志丽晓玉春国"[n % 10] + "英兰军燕刚萍东珍华平"[n // 10 % 10] + "芳梅红强伟"[n // 100]


def _mistyped(n: int) -> str:
    """By turns: in full width, with one digit wrong, and with another sequence of the same day."""
    number = _number(n)
    if n % 3 == 0:
        return "".join(chr(ord(char) + 0xFEE0) for char in number)
    return one_digit_off(number) if n % 3 == 1 else other_sequence(number)


def _entered(rows: dict[int, tuple[str, str]], cast: Cast, *institutions: str) -> list[Application]:
    people, refusals = find_or_create_people(rows)
    assert refusals == {}
    places = [cast.organisations[name].pk for name in institutions]
    facts: dict[str, Any] = {
        "occupation_code": "1",
        "level": "5",
        "category": "graduate",
        "education": "senior",
    }
    return Application.objects.bulk_create(
        Application(person=person, institution_id=places[n % len(places)], **facts)
        for n, person in people.items()
    )


def test_merged_number_leads_to_the_kept_record_and_both_histories_count(cast: Cast) -> None:
    case = merged(cast, make_pair(cast))
    kept = Person.objects.get(name="吕小英")

    assert find_or_create_person(one_digit_off(TYPED["identity_number"]), "吕小英") == kept
    assert set(records_of([kept.pk])) == {case.first_id, case.second_id}
    other = ({case.first_id, case.second_id} - {kept.pk}).pop()
    assert others_of([other]) == {other: other, kept.pk: other}
    assert others_of([other, kept.pk]) == {other: kept.pk, kept.pk: kept.pk}
    again = one_digit_off(TYPED["identity_number"])
    group = make_checked_group(cast, 1, **TYPED)
    with pytest.raises(Invalid) as refusal:
        make_application(cast, 11, name="LV小英", identity_number=again, group_id=group)
    assert refusal.value.code == "application.already_in_group"


def test_comparison_of_a_merged_person_sees_what_was_applied_for_under_the_other_number(cast: Cast) -> None:
    group = make_group_under_review(cast, 1, **TYPED)
    number = one_digit_off(TYPED["identity_number"])
    make_application(cast, 11, **ELSEWHERE, name="LV小英", identity_number=number)
    assert not CrossCheckHit.objects.filter(kind="other_institution").exists()

    case = merged(cast, DuplicateCase.objects.get())
    assert CrossCheckHit.objects.filter(kind="other_institution", application__group_id=group).exists()

    unmerge_people(case, actor=cast.actor("wang_jianming"), comment="经核实为两人")
    assert not CrossCheckHit.objects.filter(kind="other_institution").exists()


def test_merging_and_unmerging_leaves_everything_as_it_was(cast: Cast) -> None:
    case = make_pair(cast)
    before = _everything()

    unmerge_people(merged(cast, case), actor=cast.actor("wang_jianming"), comment="合并有误，是两个人")

    assert _everything() == before
    assert DuplicateCase.objects.get().state == DuplicateState.OPEN


def test_merges_that_rest_on_each_other_come_apart_in_the_order_of_their_making(cast: Cast) -> None:
    first = merged(cast, make_pair(cast))
    third = make_application(
        cast, 12, name="呂小英", identity_number=other_sequence(TYPED["identity_number"])
    ).person
    later = DuplicateCase.objects.exclude(pk=first.pk).get()
    later = propose_merge(later, actor=cast.actor("zhou_min"), kept=third.pk, comment="已核对身份证")
    later = confirm_merge(later, actor=cast.actor("wang_jianming"))
    assert set(Person.objects.exclude(pk=third.pk).values_list("merged_into", flat=True)) == {third.pk}

    with pytest.raises(NotNow) as refusal:
        unmerge_people(first, actor=cast.actor("wang_jianming"), comment="合并有误")
    assert refusal.value.code == "duplicate.merged_on"
    unmerge_people(later, actor=cast.actor("wang_jianming"), comment="合并有误")
    unmerge_people(first, actor=cast.actor("wang_jianming"), comment="合并有误")
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def _everything() -> list[Any]:
    return [
        list(Person.objects.order_by("pk").values_list("pk", "merged_into", "name", "identity_index")),
        list(Application.objects.order_by("pk").values_list("pk", "person", "state")),
    ]


def test_whoever_proposes_a_merge_does_not_confirm_it(cast: Cast) -> None:
    case = make_pair(cast)
    case = propose_merge(case, actor=cast.actor("zhou_min"), kept=case.first_id, comment="已核对身份证")

    with pytest.raises(NotAllowed) as refusal:
        confirm_merge(case, actor=cast.actor("zhou_min"))
    assert refusal.value.code == "duplicate.wrong_role"
    assert return_merge(case, actor=cast.actor("wang_jianming"), comment="请附身份证").state == "open"


def test_both_on_one_roster_cannot_be_merged_before_one_is_taken_off(cast: Cast) -> None:
    group = make_checked_group(cast, 1, **TYPED)
    number = one_digit_off(TYPED["identity_number"])
    make_application(cast, 11, name="LV小英", identity_number=number, group_id=group, position=2)
    case = DuplicateCase.objects.get()

    with pytest.raises(NotNow) as refusal:
        propose_merge(case, actor=cast.actor("zhou_min"), kept=case.first_id, comment="同一人")
    assert refusal.value.code == "duplicate.both_on_one_roster"


def test_pair_set_apart_is_asked_about_again_only_when_more_speaks_for_it(cast: Cast) -> None:
    case = make_pair(cast)
    set_apart(case, actor=cast.actor("zhou_min"), comment="双胞胎，已核对户口簿")
    record_duplicates(case.pair)
    assert DuplicateCase.objects.get().state == DuplicateState.APART

    pinyin = Person.objects.get(name="LV小英")
    correct_person_name(pinyin, actor=cast.actor("zhou_min"), name="吕小英", reason="身份证")

    again = DuplicateCase.objects.get()
    assert (again.state, "name_same" in again.reasons) == (DuplicateState.OPEN, True)


def test_open_pair_that_no_longer_looks_alike_is_dropped(cast: Cast) -> None:
    make_pair(cast)

    correct_person_name(
        Person.objects.get(name="LV小英"), actor=cast.actor("zhou_min"), name="武秀兰", reason="身份证"
    )

    assert not DuplicateCase.objects.exists()


def test_likely_duplicate_is_decided_before_the_person_passes(cast: Cast) -> None:
    group = make_group_under_review(cast, 1, **TYPED)
    number_group(cast, group)
    number = one_digit_off(TYPED["identity_number"])
    make_application(cast, 11, **ELSEWHERE, name="LV小英", identity_number=number)

    with pytest.raises(NotNow) as refusal:
        pass_application(group_applications(group).get(), actor=cast.actor("zhou_min"))
    assert refusal.value.code == "application.duplicate_open"
    set_apart(DuplicateCase.objects.get(), actor=cast.actor("zhou_min"), comment="已核对身份证，两人")
    assert pass_application(group_applications(group).get(), actor=cast.actor("zhou_min")).state == "passed"


@pytest.mark.parametrize("verb", list(DuplicateVerb))
def test_nobody_else_decides(cast: Cast, verb: DuplicateVerb) -> None:
    case = make_pair(cast)
    source = DUPLICATE.transition(verb).sources[0]
    DuplicateCase.objects.filter(pk=case.pk).update(state=source, kept=case.first)
    facts = {"kept": case.first_id} if verb == DuplicateVerb.PROPOSE_MERGE else {}
    for who in ("qihang_manager", "li_jing", "zhang_wei", "sun_guodong", "cheng_hua"):
        with pytest.raises(NotAllowed):
            operation_of(DUPLICATE, verb)(case, actor=cast.actor(who), comment="试试", **facts)
