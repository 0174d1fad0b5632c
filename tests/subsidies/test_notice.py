"""公示: masked, immutable, five full working days, and every objection decided first."""

from __future__ import annotations

import json
from datetime import date

import pytest

from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.errors import DomainError
from subsidies.enums import ClaimState, ObjectionState
from subsidies.models import PublicNotice
from subsidies.operations import (
    close_due_notices,
    close_notice,
    dismiss_objection,
    open_objection,
    publish_claims,
    receive_objection,
    submit_claim,
    uphold_objection,
)
from subsidies.queries import notice_page, public_notices, working_days_left
from subsidies.queries.calculation import canonical_digest
from subsidies.queries.notice import in_chinese
from tests.builders.subsidies import confirm_standard, make_claim, make_fund, payable_morning
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture(autouse=True)
def _money(office: None, cast: Cast) -> None:
    confirm_standard()
    make_fund(cast)


def test_notice_says_what_the_document_demands_and_shows_nobody(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.PUBLISHED)
    assert claim.notice is not None
    entry = claim.notice.content["entries"][0]
    assert entry["institution"] == "文水县启航职业培训学校"
    assert (entry["heads"], entry["standard"], entry["amount_fen"]) == (4, "300 元/人", 120_000)
    written = json.dumps(claim.notice.content, ensure_ascii=False)
    for enrolment in claim.training_class.enrolments.select_related("person"):
        assert enrolment.person.identity_number.reveal(enrolment.person) not in written
        assert enrolment.person.name not in written
    assert entry["people"][0]["identity"].startswith("141121")
    assert len(entry["people"][0]["identity"].replace("*", "")) == 8


def test_digest_covers_the_content(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.PUBLISHED)
    assert claim.notice is not None
    claim.notice.refresh_from_db()
    assert claim.notice.digest == canonical_digest(claim.notice.content)


def test_several_claims_go_into_one_numbered_notice(cast: Cast) -> None:
    claims = [make_claim(cast, ClaimState.DIRECTOR_APPROVED) for _ in range(2)]
    notice = publish_claims(claims, actor=cast.actor("li_jing"))
    assert (notice.number, notice.content["total_fen"]) == ("GS-2026-001", 240_000)
    assert notice.title == "关于2026年第一批职业技能培训补贴资金的公示"
    assert set(notice.claims.values_list("state", flat=True)) == {ClaimState.PUBLISHED}


def test_one_claim_that_may_not_be_published_stops_the_whole_notice(cast: Cast) -> None:
    good, bad = make_claim(cast, ClaimState.DIRECTOR_APPROVED), make_claim(cast, ClaimState.SUBMITTED)
    with pytest.raises(DomainError):
        publish_claims([good, bad], actor=cast.actor("li_jing"))
    assert not PublicNotice.objects.exists()


def test_days_left_count_down_to_the_last_day(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.PUBLISHED)
    assert claim.notice is not None
    days = [working_days_left(claim.notice, date(2026, 6, day)) for day in (18, 22, 23, 26, 27)]
    assert days == [5, 5, 4, 1, 0]


def test_objection_from_the_public_keeps_the_notice_open(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.PUBLISHED)
    receive_objection(claim, actor=Actor.public(), raised_by_name="王某", content="没有参加培训")
    with clock.moved_to(payable_morning(claim)):
        assert close_due_notices(actor=Actor.system()) == 0
        with pytest.raises(DomainError) as caught:
            close_notice(claim, actor=Actor.system())
    assert caught.value.code == "objection.open"


def test_dismissed_objection_lets_the_notice_close(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.PUBLISHED)
    taken = open_objection(claim, actor=cast.actor("li_jing"), raised_by_name="王某", comment="没有参加培训")
    decided = dismiss_objection(taken, actor=cast.actor("ren_gang"), comment="走访三户，均已参训。")
    objection = decided.objections.get()
    assert (objection.state, objection.decided_by) == (ObjectionState.DISMISSED, cast["ren_gang"])
    with clock.moved_to(payable_morning(claim)):
        assert close_due_notices(actor=Actor.system()) == 1


def test_upheld_objection_returns_the_claim_and_takes_the_notice_down(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.PUBLISHED)
    taken = open_objection(claim, actor=cast.actor("ren_gang"), raised_by_name="王某", comment="冒名")
    returned = uphold_objection(taken, actor=cast.actor("ren_gang"), comment="属实，一人冒名。")
    assert (returned.state, returned.pay_by) == (ClaimState.RETURNED, None)
    assert not public_notices().exists()
    again = submit_claim(returned, actor=cast.actor("qihang_manager"))
    assert (again.notice, again.signed_digest) == (None, "")


def test_objection_needs_a_name_and_words(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.PUBLISHED)
    with pytest.raises(DomainError) as caught:
        receive_objection(claim, actor=Actor.public(), raised_by_name=" ", content="甲")
    assert caught.value.code == "objection.incomplete"


def test_objection_after_the_term_is_sent_elsewhere(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.NOTICE_CLOSED)
    with pytest.raises(DomainError) as caught:
        receive_objection(claim, actor=Actor.public(), raised_by_name="王某", content="甲")
    assert caught.value.code == "objection.not_in_notice"


def test_public_reads_a_notice_only_until_it_is_taken_down(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.PUBLISHED)
    assert claim.notice is not None
    assert notice_page(claim.notice.pk) == claim.notice
    with clock.moved_to(payable_morning(claim)):
        close_due_notices(actor=Actor.system())
    assert notice_page(claim.notice.pk) is None


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (31, "三十一")]
)
def test_batches_are_counted_as_headings_are(number: int, words: str) -> None:
    assert in_chinese(number) == words
