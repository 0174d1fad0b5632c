"""公示 (20号 五(三)): publishing what was signed, hearing objections, closing after five full working days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import signed_in
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import DomainError, Invalid, NotNow
from foundation.core.numbering import Series, numbered
from foundation.workflow.engine import performs
from subsidies.enums import IN_NOTICE, ClaimVerb, ObjectionState
from subsidies.models import Objection, PublicNotice, SubsidyClaim
from subsidies.operations.claim import stop_the_clock
from subsidies.queries.calculation import canonical_digest
from subsidies.queries.notice import is_running, notices_due, plan_notice
from subsidies.workflow import CLAIM

NOTICE_NUMBERS = Series("GS", width=3)


@transaction.atomic
def publish_claims(claims: Sequence[SubsidyClaim], *, actor: Actor, comment: str = "") -> PublicNotice:
    """One notice for several approved claims (第三批…); all of them, or none."""
    if not claims:
        raise Invalid("notice.no_claims", "请先选择要公示的申领单。")
    notice = _write_notice(claims, actor)
    for claim in claims:
        publish_claim(claim, actor=actor, comment=comment, notice=notice)
    return notice


@performs(CLAIM, ClaimVerb.PUBLISH)
def publish_claim(
    record: SubsidyClaim, *, actor: Actor, comment: str = "", notice: PublicNotice | None = None
) -> dict[str, Any]:
    """What the director signed is published; content and dates can not be changed afterwards."""
    record.notice = notice or _write_notice([record], actor)
    record.save(update_fields=["notice"])
    return {
        "notice": record.notice.number,
        "closes_on": record.notice.closes_on.isoformat(),
        "digest": record.notice.digest,
    }


def _write_notice(claims: Sequence[SubsidyClaim], actor: Actor) -> PublicNotice:
    plan = plan_notice(claims)
    facts = {
        "title": plan.title,
        "content": plan.content,
        "digest": canonical_digest(plan.content),
        "published_on": plan.published_on,
        "working_days": plan.working_days,
        "closes_on": plan.closes_on,
        "payable_from": plan.payable_from,
        "published_by_id": signed_in(actor),
    }
    return numbered(
        PublicNotice.objects.all(),
        NOTICE_NUMBERS,
        plan.published_on.year,
        lambda number: PublicNotice.objects.create(number=number, **facts),
    )


@transaction.atomic
def receive_objection(
    claim: SubsidyClaim, *, actor: Actor, raised_by_name: str, content: str, contact: str = ""
) -> Objection:
    """Somebody objects, in the office or on the public page. Until it is decided, nothing is paid."""
    claim = SubsidyClaim.objects.select_for_update().get(pk=claim.pk)
    if claim.state not in IN_NOTICE:
        raise NotNow("objection.not_in_notice", "这份公示已经期满，请改为向监督检查小组书面反映。")
    if not raised_by_name.strip() or not content.strip():
        raise Invalid("objection.incomplete", "请写明反映人姓名和反映的具体情况。")
    objection = Objection.objects.create(
        claim=claim,
        raised_by_name=raised_by_name.strip(),
        contact=contact.strip(),
        content=content.strip(),
        registered_by_id=actor.user_id,
    )
    append(Event("claim.receive_objection", "收到公示异议", claim), actor=actor)
    return objection


@performs(CLAIM, ClaimVerb.OPEN_OBJECTION)
def open_objection(
    record: SubsidyClaim, *, actor: Actor, comment: str = "", raised_by_name: str = "", contact: str = ""
) -> dict[str, Any]:
    """The office takes up an objection: one that came in, or one that is told now; payment waits."""
    if raised_by_name.strip():
        receive_objection(
            record, actor=actor, raised_by_name=raised_by_name, content=comment, contact=contact
        )
    waiting = record.objections.open().count()
    if not waiting:
        raise Invalid("objection.incomplete", "请写明反映人姓名和反映的具体情况。")
    return {"objections": waiting}


@performs(CLAIM, ClaimVerb.DISMISS_OBJECTION)
def dismiss_objection(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """Looked into and not founded; the notice goes on."""
    return _decide(record, actor, ObjectionState.DISMISSED, comment)


@performs(CLAIM, ClaimVerb.UPHOLD_OBJECTION)
def uphold_objection(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The objection is founded: the claim goes back, is calculated and published anew."""
    decided = _decide(record, actor, ObjectionState.UPHELD, comment)
    if record.notice and not is_running(record.notice, besides=record):
        take_down(record.notice, actor=actor, title="异议成立，公示撤下")
    return {**decided, **stop_the_clock(record)}


@performs(CLAIM, ClaimVerb.RETURN_AFTER_DISPUTE)
def return_claim_after_dispute(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """A trainee was right about his own line: after the facts the claim is put right, and published anew."""
    if record.notice and not is_running(record.notice, besides=record):
        take_down(record.notice, actor=actor, title="本人异议成立，公示撤下")
    return stop_the_clock(record)


def _decide(record: SubsidyClaim, actor: Actor, state: ObjectionState, comment: str) -> dict[str, Any]:
    if not comment.strip():
        raise Invalid("objection.conclusion_missing", "请写明核查情况和结论。")
    decided = record.objections.open().update(
        state=state, conclusion=comment.strip(), decided_at=clock.now(), decided_by_id=actor.user_id
    )
    return {"objections": decided, "conclusion": state.label}


@performs(CLAIM, ClaimVerb.CLOSE_NOTICE)
def close_notice(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """Five full working days without an open objection: the claim may go to 财政."""
    return {"closes_on": record.notice.closes_on.isoformat() if record.notice else ""}


def close_due_notices(*, actor: Actor) -> int:
    """Every notice period that is over; idempotent, run daily. Returns how many claims went on."""
    closed = 0
    for claim in list(notices_due().select_related("notice")):
        try:
            close_notice(claim, actor=actor)
        except DomainError:
            continue  # somebody objected or acted meanwhile; tomorrow's run looks again
        closed += 1
    for notice in PublicNotice.objects.public().filter(payable_from__lte=clock.today()):
        if not is_running(notice):
            take_down(notice, actor=actor)
    return closed


@transaction.atomic
def take_down(notice: PublicNotice, *, actor: Actor, title: str = "公示期满撤下") -> None:
    """After its term a notice is no longer shown to the public; it stays in the archive (A62)."""
    taken = PublicNotice.objects.public().filter(pk=notice.pk).update(taken_down_at=clock.now())
    if taken:
        append(Event("notice.take_down", title, notice), actor=actor)
