"""条款级测算单 (N2): each cited clause word for word, once, in the order of citation; what is unsettled is marked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from foundation.policy.catalogue import clauses
from foundation.policy.queries import parameters_for
from foundation.policy.types import Clause
from institutions.enums import TrainingCategory
from subsidies.models import SubsidyClaim
from subsidies.queries.explanation import SheetInput, SheetRow, stored_rows
from subsidies.views.papers import footnotes_of, sheet_lines
from tests.builders.subsidies import Outcome, make_claim
from tests.cast import Cast
from tests.conftest import SignIn
from tests.printed import Printed

CUT = Outcome(approved=10, verified=9, passed=7, employed=6, days=12, category=TrainingCategory.PROJECT)
LADDER, CUT_RULE, ROUNDING = Clause("2024-20", "七(二)"), Clause("2026-8", "四(二)"), Clause("DR-03")
PLAIN = SheetRow(
    number=1, code="", title="", formula="", detail="", inputs=(), intermediate="", rounding="", rounding_clause=None,
    clause=None, result="", amount_fen=None, is_cut=False, is_final=False, is_pending=False,
)  # fmt: skip


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def paper_of(claim: SubsidyClaim, sign_in: SignIn) -> str:
    answer = sign_in("li_jing").get(reverse("subsidies:claim_sheet", args=[claim.pk]))
    return squeezed(Printed(answer.content).whole_text())


def test_clauses_are_numbered_once_in_the_order_in_which_they_are_cited() -> None:
    standard = SheetInput("合格率标准", "80%", clause=CUT_RULE)
    rows = [
        replace(PLAIN, clause=LADDER),
        replace(PLAIN, clause=CUT_RULE, rounding_clause=ROUNDING, inputs=(standard,)),
        replace(PLAIN, clause=LADDER),
    ]

    assert [line.notes for line in sheet_lines(rows, is_trial_rate=False)] == [(1,), (2, 3), (1,)]
    assert [note.clause for note in footnotes_of(rows)] == [c.spoken() for c in (LADDER, ROUNDING, CUT_RULE)]


def test_step_without_a_quotable_clause_has_no_footnote() -> None:
    rows = [replace(PLAIN, clause=Clause("局内设定"))]

    assert footnotes_of(rows) == ()
    assert sheet_lines(rows, is_trial_rate=False)[0].notes == ()


def test_standard_on_trial_is_marked_at_its_step() -> None:
    rows = [replace(PLAIN, code="R_FLAT_RATE"), PLAIN]

    assert [line.mark for line in sheet_lines(rows, is_trial_rate=True)] == ["试用标准", ""]
    assert [line.mark for line in sheet_lines(rows, is_trial_rate=False)] == ["", ""]


@pytest.mark.usefixtures("office")
def test_printed_sheet_quotes_every_clause_of_its_steps_verbatim(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    notes = squeezed(paper_of(claim, sign_in).split("注：所引条款原文")[1].split("附：人员明细")[0])
    words = {text.clause: text.text for text in clauses()}

    cited = {clause for row in stored_rows(claim) for clause in row.cited}
    assert len(cited) > 3
    whole = re.sub(r"打印时间.{1,60}页", "", notes)
    assert [clause for clause in cited if squeezed(words[clause])[:40] not in whole] == []


@pytest.mark.usefixtures("office")
def test_standard_that_nobody_has_confirmed_is_announced_on_top(cast: Cast, sign_in: SignIn) -> None:
    paper = paper_of(make_claim(cast, outcome=CUT), sign_in)

    assert paper.index("是否继续适用待局里确认") < paper.index("申领单号")


@pytest.mark.usefixtures("trial_rates", "office")
def test_standard_on_trial_is_announced_on_top(cast: Cast, sign_in: SignIn) -> None:
    outcome = Outcome(category=TrainingCategory.ENTREPRENEURSHIP)
    in_force = parameters_for("2026-8", date(2026, 5, 3)).snapshot()
    paper = paper_of(make_claim(cast, outcome=outcome, parameter_snapshot=in_force), sign_in)

    assert paper.index("补贴标准为试用标准") < paper.index("申领单号")
    assert "（试用标准）" in paper
