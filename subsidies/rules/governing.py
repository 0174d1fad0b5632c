"""适用文件 (A13): which document governs a claim, and by which of its days that is decided.

By default the day on which the opening was approved. Under another reading a class may fall under another document;
its parameters then come from that document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from foundation.policy.catalogue import Document, documents
from foundation.policy.statements import Line
from foundation.policy.types import Parameters
from subsidies.rules.facts import SubsidyCase
from subsidies.rules.taken import taken
from subsidies.rules.validation import fault

Provide = Callable[[str], Parameters]
APPROVAL = "approval"
_NAMES = {APPROVAL: "开班批准日", "class_end": "班级结业日", "claim": "补贴申请日"}


def governing_day_name(parameters: Parameters) -> str:
    return _NAMES[taken(parameters, "policy_day")]


def governing_day(case: SubsidyCase, parameters: Parameters) -> date | None:
    """The day that decides, where it is known."""
    days = {APPROVAL: case.approved_on, "class_end": case.ends_on, "claim": case.claimed_on}
    return days[taken(parameters, "policy_day")]


def document_on(day: date) -> Document | None:
    """The document in force on a day, or None."""
    return next((each for each in documents() if each.in_force_from <= day <= each.in_force_to), None)


def governed(case: SubsidyCase, parameters: Parameters, provide: Provide) -> tuple[SubsidyCase, Parameters]:
    """The case under the document of its governing day; `provide` gives the parameters of another document."""
    day = governing_day(case, parameters)
    document = document_on(day) if day else None
    if document is None or document.code == case.policy:
        return case, parameters
    same_reading = {"policy_day": taken(parameters, "policy_day")}
    return replace(case, policy=document.code), provide(document.code).with_overrides(same_reading)


def governing_faults(case: SubsidyCase, parameters: Parameters) -> Iterable[Line]:
    """A day on which nothing was in force, and a document that is not that of the day of approval."""
    day, named = governing_day(case, parameters), governing_day_name(parameters)
    if day is None:
        return
    document = document_on(day)
    if document is None:
        text = f"{named}{day:%Y-%m-%d}没有在执行期内的政策文件，由系统管理员先录入当年的实施方案或细则"
        yield fault("E_POLICY_NOT_IN_FORCE", text, field="policy")
    elif document.code != case.policy and taken(parameters, "policy_day") == APPROVAL:
        text = f"{named}为 {day:%Y-%m-%d}，应适用{document.number}"
        yield fault("E_POLICY_NOT_OF_THE_DAY", text, field="policy")
