"""异议: raised by the person himself, examined by one inspector, decided by another, put right (N20; 20号 六)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.numbering import Series, numbered
from foundation.workflow.engine import performs
from foundation.workflow.messages import tell
from trainees.enums import EXAMINING_ROLES, DisputeTarget
from trainees.enums import DisputeVerb as V
from trainees.models import Dispute, Person, PersonVisit
from trainees.queries.disputes import DisputableLine, corrector_of, record_page
from trainees.queries.visits import visitor
from trainees.workflow import DISPUTE

DISPUTE_NUMBERS = Series("YY")
LONGEST = 500


@transaction.atomic
def open_dispute(visit: PersonVisit, line: DisputableLine, *, actor: Actor, content: str) -> Dispute:
    """The person says that this line is not so. From now on the line is frozen, and the inspectors have the case."""
    person = visit.person
    if person is None or not visit.is_open:
        raise NotNow("visit.over", "查询时间已到，请重新获取验证码。")
    words = content.strip()
    if not words:
        raise Invalid("dispute.content_missing", "请写明哪里不对，几个字也可以，例如“我没有参加过这个班”。")
    if (
        Dispute.objects.open()
        .filter(target_kind=line.kind, target_id=line.target_id, person=line.person_id)
        .exists()
    ):
        raise NotNow("dispute.already_open", "这条记录您已经提过异议，正在核查，请等候答复。")
    own = Person.objects.of_one_person([person.pk])
    today = Dispute.objects.filter(person__in=own, created_at__gt=clock.now() - timedelta(days=1))
    if today.count() >= settings.DISPUTES_PER_DAY:
        raise NotNow("dispute.too_many", "今天提出的异议已经很多，请等候答复，或到县人社局窗口当面反映。")
    dispute = _write(visit, line, words[:LONGEST])
    append(
        Event("dispute.open", f"本人对“{line.text}”提出异议"[:120], dispute, words),
        actor=visitor(visit, actor),
    )
    inspectors = holders_of(*EXAMINING_ROLES, Role.INSPECTION_HEAD).values_list("pk", flat=True)
    tell(set(inspectors), title=f"{dispute}：{line.text}", body=words, url=dispute.get_absolute_url())
    return dispute


def _write(visit: PersonVisit, line: DisputableLine, words: str) -> Dispute:
    facts = {
        "person_id": line.person_id,
        "institution_id": line.institution_id,
        "target_kind": line.kind,
        "target_id": line.target_id,
        "line": line.text[:200],
        "content": words,
        "phone_masked": visit.phone_masked,
    }
    try:
        return numbered(
            Dispute.objects.all(),
            DISPUTE_NUMBERS,
            clock.today().year,
            lambda number: Dispute.objects.create(number=number, **facts),
        )
    except IntegrityError as error:
        raise NotNow("dispute.already_open", "这条记录您已经提过异议，正在核查，请等候答复。") from error


@performs(DISPUTE, V.EXAMINE)
def examine_dispute(record: Dispute, *, actor: Actor, comment: str) -> dict[str, Any]:
    """An inspector has looked into it; what he found is the comment. Somebody else will draw the conclusion."""
    return {"target": record.target_kind}


@performs(DISPUTE, V.UPHOLD, writes=("answer",))
def uphold_dispute(record: Dispute, *, actor: Actor, comment: str) -> dict[str, Any]:
    """The person is right: the line stays frozen, nothing is paid on it; the comment is the answer he reads.

    Who has to put the record right is told which one it is, and neither what the person said nor what he is answered.
    """
    record.answer = comment.strip()
    _tell_who_corrects(record)
    return {"target": record.target_kind}


def _tell_who_corrects(dispute: Dispute) -> None:
    role = corrector_of(dispute)
    owner = {"organisation_id": dispute.institution_id} if role == Role.INSTITUTION_MANAGER else {}
    tell(
        set(holders_of(role, **owner).values_list("pk", flat=True)),
        title=f"异议成立（{dispute.number}），请更正{DisputeTarget(dispute.target_kind).label}记录",
        body=f"{dispute.person.masked_name}：{dispute.line}。这一条已冻结，请按更正规定改正，更正前不能继续办理。",
        url=record_page(dispute),
    )


@performs(DISPUTE, V.CONFIRM_CORRECTION, writes=("correction",))
def confirm_correction(record: Dispute, *, actor: Actor, comment: str) -> dict[str, Any]:
    """The record is put right by its own rules; the comment says what was changed. The line is free again.

    A claim that was calculated before stays stopped until it is calculated anew, and a line that was held back of
    it is struck: its amount rests on what was wrong.
    """
    record.correction = comment.strip()
    return {"target": record.target_kind}


@performs(DISPUTE, V.REJECT, writes=("answer",))
def reject_dispute(record: Dispute, *, actor: Actor, comment: str) -> dict[str, Any]:
    """The record is right as it stands: the line is free again; the comment is the answer he reads."""
    record.answer = comment.strip()
    return {"target": record.target_kind}
