"""What the database itself refuses, by direct SQL, whoever asks (trust §3.17 no. 17–42)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from foundation.core import clock
from subsidies.enums import ClaimState
from subsidies.models import ClaimPerson, FundAccount, FundEntry, Payment, PublicNotice, SubsidyClaim
from tests.builders.subsidies import confirm_standard, make_claim, make_fund, payable_morning, place_claim
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("office")


def run_sql(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def key(record: Any) -> Any:
    """A key as this engine stores it."""
    return record.pk if connection.vendor == "postgresql" else record.pk.hex


def refuses(sql: str, *values: Any) -> str:
    with pytest.raises(DatabaseError) as caught:
        run_sql(sql, *values)
    return str(caught.value)


@pytest.mark.parametrize(
    "change",
    ["total_fen = total_fen + 1", "digest = 'x'", "payable_heads = 9", "full_fen = 1", "rule_version = '9'"],
)
def test_submitted_claim_keeps_its_content(cast: Cast, change: str) -> None:
    claim = make_claim(cast)
    assert "keeps its content" in refuses(
        f"UPDATE subsidies_subsidyclaim SET {change} WHERE id = %s", key(claim)
    )


@pytest.mark.parametrize("column", ["facts", "parameters", "statement"])
def test_submitted_claim_keeps_its_snapshots(cast: Cast, column: str) -> None:
    claim = make_claim(cast)
    assert "keeps its content" in refuses(
        f"UPDATE subsidies_subsidyclaim SET {column} = %s WHERE id = %s", '{"a": 1}', key(claim)
    )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE subsidies_claimperson SET amount_fen = amount_fen + 1 WHERE claim_id = %s",
        "DELETE FROM subsidies_claimperson WHERE claim_id = %s",
        "UPDATE subsidies_claimline SET amount_fen = 1 WHERE claim_id = %s",
        "DELETE FROM subsidies_claimline WHERE claim_id = %s",
    ],
)
def test_lines_and_people_of_a_submitted_claim_are_frozen(cast: Cast, sql: str) -> None:
    claim = make_claim(cast)
    assert "keeps its lines and people" in refuses(sql, key(claim))


def test_nobody_is_added_to_a_submitted_claim(cast: Cast) -> None:
    claim = make_claim(cast)
    person = claim.people.earliest("pk")
    person.pk = None
    with pytest.raises(DatabaseError, match="keeps its lines and people"), transaction.atomic():
        ClaimPerson.objects.create(claim=claim, enrolment=person.enrolment)


def test_total_must_be_the_sum_of_the_people_when_a_claim_is_handed_in(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.DRAFT)
    assert "sum of its people" in refuses(
        "UPDATE subsidies_subsidyclaim SET state = 'submitted', total_fen = 5, statement = '{}', facts = '{}', "
        "digest = 'd' WHERE id = %s",
        key(claim),
    )


def test_signature_of_the_director_is_not_replaced(cast: Cast) -> None:
    make_fund(cast)
    claim = make_claim(cast, ClaimState.DIRECTOR_APPROVED)
    refuses("UPDATE subsidies_subsidyclaim SET signed_digest = 'x' WHERE id = %s", key(claim))


@pytest.mark.parametrize("column", ["second_reviewed_by", "deputy_approved_by", "director_approved_by"])
def test_signer_of_two_steps_is_refused(cast: Cast, column: str) -> None:
    claim = place_claim(cast, first_reviewed_by=cast["li_jing"])
    with pytest.raises(DatabaseError), transaction.atomic():
        SubsidyClaim.objects.filter(pk=claim.pk).update(**{column: cast["li_jing"]})


@pytest.mark.parametrize("column", ["second_reviewed_by", "deputy_approved_by", "director_approved_by"])
def test_submitter_signs_nothing(cast: Cast, column: str) -> None:
    claim = place_claim(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        SubsidyClaim.objects.filter(pk=claim.pk).update(**{column: cast["qihang_manager"]})


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "elsewhere"}, "state_is_known|approved_is_signed_by_all"),
        ({"state": "director_approved"}, "approved_is_signed_by_all"),
        ({"state": "published"}, "approved_is_signed_by_all"),
        ({"digest": ""}, "submitted_is_calculated"),
        ({"total_fen": None}, "submitted_is_calculated"),
    ],
)
def test_impossible_claim_is_refused(cast: Cast, fields: dict[str, Any], name: str) -> None:
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        place_claim(cast, **fields)


def test_class_has_one_claim_per_stage(cast: Cast) -> None:
    claim = place_claim(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        SubsidyClaim.objects.create(
            number="BT-1", training_class=claim.training_class, institution=claim.institution
        )


@pytest.mark.parametrize(
    ("fen", "stage", "words"),
    [
        (500_001, 1, "amount_within_cap"),
        (-1, 1, "only the last stage of several takes money back"),
        (-500_001, 2, "amount_within_cap"),
    ],
)
def test_person_gets_no_more_than_the_cap_and_gives_back_only_in_a_last_stage(
    cast: Cast, fen: int, stage: int, words: str
) -> None:
    claim = make_claim(cast, ClaimState.DRAFT)
    SubsidyClaim.objects.filter(pk=claim.pk).update(stage=stage)
    enrolment = claim.training_class.enrolments.earliest("position")
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        ClaimPerson.objects.create(claim=claim, enrolment=enrolment, is_paid=True, amount_fen=fen)


def test_unpaid_person_gets_nothing(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.DRAFT)
    enrolment = claim.training_class.enrolments.earliest("position")
    with pytest.raises(DatabaseError, match="unpaid_gets_nothing"), transaction.atomic():
        ClaimPerson.objects.create(claim=claim, enrolment=enrolment, is_paid=False, amount_fen=1)


class TestMoney:
    """From an approved claim on; the clock stands on the first payable day."""

    @pytest.fixture
    def sent(self, office: None, cast: Cast) -> SubsidyClaim:
        confirm_standard()
        make_fund(cast)
        return make_claim(cast, ClaimState.SENT_TO_FINANCE)

    def insert(self, cast: Cast, claim: SubsidyClaim, moment: Any = None, **changes: Any) -> Payment:
        facts: dict[str, Any] = {
            "claim": claim,
            "account": FundAccount.objects.get(),
            "amount_fen": claim.total_fen,
            "bank_reference": "GK-SQL",
            "paid_on": date(2026, 6, 27),
            "made_by": cast["sun_li"],
            "recorded_by": cast["finance_qiao"],
            "recorded_at": moment or payable_morning(claim),
            **changes,
        }
        with transaction.atomic():
            return Payment.objects.create(**facts)

    def test_payment_that_is_due_is_taken(self, cast: Cast, sent: SubsidyClaim) -> None:
        assert self.insert(cast, sent).amount_fen == sent.total_fen

    @pytest.mark.parametrize(
        "changes",
        [
            {"amount_fen": 1},
            {"paid_on": date(2026, 6, 26)},
            {"paid_on": date(2026, 6, 28)},
        ],
    )
    def test_payment_of_another_amount_or_outside_its_days_is_refused(
        self, cast: Cast, sent: SubsidyClaim, changes: dict[str, Any]
    ) -> None:
        with pytest.raises(DatabaseError, match="may not be paid yet"):
            self.insert(cast, sent, **changes)

    def test_payment_with_an_open_objection_is_refused(self, cast: Cast, sent: SubsidyClaim) -> None:
        sent.objections.create(raised_by_name="王某", content="甲")
        with pytest.raises(DatabaseError, match="may not be paid yet"):
            self.insert(cast, sent)

    def test_payment_of_a_claim_that_was_not_sent_is_refused(self, cast: Cast, sent: SubsidyClaim) -> None:
        with pytest.raises(DatabaseError):
            self.insert(cast, place_claim(cast), payable_morning(sent))

    def test_maker_is_not_checker(self, cast: Cast, sent: SubsidyClaim) -> None:
        with pytest.raises(DatabaseError, match="maker_is_not_checker"):
            self.insert(cast, sent, recorded_by=cast["sun_li"])

    def test_second_live_payment_of_a_claim_is_refused(self, cast: Cast, sent: SubsidyClaim) -> None:
        self.insert(cast, sent)
        with pytest.raises(DatabaseError):
            self.insert(cast, sent, bank_reference="GK-SQL-2")

    def test_payment_keeps_its_content(self, cast: Cast, sent: SubsidyClaim) -> None:
        payment = self.insert(cast, sent)
        refuses("UPDATE subsidies_payment SET amount_fen = 1 WHERE id = %s", key(payment))
        refuses("DELETE FROM subsidies_payment WHERE id = %s", key(payment))

    def test_notice_keeps_its_content_but_may_be_taken_down(self, cast: Cast, sent: SubsidyClaim) -> None:
        notice = sent.notice
        assert notice is not None
        for change in (
            "title = 'x'",
            "content = '{}'",
            "closes_on = '2026-06-23'",
            "payable_from = '2026-06-19'",
        ):
            refuses(f"UPDATE subsidies_publicnotice SET {change} WHERE id = %s", key(notice))
        refuses("DELETE FROM subsidies_publicnotice WHERE id = %s", key(notice))
        assert PublicNotice.objects.filter(pk=notice.pk).update(taken_down_at=clock.now()) == 1

    def test_ledger_is_corrected_by_another_entry_only(self, cast: Cast, sent: SubsidyClaim) -> None:
        entry = FundEntry.objects.get()
        refuses("UPDATE subsidies_fundentry SET amount_fen = 1 WHERE id = %s", key(entry))
        refuses("DELETE FROM subsidies_fundentry WHERE id = %s", key(entry))

    def test_balance_does_not_fall_below_zero(self, cast: Cast, sent: SubsidyClaim) -> None:
        assert "balance_not_negative" in refuses("UPDATE subsidies_fundaccount SET balance_fen = -1")


def test_notice_shorter_than_five_days_or_out_of_order_is_refused(cast: Cast) -> None:
    today = date(2026, 6, 18)
    facts: dict[str, Any] = {
        "number": "GS-1", "title": "甲", "content": {}, "digest": "d", "published_on": today, "working_days": 5,
        "closes_on": today + timedelta(days=7), "payable_from": today + timedelta(days=8),
        "published_by": cast["li_jing"],
    }  # fmt: skip
    for changes in ({"working_days": 4}, {"closes_on": today}, {"payable_from": today + timedelta(days=7)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PublicNotice.objects.create(**{**facts, **changes})


def test_income_is_positive_and_payment_names_its_claim(cast: Cast) -> None:
    account = make_fund(cast)
    facts: dict[str, Any] = {
        "account": account,
        "occurred_on": date(2026, 6, 1),
        "recorded_by": cast["sun_li"],
    }
    for kind, fen in (("allotment", -1), ("allotment", 0), ("payment", 1), ("payment", -1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            FundEntry.objects.create(kind=kind, amount_fen=fen, **facts)
