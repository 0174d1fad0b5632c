"""申请补签: which half-days somebody may ask about, what became of what he asked, what waits for the class head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from classes.enums import CorrectionDecision
from classes.enums_make_up import MakeUpState
from classes.models import AttendanceCorrection, Enrolment, MakeUpRequest, PlannedSession
from classes.queries.sheets import sign_out_closes
from classes.queries.teaching import Place, Presence, expected_on
from classes.rules.make_up import Missed, refusal_to_ask
from foundation.core import clock

SAID = {
    MakeUpState.ASKED: "已申请，等班主任办理",
    MakeUpState.ENTERED: "班主任已补入签到表",
    MakeUpState.PROPOSED: "班主任已申请更正，等县人社局认定",
    MakeUpState.REFUSED: "班主任不同意",
}
DECIDED = {
    CorrectionDecision.CONFIRMED: "县人社局已认定更正",
    CorrectionDecision.REJECTED: "县人社局不予更正",
}


@dataclass(frozen=True)
class MyRequest:
    """One request as the person who asked reads it."""

    request: MakeUpRequest
    words: str
    answer: str
    kind: str  # wait, ok, no


@dataclass(frozen=True)
class UnderWay:
    """The half-days of one person about which something is asked or to be decided."""

    asked: frozenset[UUID]
    corrections: frozenset[UUID]


def under_way(enrolment: Enrolment) -> UnderWay:
    asked = MakeUpRequest.objects.open().filter(enrolment=enrolment)
    pending = AttendanceCorrection.objects.pending().filter(enrolment=enrolment)
    return UnderWay(
        frozenset(asked.values_list("session_id", flat=True)),
        frozenset(pending.values_list("session_id", flat=True)),
    )


def missed_at(
    session: PlannedSession, enrolment: Enrolment, stands: Mapping[Place, Presence], known: UnderWay
) -> Missed:
    """`session.training_class` must be at hand."""
    there = stands.get((session.pk, enrolment.pk))
    return Missed(
        is_expected=bool(expected_on([enrolment], session.date)),
        is_over=session.is_closed or clock.now() > sign_out_closes(session),
        counts=there is not None and there.counts,
        is_asked=session.pk in known.asked,
        is_in_correction=session.pk in known.corrections,
    )


def may_be_asked(
    sessions: Iterable[PlannedSession], enrolment: Enrolment, stands: Mapping[Place, Presence]
) -> list[PlannedSession]:
    """The half-days about which this person may ask, the latest first."""
    known = under_way(enrolment)
    found = [each for each in sessions if not refusal_to_ask(missed_at(each, enrolment, stands, known))]
    return sorted(found, key=lambda each: (each.date, each.half), reverse=True)


def my_requests(enrolment: Enrolment) -> list[MyRequest]:
    """What he has asked, the latest first."""
    rows = MakeUpRequest.objects.filter(enrolment=enrolment).select_related("session", "correction")
    return [_mine(each) for each in rows]


def _mine(request: MakeUpRequest) -> MyRequest:
    correction = request.correction
    if correction is not None and correction.decision != CorrectionDecision.PENDING:
        kind = "ok" if correction.decision == CorrectionDecision.CONFIRMED else "no"
        return MyRequest(
            request, DECIDED[CorrectionDecision(correction.decision)], correction.decision_reason, kind
        )
    kinds = {MakeUpState.ENTERED: "ok", MakeUpState.REFUSED: "no"}
    state = MakeUpState(request.state)
    return MyRequest(request, SAID[state], request.answer, kinds.get(state, "wait"))


def requests_at(session: PlannedSession) -> Sequence[MakeUpRequest]:
    """Everything asked about one half-day, what waits first, in the order of the roster."""
    rows = MakeUpRequest.objects.filter(session=session).select_related(
        "enrolment__person", "correction", "answered_by"
    )
    found = sorted(rows, key=lambda each: (each.state != MakeUpState.ASKED, each.enrolment.position))
    for each in found:
        each.session = session
    return found


def waiting_at(session: PlannedSession) -> list[MakeUpRequest]:
    """What is asked about one half-day and not answered yet."""
    return [each for each in requests_at(session) if each.state == MakeUpState.ASKED]


def pending_correction(request: MakeUpRequest) -> AttendanceCorrection | None:
    """The correction of that half-day which awaits the bureau's word."""
    rows = AttendanceCorrection.objects.pending()
    return rows.filter(session=request.session_id, enrolment=request.enrolment_id).first()
