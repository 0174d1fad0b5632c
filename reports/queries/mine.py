"""我的名字用在哪里 (N20): everything done in one person's name, over all institutions and years, and how it stands.

What is read belongs to one person, that of the visit, under whichever record of his it stands; without him nothing is
read. One query per kind of record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from classes.models import AttendanceMark, Enrolment
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.money import format_yuan
from subsidies.enums import EDITABLE_STATES, PAID_STATES, ClaimState, HeldState
from subsidies.models import ClaimPerson, HeldLine, SubsidyClaim
from subsidies.queries.held import held_line_of
from trainees.enums import DisputeTarget
from trainees.models import Application, Dispute, Person, PersonQuerySet, PersonVisit
from trainees.queries import DisputableLine, signed_line
from vouchers.models import Voucher

NEVER_MINE = (*EDITABLE_STATES, ClaimState.RECOVERED)
KEPT_SIGNS = 4
HELD_IN_WORDS: dict[str, str] = {
    HeldState.HELD: "您的异议 {} 有结论前，这笔补贴暂缓支付，其他人照常",
    HeldState.SENT: "您的异议 {} 不成立，这笔补贴正在补付",
    HeldState.PAID: "您的异议 {} 不成立，这笔补贴已经补付",
    HeldState.STRUCK: "您的异议 {} 成立，这笔补贴不予支付",
}


@dataclass(frozen=True)
class OwnLine:
    """One thing done in my name: when, what, by whom; how it stands, and what I have said against it."""

    day: date
    line: DisputableLine
    place: str
    tag: StateTag
    token: str = ""
    details: tuple[str, ...] = ()
    note: str = ""
    dispute: Dispute | None = None

    @property
    def kind(self) -> str:
        return str(self.line.kind.label)

    @property
    def may_be_disputed(self) -> bool:
        return self.dispute is None or not self.dispute.is_open


@dataclass(frozen=True)
class OwnYear:
    year: int
    lines: tuple[OwnLine, ...]


def own_years(visit: PersonVisit) -> list[OwnYear]:
    """Newest first. Seven queries, however much there is; none where the visit has no person."""
    if visit.person is None:
        return []
    own = Person.objects.of_one_person([visit.person.pk])
    lines = sorted(_finished(visit, own), key=lambda each: (each.day, each.kind), reverse=True)
    return [OwnYear(year, tuple(rows)) for year, rows in groupby(lines, key=lambda each: each.day.year)]


def _finished(visit: PersonVisit, own: PersonQuerySet) -> Iterator[OwnLine]:
    disputes = {
        (each.target_kind, each.target_id): each
        for each in Dispute.objects.filter(person__in=own).order_by("created_at")
    }
    for found in _lines(own):
        yield OwnLine(
            found.day,
            found.line,
            found.place,
            found.tag,
            signed_line(visit, found.line),
            found.details,
            found.note,
            disputes.get((found.line.kind.value, found.line.target_id)),
        )


def _lines(own: PersonQuerySet) -> Iterator[OwnLine]:
    yield from _applications(own)
    yield from _classes(own)
    yield from _vouchers(own)
    yield from _payments(own)


def _applications(own: PersonQuerySet) -> Iterator[OwnLine]:
    rows = Application.objects.filter(person__in=own).select_related("institution").order_by("created_at")
    for row in rows:
        day = clock.local(row.created_at).date()
        text = f"{day:%Y-%m-%d} 报名参加{row.occupation_name}培训"
        line = DisputableLine(DisputeTarget.APPLICATION, row.pk, row.institution_id, row.person_id, text)
        yield OwnLine(day, line, row.institution.name, row.state_tag)


def _classes(own: PersonQuerySet) -> Iterator[OwnLine]:
    rows = Enrolment.objects.filter(person__in=own).select_related(
        "training_class__occupation", "training_class__institution", "employment"
    )
    marks = _marks(own)
    for row in rows:
        yield _attended(row)
        yield _signed_in(row, marks.get(row.pk, []))
        yield from _results(row)


def _attended(row: Enrolment) -> OwnLine:
    done = row.training_class
    text = f"参加{done}（{done.starts_on:%Y-%m-%d}至{done.ends_on:%Y-%m-%d}）"
    return _line(row, DisputeTarget.CLASS, done.starts_on, text, row.state_tag)


def _signed_in(row: Enrolment, marks: list[AttendanceMark]) -> OwnLine:
    came = [mark for mark in marks if mark.signed_in_at is not None]
    text = f"{row.training_class}的签到：记有 {len(came)} 个半天到课"
    line = _line(row, DisputeTarget.ATTENDANCE, row.training_class.starts_on, text, StateTag("考勤", "mute"))
    details = tuple(
        f"{mark.session.date:%m-%d} {mark.session.get_half_display()}　{_times(mark)}" for mark in marks
    )
    return OwnLine(line.day, line.line, line.place, line.tag, details=details)


def _times(mark: AttendanceMark) -> str:
    if mark.signed_in_at is None:
        return f"未到（{mark.absence_reason}）" if mark.absence_reason else "未到"
    left = f"，{mark.signed_out_at:%H:%M} 签退" if mark.signed_out_at else "，没有签退"
    return f"{mark.signed_in_at:%H:%M} 签到{left}"


def _results(row: Enrolment) -> Iterator[OwnLine]:
    end = row.training_class.ends_on
    if row.theory_points is not None or row.was_absent_from_exam:
        tag = StateTag("合格", "ok") if row.has_passed else StateTag("不合格", "danger")
        text = f"{row.training_class}的结业考试" + ("：缺考" if row.was_absent_from_exam else "")
        yield _line(row, DisputeTarget.EXAM, end, text, tag)
    if row.certificate_number:
        shown = "*" * max(len(row.certificate_number) - KEPT_SIGNS, 0) + row.certificate_number[-KEPT_SIGNS:]
        issued = row.certificate_issued_on or end
        yield _line(row, DisputeTarget.CERTIFICATE, issued, f"证书 {shown}", StateTag("已发证", "ok"))
    if hasattr(row, "employment"):
        proof = row.employment
        text = f"{proof.started_on:%Y-%m-%d}起在{proof.employer}{proof.get_kind_display()}，岗位{proof.job}"
        verified = row.employment_verified_by_id is not None
        tag = StateTag("已核实", "ok") if verified else StateTag("机构申报", "info")
        yield _line(row, DisputeTarget.EMPLOYMENT, proof.started_on, text, tag)


def _marks(own: PersonQuerySet) -> dict[UUID, list[AttendanceMark]]:
    rows = AttendanceMark.objects.filter(enrolment__person__in=own).select_related("session")
    found: dict[UUID, list[AttendanceMark]] = {}
    for mark in rows.order_by("session__date", "session__half"):
        found.setdefault(mark.enrolment_id, []).append(mark)
    return found


def _line(row: Enrolment, kind: DisputeTarget, day: date, text: str, tag: StateTag) -> OwnLine:
    place = row.training_class.institution
    return OwnLine(day, DisputableLine(kind, row.pk, place.pk, row.person_id, text), place.name, tag)


def _vouchers(own: PersonQuerySet) -> Iterator[OwnLine]:
    rows = Voucher.objects.filter(person__in=own).select_related("application__institution")
    for row in rows:
        day = clock.local(row.issued_at or row.created_at).date()
        text = f"{row.get_kind_display()} {row.number}，{row.occupation_title}"
        place = row.application.institution
        line = DisputableLine(DisputeTarget.VOUCHER, row.pk, place.pk, row.person_id, text)
        yield OwnLine(day, line, place.name, row.state_tag)


def _payments(own: PersonQuerySet) -> Iterator[OwnLine]:
    """What institutions have been or are to be paid for me. The line is the claim's, and mine in it."""
    rows = ClaimPerson.objects.filter(enrolment__person__in=own, is_paid=True).exclude(
        claim__state__in=NEVER_MINE
    )
    for row in rows.select_related(
        "enrolment",
        "claim__institution",
        "claim__training_class__occupation",
        "claim__training_class__institution",
        "held__dispute",
    ):
        claim, held = row.claim, held_line_of(row)
        day = clock.local(claim.submitted_at or claim.created_at).date()
        words = _paid_in_words(claim, held)
        text = f"{claim.training_class}培训补贴，{words} {format_yuan(row.amount_fen)} 元，付给培训机构"
        line = DisputableLine(
            DisputeTarget.PAYMENT, claim.pk, claim.institution_id, row.enrolment.person_id, text
        )
        tag = held.state_tag if held else claim.state_tag
        note = HELD_IN_WORDS[held.state].format(held.dispute.number) if held else ""
        yield OwnLine(day, line, claim.institution.name, tag, note=note)


def _paid_in_words(claim: SubsidyClaim, held: HeldLine | None) -> str:
    if held is None:
        return "已拨付" if claim.state in PAID_STATES else "申请"
    return {HeldState.PAID: "已补付", HeldState.STRUCK: "不予支付"}.get(HeldState(held.state), "暂缓支付")
