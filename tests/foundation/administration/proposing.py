"""A proposed parameter, as the tests of this folder begin."""

from __future__ import annotations

from datetime import date
from typing import Any

from foundation.administration.operations.parameters import propose_parameter
from foundation.policy.models import ParameterRow, PolicyDocument
from foundation.policy.types import Clause
from tests.cast import Cast

KEY = "open_lead_days"
ADDRESS = f"/policy/parameters/{KEY}/"
FORM = {
    "document": "2026-8",
    "written": "10",
    "effective_from": "2026-06-01",
    "basis": "2026-8|二(3)",
    "reason": "机构反映时间不够",
}


def propose(cast: Cast, by: str = "li_jing", **facts: Any) -> ParameterRow:
    """开班提前天数: ten days from 1 June 2026 on, proposed by 李静."""
    given = {
        "document": PolicyDocument.objects.get(pk="2026-8"),
        "key": KEY,
        "written": "10",
        "effective_from": date(2026, 6, 1),
        "clause": Clause("2026-8", "二(3)"),
        "reason": "机构反映时间不够",
    }
    return propose_parameter(actor=cast.actor(by), **{**given, **facts})
