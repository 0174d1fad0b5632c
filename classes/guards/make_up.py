"""Questions before 补签申请 is answered: has the record been put right, or is that asked for?"""

from __future__ import annotations

from classes.models import MakeUpRequest
from classes.queries.make_up import pending_correction
from classes.queries.teaching import Presence, presences
from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core.reasons import Reason


def sheet_counts_it(record: MakeUpRequest, actor: Actor) -> Reason | None:
    """Does the sheet show him signed in and out in this half-day?"""
    del actor
    stands = presences([record.session]).get((record.session_id, record.enrolment_id), Presence())
    if stands.counts:
        return None
    todo = "请先申请更正" if record.session.is_closed else "请先在签到表上补写时间"
    return Reason(
        "make_up.not_on_sheet",
        f"签到表上这半天还没有他的签到和签退，{todo}",
        link=record.session.get_absolute_url(),
    )


def correction_is_asked_for(record: MakeUpRequest, actor: Actor) -> Reason | None:
    """Has the institution put a correction of this half-day before the bureau?"""
    del actor
    if pending_correction(record) is not None:
        return None
    return Reason(
        "make_up.no_correction",
        "这半天还没有等待认定的更正，请先在封存的签到表上申请更正",
        link=record.session.get_absolute_url(),
    )


met_by(
    (Role.CLASS_TEACHER, Role.INSTITUTION_MANAGER),
    "make_up.not_on_sheet",
    "make_up.no_correction",
)
