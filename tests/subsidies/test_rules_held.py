"""应付 = 本次拨付 + 暂缓, and whether a strike touches others: pure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from foundation.policy.statements import Line, Statement
from subsidies.rules.clauses import SIGNATURES_AND_NOTICE, VOUCHERS
from subsidies.rules.facts import Category, SubsidyCase, Trainee
from subsidies.rules.held import HeldAmount, due_now, explain_sending, others_change, without

HELD = (HeldAmount("张*英", "YY-2026-001", 30_000), HeldAmount("李*", "YY-2026-002", 45_050))


def statement(**amounts: int) -> Statement:
    return Statement("ok", "2026-8", "订单式", "1", amounts=tuple(amounts.items()))


@pytest.mark.boundary("held_line", side="in")
def test_total_is_what_is_sent_now_and_what_is_held_back() -> None:
    assert explain_sending(120_000, HELD) == (
        Line(
            code="S_HELD_BACK",
            title="暂缓支付",
            formula="张*英 300 元（异议 YY-2026-001）、李* 450.50 元（异议 YY-2026-002），共 2 人",
            detail="本人异议没有结论前不付；不成立的另行补付，成立的不予支付；其他人照付",
            clause=VOUCHERS,
            inputs=(("YY-2026-001(分)", "30000"), ("YY-2026-002(分)", "45050")),
            result_text="750.50 元",
            heads=2,
            amount_fen=75_050,
            order=1,
        ),
        Line(
            code="S_SENT_NOW",
            title="本次拨付",
            formula="应付 1,200 元 ＝ 本次拨付 449.50 元 ＋ 暂缓 750.50 元",
            clause=SIGNATURES_AND_NOTICE,
            inputs=(("应付(分)", "120000"), ("暂缓(分)", "75050")),
            result_text="449.50 元",
            amount_fen=44_950,
            order=2,
        ),
    )
    assert (VOUCHERS.cite(), SIGNATURES_AND_NOTICE.cite()) == (
        "文人社字〔2024〕20号 六",
        "文人社字〔2024〕20号 五(三)",
    )


def test_settlement_may_fall_below_zero_by_what_is_held_back() -> None:
    assert due_now(50_000, HELD) == -25_050
    assert explain_sending(50_000, HELD)[1].result_text == "-250.50 元"


@pytest.mark.boundary("held_line", side="out")
def test_without_held_lines_nothing_is_explained() -> None:
    assert (due_now(120_000, ()), explain_sending(120_000, ())) == (120_000, ())


def test_strike_touches_others_only_where_their_amounts_change() -> None:
    signed = statement(a=30_000, b=30_000)
    assert not others_change(signed, statement(b=30_000), "a")
    assert others_change(signed, statement(b=24_000), "a")
    assert others_change(signed, replace(statement(), status="blocked"), "a")
    assert not others_change(statement(b=30_000), statement(b=30_000), "a")


def test_person_is_taken_out_of_the_case_by_his_place() -> None:
    case = SubsidyCase("2026-8", Category.ORDER, 2, trainees=(Trainee("a", "a"), Trainee("b", "b")))
    assert [each.verified for each in without(case, 1).trainees or ()] == [True, False]
