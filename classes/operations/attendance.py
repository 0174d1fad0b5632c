"""Sign-in sheets (表4): filled, closed for good, and corrected only with a reason and a second person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.core.files import File
from django.db import transaction

from classes.enums import CorrectionDecision
from classes.models import (
    AttendanceCorrection,
    AttendanceMark,
    Enrolment,
    PlannedSession,
    SignIn,
    TrainingClass,
)
from classes.models.roster import EnrolmentQuerySet
from classes.operations.allowed import TEACHING, require, require_state
from classes.operations.employment import PROOF_KINDS, PROOF_SIZE
from classes.operations.logs import recount_log
from classes.operations.make_up import answer_by_correction, answer_by_sheet
from classes.queries.half_days import counted_half_days
from classes.queries.sheets import (
    CORRECTING,
    CORRECTORS,
    INSTITUTION_STAFF,
    has_begun,
    is_over,
    sign_in_opens,
    sign_out_closes,
)
from classes.queries.signing import signed_times
from classes.queries.teaching import expected_on, roster_of, session_counts
from classes.rules.signing import Times, written_by_hand
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.files import take_in
from foundation.core.models import StoredFile
from foundation.core.reasons import Reason
from trainees.models import Person
from trainees.queries import others_of


@dataclass(frozen=True)
class SheetLine:
    """One person of a half-day as filled in: times, or the reason for absence, or nothing yet."""

    enrolment_id: UUID
    signed_in_at: time | None = None
    signed_out_at: time | None = None
    absence_reason: str = ""

    @property
    def counts(self) -> bool:
        return self.signed_in_at is not None and self.signed_out_at is not None

    @property
    def is_empty(self) -> bool:
        return self.times.is_empty

    @property
    def times(self) -> Times:
        return Times(self.signed_in_at, self.signed_out_at, self.absence_reason.strip())


def record_sheet(session: PlannedSession, *, actor: Actor, lines: Sequence[SheetLine]) -> PlannedSession:
    """The institution writes down who signed in and out in this half-day; lines left empty are erased.

    What people have signed themselves is not lost by a blank: it stands until staff write another time or a reason.
    """
    with transaction.atomic():
        locked = open_sheet(session, actor, doing="填写签到表")
        people = _expected_people(locked, lines)
        kept = _with_sign_ins(locked, lines)
        _refuse_wrong_lines(locked, kept, people)
        refuse_who_is_elsewhere(locked, kept, people)
        write_lines(locked, kept, by_id=actor.user_id)
        answer_by_sheet(locked, actor=actor)
        counts = session_counts(locked)
        append(
            Event(
                "attendance.record_sheet",
                f"填写签到表（{locked}）",
                locked,
                detail={"expected": counts.expected, "came": counts.came, "counted": counts.counted},
            ),
            actor=actor,
        )
    return locked


def record_sheets(
    training_class: TrainingClass, *, actor: Actor, sheets: Mapping[UUID, Sequence[SheetLine]]
) -> int:
    """Several half-days at once, as read from a workbook: all of them or none; returns the number of half-days."""
    with transaction.atomic():
        rows = PlannedSession.objects.filter(training_class=training_class, pk__in=sheets).order_by(
            "date", "half"
        )
        saved = [record_sheet(session, actor=actor, lines=sheets[session.pk]) for session in rows]
    return len(saved)


def close_sheet(session: PlannedSession, *, actor: Actor, comment: str = "") -> PlannedSession:
    """The institution closes the sheet of a half-day that is over; from then on nobody can change it."""
    with transaction.atomic():
        locked = open_sheet(session, actor, doing="封存签到表")
        if not is_over(locked):
            raise NotNow("attendance.not_over", f"{locked}的课 {locked.ends_at:%H:%M} 结束，下课后才能封存。")
        counts = session_counts(locked)
        if counts.marked < counts.expected:
            left = counts.expected - counts.marked
            raise NotNow(
                "attendance.sheet_incomplete", f"还有 {left} 人没有签到也没有未到原因，请补齐后封存。"
            )
        now = clock.now()
        rows = PlannedSession.objects.filter(pk=locked.pk).open()
        if rows.update(closed_at=now, closed_by_id=actor.user_id) != 1:
            raise NotNow("attendance.sheet_closed", f"{locked}的签到表已经封存。")
        recount_half_days(Enrolment.objects.filter(training_class=locked.training_class_id))
        append(
            Event(
                "attendance.close_sheet",
                f"封存签到表（{locked}）",
                locked,
                comment=comment,
                detail={"expected": counts.expected, "came": counts.came, "counted": counts.counted},
            ),
            actor=actor,
        )
    return PlannedSession.objects.get(pk=locked.pk)


def request_correction(
    session: PlannedSession, *, actor: Actor, line: SheetLine, reason: str, proof: File[bytes]
) -> AttendanceCorrection:
    """The institution asks to correct one person on a closed sheet, saying why and proving it; the bureau decides."""
    with transaction.atomic():
        locked = locked_session(session, actor)
        require(actor, locked.training_class, INSTITUTION_STAFF, doing="申请更正签到")
        require_state(locked.training_class, CORRECTING, doing="申请更正签到")
        if not locked.is_closed:
            raise NotNow("attendance.sheet_open", f"{locked}的签到表还没有封存，直接在表内改正即可。")
        people = _expected_people(locked, [line])
        _refuse_wrong_lines(locked, [line], people)
        _refuse_bare_correction(line, reason)
        if (
            AttendanceCorrection.objects.filter(session=locked, enrolment_id=line.enrolment_id)
            .pending()
            .exists()
        ):
            raise NotNow("correction.already_pending", "这名学员这半天已有一条更正等待认定，请等认定后再提。")
        stored = take_in(proof, allowed=PROOF_KINDS, max_size=PROOF_SIZE, by_id=actor.user_id)
        return new_correction(locked, line, reason=reason, actor=actor, proof=stored)


def new_correction(
    session: PlannedSession,
    line: SheetLine,
    *,
    reason: str,
    actor: Actor,
    proof: StoredFile | None = None,
    late: SignIn | None = None,
) -> AttendanceCorrection:
    """Put a correction before the bureau: proved by a file, or by an entry of the tablet that came too late."""
    correction = AttendanceCorrection.objects.create(
        session=session,
        enrolment_id=line.enrolment_id,
        signed_in_at=line.signed_in_at,
        signed_out_at=line.signed_out_at,
        absence_reason="" if line.counts else line.absence_reason,
        reason=reason.strip(),
        proof=proof,
        late_sign_in=late,
        requested_by_id=actor.user_id,
        requested_at=clock.now(),
    )
    event = Event(
        "attendance.request_correction",
        f"申请更正签到（{session}）",
        correction,
        comment=reason,
        detail={"proof": proof.sha256 if proof else str(late.pk) if late else ""},
    )
    append(event, actor=actor)
    answer_by_correction(correction, actor=actor)
    return correction


def decide_correction(
    correction: AttendanceCorrection,
    *,
    actor: Actor,
    is_confirmed: bool,
    comment: str = "",
    seen: str | None = None,
) -> AttendanceCorrection:
    """Another person, of the bureau, decides on what he has `seen` (its `version`); the sheet stays as it was."""
    if not actor.has_role(*CORRECTORS):
        raise NotAllowed("correction.wrong_role", "签到更正由培训业务小组或监督检查小组组长认定。")
    if correction.requested_by_id == actor.user_id:
        raise NotAllowed("correction.same_person", "更正由您提出，须由另一人认定。")
    if not is_confirmed and not comment.strip():
        raise Invalid("correction.comment_required", "不予更正须写明理由。")
    decision = CorrectionDecision.CONFIRMED if is_confirmed else CorrectionDecision.REJECTED
    with transaction.atomic():
        session = PlannedSession.objects.select_for_update().get(pk=correction.session_id)
        require_state(session.training_class, CORRECTING, doing="认定签到更正")
        there = AttendanceCorrection.objects.get(pk=correction.pk)
        if there.version != (correction.version if seen is None else seen):
            raise NotNow("correction.changed", "这条更正刚又补入了点名记录，请刷新页面，看过再认定。")
        if is_confirmed:
            _refuse_unreadable(there.proof)
            line = SheetLine(there.enrolment_id, there.signed_in_at, there.signed_out_at)
            refuse_who_is_elsewhere(session, [line], {there.enrolment_id: there.enrolment})
        pending = AttendanceCorrection.objects.filter(pk=there.pk).pending()
        changed = pending.update(
            decision=decision,
            decided_by_id=actor.user_id,
            decided_at=clock.now(),
            decision_reason=comment.strip(),
        )
        if changed != 1:
            raise NotNow("correction.already_decided", "这条更正已经有人认定过，请刷新页面查看。")
        recount_half_days(Enrolment.objects.filter(pk=there.enrolment_id))
        recount_log(session.training_class, session.date)
        append(
            Event("attendance.decide_correction", f"{decision.label}（{session}）", there, comment=comment),
            actor=actor,
        )
    return AttendanceCorrection.objects.get(pk=correction.pk)


def _refuse_unreadable(proof: StoredFile | None) -> None:
    if proof is not None and proof.is_infected:
        message = "证明材料查出病毒，打不开，不能据此更正；请不予更正，由机构附上重新生成的材料再申请。"
        raise NotNow("correction.proof_infected", message)


def locked_session(session: PlannedSession, actor: Actor) -> PlannedSession:
    """The half-day as the database has it now; SQLite holds the whole database until the transaction ends."""
    if not PlannedSession.objects.visible_to(actor).filter(pk=session.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    return PlannedSession.objects.select_for_update().get(pk=session.pk)


def open_sheet(session: PlannedSession, actor: Actor, *, doing: str) -> PlannedSession:
    locked = locked_session(session, actor)
    training_class: TrainingClass = locked.training_class
    require(actor, training_class, INSTITUTION_STAFF, doing=doing)
    require_state(training_class, TEACHING, doing=doing)
    if locked.is_closed:
        raise NotNow("attendance.sheet_closed", f"{locked}的签到表已经封存，需要改动请申请更正。")
    if not has_begun(locked):
        raise NotNow("attendance.not_yet", f"{locked} {locked.starts_at:%H:%M} 上课，还没到签到时间。")
    return locked


def _expected_people(session: PlannedSession, lines: Iterable[SheetLine]) -> dict[UUID, Enrolment]:
    """Those whom the lines name; each must be expected on that day, and named once."""
    expected = {each.pk: each for each in expected_on(roster_of(session.training_class), session.date)}
    named = [line.enrolment_id for line in lines]
    if len(set(named)) != len(named):
        raise Invalid("attendance.twice", "同一名学员在签到表里出现两次，请只保留一行。")
    if not set(named) <= expected.keys():
        raise Invalid("attendance.not_expected", f"签到表里有 {session} 不在班的学员，请刷新页面后重新填写。")
    return {pk: expected[pk] for pk in named}


def _refuse_wrong_lines(
    session: PlannedSession, lines: Iterable[SheetLine], people: dict[UUID, Enrolment]
) -> None:
    reasons = [
        Reason("attendance.wrong_time", f"{people[line.enrolment_id]}：{problem}")
        for line in lines
        if (problem := line_problem(session, line))
    ]
    if reasons:
        raise Invalid("attendance.wrong_time", f"有 {len(reasons)} 行需要改正，其余内容没有保存。", reasons)


def recount_half_days(enrolments: EnrolmentQuerySet) -> int:
    """Note anew how many half-days count for these people, from their closed sheets and confirmed corrections."""
    return enrolments.order_by().update(attended_half_days=counted_half_days())


def line_problem(session: PlannedSession, line: SheetLine) -> str:
    """What is wrong with the times of one line, or nothing; the form asks the same question beforehand."""
    came, left = line.signed_in_at, line.signed_out_at
    if came is None:
        return "没有签到时间，不能只有签退时间" if left else ""
    opens, closes = _window(session)
    if left is not None and left < came:
        return f"签退 {left:%H:%M} 早于签到 {came:%H:%M}"
    if not opens <= came <= session.ends_at:
        return f"签到 {came:%H:%M} 不在 {opens:%H:%M} 至 {session.ends_at:%H:%M} 之间"
    if left is not None and not session.starts_at <= left <= closes:
        return f"签退 {left:%H:%M} 不在 {session.starts_at:%H:%M} 至 {closes:%H:%M} 之间"
    if _instant(session.date, left or came) > clock.now():
        return f"{left or came:%H:%M} 还没有到，不能预先登记"
    return ""


def _window(session: PlannedSession) -> tuple[time, time]:
    """Earliest sign-in and latest sign-out, within the same day."""
    opens = max(sign_in_opens(session), _instant(session.date, time.min))
    closes = min(sign_out_closes(session), _instant(session.date, time(23, 59)))
    return opens.time(), closes.time()


def refuse_who_is_elsewhere(
    session: PlannedSession, lines: Iterable[SheetLine], people: Mapping[UUID, Enrolment]
) -> None:
    """Nobody signs in at two classes in one half-day (F2)."""
    coming = {people[line.enrolment_id].person_id: line.enrolment_id for line in lines if line.signed_in_at}
    # Held until the end of the transaction, so that two classes cannot sign the same person in at the same moment.
    list(Person.objects.select_for_update().of_one_person(coming).order_by("pk").values_list("pk"))
    elsewhere = people_elsewhere(session, coming)
    if elsewhere:
        reasons = [
            Reason("attendance.elsewhere", f"{people[coming[person]]}同一半天已在另一个班签到")
            for person in elsewhere
        ]
        message = f"有 {len(reasons)} 人同一半天已在另一个班签到，请核实本人。"
        raise Invalid("attendance.elsewhere", message, reasons)


def people_elsewhere(session: PlannedSession, person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these people who are signed in at another class in the same half-day, under whichever number."""
    people = set(person_ids)
    same = others_of(people)
    same_time = {
        "session__date": session.date,
        "session__half": session.half,
        "enrolment__person__in": list(same),
        "signed_in_at__isnull": False,
    }
    marked = AttendanceMark.objects.filter(**same_time).exclude(session=session)
    corrected = AttendanceCorrection.objects.filter(**same_time).confirmed().exclude(session=session)
    present = (*marked.values_list("enrolment__person_id"), *corrected.values_list("enrolment__person_id"))
    there = {same[record] for (record,) in present}
    return {person for person in people if same[person] in there}


