"""fsck finds a claim whose content, sum or replay does not hold, and nothing in an honest one."""

from __future__ import annotations

import pytest

from foundation.core.invariants import Finding, ask_all
from subsidies.enums import ClaimState
from subsidies.models import SubsidyClaim
from tests.builders.subsidies import make_claim
from tests.cast import Cast
from tests.clean_slate import without_triggers

pytestmark = pytest.mark.usefixtures("office")


CONTENT = {"claims.total_is_sum_of_people", "claims.content_is_as_digested", "claims.statement_replays"}


def about_content() -> dict[str, Finding]:
    return {finding.name: finding for finding in ask_all() if finding.name in CONTENT}


def test_honest_claim_violates_nothing(cast: Cast) -> None:
    make_claim(cast, ClaimState.FIRST_REVIEWED)
    found = about_content()
    assert set(found) == CONTENT
    assert all(finding.holds for finding in found.values())


def test_amount_changed_behind_the_triggers_is_found(cast: Cast) -> None:
    claim = make_claim(cast)
    with without_triggers():
        claim.people.filter(is_paid=True).update(amount_fen=31_000)
        SubsidyClaim.objects.update(statement={**(claim.statement or {}), "total_fen": 1})
    assert {name for name, finding in about_content().items() if not finding.holds} == CONTENT
