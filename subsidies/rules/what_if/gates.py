"""The papers that open a blocked claim (DR-16): every shut gate needs its own, none is enough alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from foundation.policy.statements import Line
from foundation.policy.types import Clause, Parameters
from subsidies.rules.facts import Gates, SubsidyCase
from subsidies.rules.gates import shut_gates
from subsidies.rules.what_if.changes import Opened

Paper = tuple[str, str | bool | int]


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens the claim, with each paper in words; `shut` are the gates that no paper opens.

    `clause` is that of the first shut gate.
    """

    change: Opened
    words: tuple[str, ...]
    clause: Clause | None
    shut: tuple[Line, ...]


def opening(case: SubsidyCase, parameters: Parameters) -> Opening:
    """One paper for each gate that is shut; the signatures and working days that are missing are counted."""
    papers: list[Paper] = []
    words: list[str] = []
    shut: list[Line] = []
    lines = shut_gates(case, parameters)
    for line in lines:
        if line.code not in _PAPERS:
            shut.append(line)
            continue
        paper, text = _PAPERS[line.code](case.gates, parameters)
        papers.append(paper)
        words.append(text)
    clause = lines[0].clause if lines else None
    return Opening(Opened(tuple(papers)), tuple(words), clause, tuple(shut))


def _signatures(gates: Gates, parameters: Parameters) -> tuple[Paper, str]:
    needed = parameters.whole("min_reviewers")
    return ("reviewers", needed), f"再有 {needed - (gates.reviewers or 0)} 人审查签字"


def _notice(gates: Gates, parameters: Parameters) -> tuple[Paper, str]:
    needed = parameters.whole("notice_working_days")
    return ("notice_working_days", needed), f"再公示 {needed - (gates.notice_working_days or 0)} 个工作日"


# A cancelled institution is never paid (8号 五): there is no paper for it.
_PAPERS: dict[str, Callable[[Gates, Parameters], tuple[Paper, str]]] = {
    "B_ACCEPTANCE_PENDING": lambda _gates, _parameters: (("acceptance", "passed"), "档案资料验收合格"),
    "B_ACCEPTANCE_FAILED": lambda _gates, _parameters: (
        ("acceptance", "passed"),
        "补足档案资料，重新验收合格",
    ),
    "B_INSTITUTION_SUSPENDED": lambda _gates, _parameters: (
        ("institution_status", "active"),
        "恢复培训机构资格",
    ),
    "B_CITY_REPORT_MISSING": lambda _gates, _parameters: (("city_report_filed", True), "补齐市级报备"),
    "B_TWO_REVIEWERS": _signatures,
    "B_NOTICE_TOO_SHORT": _notice,
}