def _refuse_bare_correction(line: SheetLine, reason: str) -> None:
    if line.is_empty:
        raise Invalid("correction.empty", "请填写更正后的签到、签退时间，或未到原因。")
    if not reason.strip():
        raise Invalid("correction.reason_required", "请写明更正理由，例如录像中可见本人、漏签的原因。")


def _with_sign_ins(session: PlannedSession, lines: Iterable[SheetLine]) -> list[SheetLine]:
    rows = list(lines)
    signed, nothing = signed_times(session, [line.enrolment_id for line in rows]), Times()
    return [
        line_of(line.enrolment_id, written_by_hand(line.times, signed.get(line.enrolment_id, nothing)))
        for line in rows
    ]


def line_of(enrolment_id: UUID, times: Times) -> SheetLine:
    return SheetLine(enrolment_id, times.came, times.left, times.absence_reason)


def write_lines(session: PlannedSession, lines: Iterable[SheetLine], *, by_id: UUID | None) -> None:
    """Put these lines on the open sheet; `by_id` is None where somebody signed himself."""
    now = clock.now()
    filled = [line for line in lines if not line.is_empty]
    erased = [line.enrolment_id for line in lines if line.is_empty]
    AttendanceMark.objects.filter(session=session, enrolment__in=erased).delete()
    AttendanceMark.objects.bulk_create(
        [
            AttendanceMark(
                session=session,
                enrolment_id=line.enrolment_id,
                signed_in_at=line.signed_in_at,
                signed_out_at=line.signed_out_at,
                absence_reason="" if line.counts else line.absence_reason.strip(),
                recorded_by_id=by_id,
                recorded_at=now,
            )
            for line in filled
        ],
        update_conflicts=True,
        unique_fields=["session", "enrolment"],
        update_fields=["signed_in_at", "signed_out_at", "absence_reason", "recorded_by", "recorded_at"],
    )


def _instant(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=clock.CHINA)
