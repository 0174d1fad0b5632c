"""五源对账 as a rule: every planted mismatch is named with both proofs, half-days that agree are silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

import pytest

from subsidies.rules.half_day import (
    TITLES,
    TO_BE_MENDED,
    Code,
    Difference,
    HalfDay,
    HeadCount,
    Log,
    Phone,
    Proof,
    Sheet,
    Source,
    Video,
)
from subsidies.rules.sources import compare, numbers

Plant = Callable[[HalfDay, Random], HalfDay]


def agreeing(random: Random) -> HalfDay:
    """Every source says the same of a half-day; some are away, some have left."""
    size = random.randint(5, 50)
    expected = frozenset(range(1, size + 1))
    signed = frozenset(random.sample(sorted(expected), random.randint(3, size)))
    witnessed = frozenset(random.sample(sorted(signed), random.randint(0, 2)))
    left = frozenset(random.sample(sorted(expected), random.randint(0, 2)))
    lessons = random.randint(1, 4)
    return HalfDay(
        expected=expected,
        sheet=Sheet(signed, link="/sheet/"),
        phone=random.choice([None, Phone(signed - witnessed, witnessed, "/phone/")]),
        log=Log(True, len(signed), len(signed), "/log/"),
        video=random.choice([None, Video(lessons, lessons, "/video/")]),
        counts=random.choice([(), (HeadCount("JC-1", len(signed), expected - signed, link="/count/"),)]),
        holders=expected - left,
        staying=expected - left,
        plan_link="/plan/",
        voucher_link="/vouchers/",
    )


def _one_of(people: frozenset[int], random: Random) -> int:
    return random.choice(sorted(people))


def _recorded(half_day: HalfDay) -> Phone:
    return half_day.phone or Phone(half_day.sheet.signed, link="/phone/")


def _without_phone(half_day: HalfDay, random: Random) -> HalfDay:
    phone = _recorded(half_day)
    one = _one_of(half_day.sheet.signed, random)
    return replace(
        half_day, phone=replace(phone, signed=phone.signed - {one}, witnessed=phone.witnessed - {one})
    )


def _only_phone(half_day: HalfDay, random: Random) -> HalfDay:
    phone, stranger = _recorded(half_day), max(half_day.expected) + 1
    return replace(half_day, phone=replace(phone, signed=phone.signed | {stranger}))


def _counted(half_day: HalfDay, present: int, away: frozenset[int]) -> HalfDay:
    return replace(half_day, counts=(HeadCount("JC-1", present, away, link="/count/"),))


def _swapped(half_day: HalfDay, random: Random) -> HalfDay:
    """The number agrees, the names do not."""
    one = _one_of(half_day.sheet.signed, random)
    away = (half_day.expected - half_day.sheet.signed) | {one}
    return _counted(half_day, len(half_day.sheet.signed), away)


def _signed_for(half_day: HalfDay, random: Random) -> HalfDay:
    one = _one_of(half_day.sheet.signed, random)
    return _counted(half_day, len(half_day.sheet.signed) - 1, frozenset({one}))


def _without_voucher(half_day: HalfDay, random: Random) -> HalfDay:
    one = _one_of(half_day.sheet.signed, random)
    return replace(half_day, holders=half_day.holders - {one}, staying=half_day.staying | {one})


PLANTS: Mapping[Code, Plant] = {
    Code.SHEET_OPEN: lambda each, _: replace(each, sheet=replace(each.sheet, is_closed=False)),
    Code.NOT_ON_PHONE: _without_phone,
    Code.ONLY_ON_PHONE: _only_phone,
    Code.LOG_MISSING: lambda each, _: replace(each, log=Log(is_written=False, link="/log/")),
    Code.LOG_COUNT: lambda each, _: replace(each, log=replace(each.log, present=each.log.present + 1)),
    Code.VIDEO_SHORT: lambda each, _: replace(each, video=Video(4, 3, "/video/")),
    Code.FEWER_COUNTED: _signed_for,
    Code.MORE_COUNTED: lambda each, _: _counted(each, len(each.sheet.signed) + 1, frozenset()),
    Code.AWAY_BUT_SIGNED: _swapped,
    Code.WITHOUT_VOUCHER: _without_voucher,
}
"""What somebody does to a half-day that agrees."""


def test_half_days_that_agree_have_no_differences() -> None:
    random = Random(20_260_618)
    assert all(compare(agreeing(random)) == () for _ in range(500))


@pytest.mark.parametrize("code", Code)
def test_every_planted_mismatch_is_found_alone_and_links_both_proofs(code: Code) -> None:
    random = Random(code)
    for _ in range(50):
        (found,) = compare(PLANTS[code](agreeing(random), random))

        assert (found.code, found.title) == (code, TITLES[code])
        assert found.left.link
        assert found.right.link
        assert found.left.source != found.right.source
        assert found.left.said
        assert found.right.said
        assert found.said


def test_two_mismatches_of_one_half_day_are_both_named() -> None:
    random = Random(7)
    half_day = PLANTS[Code.VIDEO_SHORT](_signed_for(agreeing(random), random), random)
    assert {each.code for each in compare(half_day)} == {Code.FEWER_COUNTED, Code.VIDEO_SHORT}


def test_who_was_signed_for_is_named_by_number() -> None:
    half_day = replace(agreeing(Random(3)), sheet=Sheet(frozenset({1, 2, 3, 4}), link="/sheet/"), phone=None)
    half_day = replace(
        _counted(half_day, 2, frozenset({2, 4})), log=Log(True, 4, 4), holders=half_day.staying
    )
    (found,) = compare(half_day)
    assert (found.people, found.is_serious) == ((2, 4), True)
    assert found.said == "签到 4 人，清点 2 人，多签 2 人：2 号、4 号"
    assert found.right.source == Source.INSPECTION


def test_a_class_without_phone_sign_ins_is_not_compared_with_them() -> None:
    assert compare(replace(agreeing(Random(5)), phone=None)) == ()


def test_a_half_day_to_come_is_not_compared() -> None:
    half_day = replace(agreeing(Random(5)), is_over=False, sheet=Sheet(frozenset(), is_closed=False))
    assert compare(half_day) == ()


def test_a_closed_rectification_settles_what_its_inspection_found() -> None:
    random = Random(11)
    half_day = _signed_for(agreeing(random), random)
    settled = tuple(replace(count, is_settled=True) for count in half_day.counts)
    (found,) = compare(replace(half_day, counts=settled))
    assert found.settled == "检查 JC-1 已整改销号"
    assert not found.may_be_explained


def test_who_left_the_class_gave_the_voucher_back_and_is_not_asked() -> None:
    half_day = agreeing(Random(13))
    one = _one_of(half_day.sheet.signed, Random(1))
    left = replace(half_day, holders=half_day.holders - {one}, staying=half_day.staying - {one})
    assert compare(left) == ()


@pytest.mark.parametrize("code", sorted(TO_BE_MENDED))
def test_what_is_missing_is_made_good_and_not_explained(code: Code) -> None:
    random = Random(code)
    (found,) = compare(PLANTS[code](agreeing(random), random))
    assert not found.may_be_explained


def test_evidence_changes_with_either_side() -> None:
    random = Random(17)
    half_day = _signed_for(replace(agreeing(random), phone=None), random)
    (before,) = compare(half_day)
    (after,) = compare(replace(half_day, counts=tuple(replace(c, present=0) for c in half_day.counts)))
    assert before.evidence != after.evidence


def test_who_has_no_voucher_is_the_same_difference_in_every_half_day_of_the_class() -> None:
    half_day = replace(
        agreeing(Random(19)), sheet=Sheet(frozenset({1, 2})), phone=None, log=Log(True), counts=()
    )
    half_day = replace(half_day, holders=frozenset({2}), staying=frozenset({1, 2, 3}))
    (before,) = compare(half_day)
    (after,) = compare(replace(half_day, sheet=Sheet(frozenset({1, 2, 3})), holders=frozenset({2, 3})))
    assert before.evidence == after.evidence == "已签到，没有本班有效培训券：1 号"


def test_long_lists_of_people_are_cut_short_with_their_number() -> None:
    assert numbers({3, 1}) == "1 号、3 号"
    assert numbers(range(1, 11)).endswith("8 号等 10 人")


WORKED = HalfDay(
    expected=frozenset(range(1, 7)),
    sheet=Sheet(frozenset({1, 2, 3, 4}), link="/sheet/"),
    phone=Phone(frozenset({1, 6}), frozenset({2, 5}), "/phone/"),
    log=Log(True, 5, 4, "/log/"),
    video=Video(4, 1, "/video/"),
    counts=(
        HeadCount("JC-1", 2, frozenset({4, 3}), is_settled=True, link="/count/1/"),
        HeadCount("JC-2", 4, frozenset({2}), link="/count/2/"),
        HeadCount("JC-3", 6, link="/count/3/"),
    ),
    holders=frozenset({2, 3, 5, 6}),
    staying=frozenset({1, 2, 3, 4, 5}),
    plan_link="/plan/",
    voucher_link="/vouchers/",
)
"""Six expected, four signed in, and no source agrees with another."""


def test_every_word_and_both_proofs_of_a_half_day_on_which_nothing_agrees() -> None:
    sheet, phone = Proof(Source.SHEET, "签到 4 人", "/sheet/"), Proof(Source.PHONE, "4 人", "/phone/")
    without = Proof(Source.VOUCHER, "4 人持券", "/vouchers/")

    def counted(number: int, present: int) -> Proof:
        return Proof(Source.INSPECTION, f"JC-{number} 清点 {present} 人", f"/count/{number}/")

    def away(code: Code, said: str, proof: Proof, *people: int, settled: str = "") -> Difference:
        return Difference(code, said, sheet, proof, people, settled)

    assert compare(WORKED) == (
        away(Code.NOT_ON_PHONE, "签到表已签到，没有手机签到：3 号、4 号", phone, 3, 4),
        away(Code.ONLY_ON_PHONE, "有手机签到，签到表没有签到：5 号、6 号", phone, 5, 6),
        away(
            Code.LOG_COUNT,
            "教学日志当天实到 5 人，签到表全天到课 4 人",
            Proof(Source.LOG, "实到 5 人", "/log/"),
        ),
        away(
            Code.VIDEO_SHORT,
            "4 个学时中 3 个没有合格录像，请补登记",
            Proof(Source.VIDEO, "1/4 学时", "/video/"),
        ),
        away(
            Code.FEWER_COUNTED,
            "签到 4 人，清点 2 人，多签 2 人：3 号、4 号",
            counted(1, 2),
            3,
            4,
            settled="检查 JC-1 已整改销号",
        ),
        away(Code.AWAY_BUT_SIGNED, "点名不在现场，签到表已签到：2 号", counted(2, 4), 2),
        away(Code.MORE_COUNTED, "签到 4 人，清点 6 人，漏签 2 人", counted(3, 6)),
        away(Code.WITHOUT_VOUCHER, "已签到，没有本班有效培训券：1 号、4 号", without, 1, 4),
    )


def test_what_is_missing_stands_for_itself_and_an_open_sheet_hides_the_rest() -> None:
    sheet = Proof(Source.SHEET, "签到 4 人", "/sheet/")
    unwritten = replace(WORKED, phone=None, log=Log(False, link="/log/"), video=None, counts=())
    missing = "签到表已封存，教学日志没有这半天的记录，请补写"
    assert compare(replace(unwritten, holders=WORKED.expected)) == (
        Difference(Code.LOG_MISSING, missing, sheet, Proof(Source.LOG, "没有填写", "/log/")),
    )
    plan, left_open = Proof(Source.PLAN, "应到 6 人", "/plan/"), Proof(Source.SHEET, "没有封存", "/sheet/")
    assert compare(replace(WORKED, sheet=replace(WORKED.sheet, is_closed=False))) == (
        Difference(Code.SHEET_OPEN, "课已上完，签到表没有封存，请填写后封存", plan, left_open),
    )


def test_nobody_is_named_by_a_count_that_called_no_names() -> None:
    unnamed = replace(WORKED, counts=(HeadCount("JC-4", 3, link="/count/4/"),))
    (found,) = (each for each in compare(unnamed) if each.code == Code.FEWER_COUNTED)
    assert found.said == "签到 4 人，清点 3 人，多签 1 人"


def test_eight_people_are_all_named() -> None:
    assert numbers(range(1, 9)) == "1 号、2 号、3 号、4 号、5 号、6 号、7 号、8 号"
