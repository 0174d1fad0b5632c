"""暂缓支付: one disputed line is held back and everybody else is paid; later it is paid by itself, or struck."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from classes.enums import ClassState, EnrolmentState
from classes.models import Enrolment, TrainingClass
from foundation.core import clock
from foundation.core.errors import DomainError
from foundation.core.invariants import ask_all
from foundation.workflow.models import Message
from foundation.workflow.worklist import worklist
from subsidies.enums import ClaimState, HeldState
from subsidies.models import FundAccount, HeldLine, Payment, SubsidyClaim
from subsidies.operations import (
    record_failure,
    record_supplement,
    record_supplement_failure,
    recover_claim,
    resend_claim,
    send_held_line,
    settle_paid_claims,
    strike_held_line,
)
from subsidies.queries import fund_position, paid_rows
from subsidies.queries.fund import free_balance
from tests.builders.subsidies import (
    Outcome,
    advance,
    confirm_standard,
    make_claim,
    make_fund,
    payable_morning,
)
from tests.builders.visits import decided, make_dispute
from tests.cast import Cast
from tests.conftest import SignIn
from trainees.enums import DisputeTarget
from trainees.models import Dispute
from trainees.operations import confirm_correction
from vouchers.enums import VoucherState
from vouchers.models import Voucher

pytestmark = pytest.mark.usefixtures("office")
EACH = 30_000  # four people, two days


@pytest.fixture
def closed(office: None, cast: Cast) -> SubsidyClaim:
    """Four people, 1,200 元, whose notice is over."""
    confirm_standard()
    make_fund(cast)
    return make_claim(cast, ClaimState.NOTICE_CLOSED)


def disputed(claim: SubsidyClaim, place: int = 0, kind: DisputeTarget = DisputeTarget.CLASS) -> Dispute:
    person = list(claim.training_class.enrolments.select_related("person").order_by("position"))[place]
    target = claim.pk if kind == DisputeTarget.PAYMENT else person.pk
    return make_dispute(person.person, kind, target, claim.institution_id)


def paid(cast: Cast, claim: SubsidyClaim) -> SubsidyClaim:
    return advance(cast, advance(cast, claim, ClaimState.SENT_TO_FINANCE), ClaimState.CONCLUDED)


def supplement(cast: Cast, line: HeldLine, reference: str = "GK-B1", by: str = "finance_qiao") -> HeldLine:
    return record_supplement(line, actor=cast.actor(by), bank_reference=reference, paid_on=clock.today())


def refused(operation: Any, *records: object, **facts: object) -> str:
    with pytest.raises(DomainError) as caught, transaction.atomic():
        operation(*records, **facts)
    return str(caught.value.codes[0])


def vouchers_of(line: HeldLine) -> set[str]:
    found = Voucher.objects.filter(person=line.row.enrolment.person_id)
    return set(found.values_list("state", flat=True))


def promised(claim: SubsidyClaim) -> tuple[int, int, int]:
    """(awaiting, held, free for somebody else): what every page adds up."""
    position = fund_position(2026, clock.today())
    return position.awaiting, position.held, free_balance(2026, besides=SubsidyClaim())


def test_disputed_line_is_held_back_and_everybody_else_is_paid(
    cast: Cast, closed: SubsidyClaim, sign_in: SignIn
) -> None:
    dispute = disputed(closed)
    before = (closed.total_fen, closed.digest, closed.statement)
    claim = paid(cast, closed)
    line = HeldLine.objects.get()
    assert (line.amount_fen, line.dispute, line.created_by) == (EACH, dispute, cast["sun_li"])
    assert (Payment.objects.get().amount_fen, claim.state) == (3 * EACH, ClaimState.PAID)
    assert (claim.total_fen, claim.digest, claim.statement) == before
    assert "应付 1,200 元 ＝ 本次拨付 900 元 ＋ 暂缓 300 元" in [
        raw["formula"] for raw in claim.sending or ()
    ]
    assert vouchers_of(line) == {VoucherState.EVALUATED}
    assert Voucher.objects.filter(state=VoucherState.WRITTEN_OFF).count() == 6
    assert (claim.training_class.state, line.row.enrolment.state) == ("claiming", "employment_verified")
    assert settle_paid_claims(actor=cast.actor("sun_li").as_system()) == 0
    page = sign_in("sun_li").get(claim.get_absolute_url()).content.decode()
    for words in ("本次拨付与暂缓支付", "应付 1,200 元 ＝ 本次拨付 900 元 ＋ 暂缓 300 元", dispute.number):
        assert words in page
    own = sign_in("qihang_manager").get(line.get_absolute_url()).content.decode()
    assert (dispute.number in own, dispute.get_absolute_url() in own) == (True, False)
    assert sign_in("huineng_manager").get(line.get_absolute_url()).status_code == 404


def test_line_that_was_disputed_without_reason_is_paid_by_itself(cast: Cast, closed: SubsidyClaim) -> None:
    dispute = disputed(closed)
    claim = paid(cast, closed)
    with clock.moved_to(payable_morning(claim) + timedelta(days=3)):
        assert promised(claim) == (EACH, EACH, 100_000_000 - 4 * EACH)
        assert refused(send_held_line, HeldLine.objects.get(), actor=cast.actor("sun_li")) == (
            "held_line.still_disputed"
        )
        decided(cast, dispute, upheld=False)
        sent = send_held_line(HeldLine.objects.get(), actor=cast.actor("sun_li"))
        assert refused(supplement, cast, sent, f"GK{claim.number}") == "payment.reference_used"
        line = supplement(cast, sent)
        assert refused(supplement, cast, line, "GK-B2") == "held_line.wrong_state"
        assert promised(claim) == (0, 0, 100_000_000 - 4 * EACH)
        rows = paid_rows(clock.today() - timedelta(days=9), clock.today())
    claim.refresh_from_db()
    assert [(row.heads, row.amount_fen, row.is_supplement) for row in rows] == [
        (3, 3 * EACH, False), (1, EACH, True),
    ]  # fmt: skip
    assert (line.state, claim.state, vouchers_of(line)) == (
        HeldState.PAID, ClaimState.CONCLUDED, {VoucherState.WRITTEN_OFF},
    )  # fmt: skip
    assert TrainingClass.objects.get().state == ClassState.PAID
    assert not Enrolment.objects.exclude(state=EnrolmentState.SUBSIDISED).exists()
    assert [
        found for found in ask_all() if found.name.startswith(("claims.", "payments.")) and not found.holds
    ] == []


def test_line_whose_person_was_right_is_struck_and_the_claim_concluded(cast: Cast) -> None:
    confirm_standard()
    make_fund(cast)
    # 4 of 5 passed: with one less, the pass rate falls below 80 % and another head is cut.
    closed = make_claim(
        cast, ClaimState.NOTICE_CLOSED, outcome=Outcome(approved=5, verified=5, passed=4, employed=5)
    )
    dispute = disputed(closed)
    claim = paid(cast, closed)
    head, line = cast.actor("ren_gang"), HeldLine.objects.get()
    assert refused(strike_held_line, line, actor=head, comment="本人未参训") == "held_line.no_dispute_upheld"
    upheld = decided(cast, dispute, upheld=True)
    assert [item.record for item in worklist(head).items if item.verb == "strike"] == [line]
    confirm_correction(upheld, actor=cast.actor("guo_liang"), comment="签到已更正")
    assert refused(send_held_line, line, actor=cast.actor("sun_li")) == "held_line.still_disputed"
    assert [item.record for item in worklist(head).items if item.verb == "strike"] == [line]
    assert (
        refused(strike_held_line, line, actor=cast.actor("sun_li"), comment="不付") == "held_line.wrong_role"
    )
    struck = strike_held_line(line, actor=head, comment="本人未参训，不予支付")
    assert (struck.state, struck.struck_by, struck.struck_reason) == (
        "struck",
        cast["ren_gang"],
        "本人未参训，不予支付",
    )
    assert (struck.changes_others, vouchers_of(struck)) == (True, {VoucherState.VOIDED})
    assert Message.objects.filter(user=cast["zhang_wei"], title__contains="须核查其他人金额").exists()
    claim.refresh_from_db()
    assert (claim.state, Payment.objects.count()) == (ClaimState.CONCLUDED, 1)
    assert [found for found in ask_all() if found.name.startswith("claims.") and not found.holds] == []


def test_dispute_after_sending_does_not_hide_what_the_bank_did(cast: Cast, closed: SubsidyClaim) -> None:
    """Not paid yet: called back and held when it is sent again, its redeemed voucher too. Paid: it is recorded."""
    sent = advance(cast, closed, ClaimState.SENT_TO_FINANCE)
    dispute = disputed(sent)
    with clock.moved_to(payable_morning(sent) + timedelta(hours=8)):
        failed = record_failure(sent, actor=cast.actor("finance_qiao"), comment="未支付，因本人异议退回")
        again = resend_claim(failed, actor=cast.actor("sun_li"), comment="其他人先付")
        line = HeldLine.objects.get()
        assert vouchers_of(line) == {VoucherState.REDEEMED}
        late = disputed(again, place=1)
        claim = advance(cast, again, ClaimState.CONCLUDED)
        assert (HeldLine.objects.get(), Payment.objects.get().amount_fen) == (line, 3 * EACH)
        decided(cast, dispute, upheld=True)
        strike_held_line(line, actor=cast.actor("ren_gang"), comment="本人未参训")
    claim.refresh_from_db()
    assert (claim.state, vouchers_of(line), late.state) == (
        ClaimState.CONCLUDED,
        {VoucherState.VOIDED},
        "opened",
    )


def test_claim_of_which_every_line_is_disputed_waits(cast: Cast, closed: SubsidyClaim) -> None:
    """What a person says of his voucher is about his line as well."""
    first = closed.training_class.enrolments.select_related("person").order_by("position")[0]
    voucher = Voucher.objects.filter(person=first.person)[0]
    make_dispute(first.person, DisputeTarget.VOUCHER, voucher.pk, closed.institution_id)
    for place in (1, 2, 3):
        disputed(closed, place, DisputeTarget.PAYMENT)
    assert refused(advance, cast, closed, ClaimState.SENT_TO_FINANCE) == "claim.every_line_disputed"


def test_recovery_strikes_what_is_held_and_waits_for_what_is_on_its_way(
    cast: Cast, closed: SubsidyClaim
) -> None:
    unfounded, _ = disputed(closed), disputed(closed, place=1)
    claim, director = paid(cast, closed), cast.actor("sun_guodong")
    take_back: dict[str, Any] = {"actor": director, "comment": "审计认定冒名", "document": "罚1号"}
    with clock.moved_to(payable_morning(claim) + timedelta(days=1)):
        decided(cast, unfounded, upheld=False)
        line = send_held_line(HeldLine.objects.get(dispute=unfounded), actor=cast.actor("sun_li"))
        assert refused(recover_claim, claim, **take_back) == "claim.supplement_on_its_way"
        back = record_supplement_failure(line, actor=cast.actor("finance_qiao"), comment="户名不符")
        supplement(cast, send_held_line(back, actor=cast.actor("sun_li")))
        assert recover_claim(claim, **take_back).state == ClaimState.RECOVERED
        assert promised(claim) == (0, 0, 100_000_000)
    assert sorted(HeldLine.objects.values_list("state", flat=True)) == ["paid", "struck"]
    assert TrainingClass.objects.get().state == ClassState.PAID


def test_database_pays_a_held_line_once_in_its_own_amount_and_by_two(
    cast: Cast, closed: SubsidyClaim
) -> None:
    dispute = disputed(closed)
    claim = paid(cast, closed)
    with clock.moved_to(payable_morning(claim) + timedelta(days=1)):
        decided(cast, dispute, upheld=False)
        line = send_held_line(HeldLine.objects.get(), actor=cast.actor("sun_li"))
        facts = {
            "claim": claim, "held_line": line, "account": FundAccount.objects.get(), "amount_fen": EACH,
            "paid_on": clock.today(), "made_by": cast["sun_li"], "recorded_by": cast["finance_qiao"],
        }  # fmt: skip
        for wrong in ({"amount_fen": 1}, {"held_line": None}, {"recorded_by": cast["sun_li"]}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Payment.objects.create(bank_reference="GK-X", **{**facts, **wrong})
        Payment.objects.create(bank_reference="GK-1", **facts)
        with pytest.raises(DatabaseError), transaction.atomic():
            Payment.objects.create(bank_reference="GK-2", **facts)
    for change in ({"amount_fen": 1}, {"paid_by": cast["sun_li"]}, {"state": "struck"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            HeldLine.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        HeldLine.objects.create(
            claim=claim, row=claim.people.get(enrolment__position=2), dispute=dispute, amount_fen=EACH
        )


def test_line_is_sent_and_recorded_from_its_pages(cast: Cast, closed: SubsidyClaim, sign_in: SignIn) -> None:
    dispute = disputed(closed)
    claim = paid(cast, closed)
    line, finance, county = HeldLine.objects.get(), sign_in("sun_li"), sign_in("finance_qiao")
    with clock.moved_to(payable_morning(claim) + timedelta(days=1)):
        decided(cast, dispute, upheld=False)
        assert "其中暂缓 300.00" in finance.get(reverse("subsidies:payment_list")).content.decode()
        assert finance.get(reverse("subsidies:claim_sheet", args=[claim.pk])).status_code == 200
        finance.post(reverse("subsidies:held_perform", args=[line.pk]), {"verb": "send", "comment": ""})
        address = reverse("subsidies:held_payment", args=[line.pk])
        slip = {"account": FundAccount.objects.get().pk, "bank_reference": "GK-B1", "paid_on": clock.today()}
        assert county.post(address, {}).status_code == 422
        assert county.post(address, slip).status_code == 302
        shown = county.get(reverse("subsidies-api-claim-detail", args=[claim.pk])).json()
    assert [(row["dispute"], row["state"]) for row in shown["held_lines"]] == [(dispute.number, "paid")]
