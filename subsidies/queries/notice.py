"""Reads about 公示: what is published of a claim, the notices of the office and of the public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from classes.queries.pinned import parameters_of
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.errors import NotNow
from foundation.core.national_codes import mask_identity_number
from foundation.policy.models import PolicyDocument
from foundation.policy.statements import Statement
from foundation.policy.types import Parameters
from subsidies.enums import IN_NOTICE, ClaimState, ObjectionState
from subsidies.models import ClaimPerson, Objection, PublicNotice, SubsidyClaim
from subsidies.models.notice import ObjectionQuerySet
from subsidies.queries.calculation import stored_statement
from subsidies.queries.stages import stage_of
from subsidies.rules.figures import grouped_yuan

RATE_CODES = ("R_LADDER", "R_FLAT_RATE")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class NoticePlan:
    """What a notice published today would say and how long it would run, for the preview."""

    title: str
    content: dict[str, Any]
    published_on: date
    working_days: int
    closes_on: date
    payable_from: date


def plan_notice(claims: Iterable[SubsidyClaim]) -> NoticePlan:
    """The notice of these claims if it were published today."""
    published = list(claims)
    if any(claim.statement is None for claim in published):
        raise NotNow("notice.not_calculated", "申领单还没有提交测算，不能编制公示。")
    today, calendar = clock.today(), load_calendar()
    working_days = max(working_days_of(claim) for claim in published)
    return NoticePlan(
        title=_title(today.year),
        content=notice_content(published),
        published_on=today,
        working_days=working_days,
        closes_on=calendar.notice_closes_on(today, working_days),
        payable_from=calendar.payable_from(today, working_days),
    )


def working_days_of(claim: SubsidyClaim) -> int:
    """不少于 5 个工作日, as pinned for the class (20号 五(三))."""
    return parameters_of(claim.training_class).whole("notice_working_days")


def _title(year: int) -> str:
    batch = PublicNotice.objects.filter(published_on__year=year).count() + 1
    return f"关于{year}年第{in_chinese(batch)}批职业技能培训补贴资金的公示"


def in_chinese(number: int) -> str:
    """1 … 99 as headings count: 三, 十二, 二十."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    head = "十" if tens == 1 else f"{_DIGITS[tens]}十" if tens < 10 else str(number)
    return head if tens >= 10 or not ones else head + _DIGITS[ones]


def notice_content(claims: Iterable[SubsidyClaim]) -> dict[str, Any]:
    """Units, people, standard, amount, content (20号 五(三)); names and numbers masked (A62)."""
    entries = [_entry(claim) for claim in claims]
    return {
        "basis": _basis(entries),
        "entries": entries,
        "total_heads": sum(entry["heads"] for entry in entries),
        "total_fen": sum(entry["amount_fen"] for entry in entries),
    }


def _entry(claim: SubsidyClaim) -> dict[str, Any]:
    training_class = claim.training_class
    rows = list(_concerned(claim))
    people = [_person(row, parameters_of(training_class)) for row in rows]
    stage = stage_of(claim)
    return {
        "claim": claim.number,
        "institution": claim.institution.name,
        "category": training_class.get_category_display(),
        "content": f"{training_class.occupation_title}第{training_class.term}期{stage.label}",
        "starts_on": training_class.starts_on.isoformat(),
        "ends_on": training_class.ends_on.isoformat(),
        "policy": training_class.policy_document_id,
        "heads": sum(row.is_paid for row in rows),
        "standard": standard_of(stored_statement(claim)),
        "amount_fen": claim.total_fen,
        "people": people,
    }


def _concerned(claim: SubsidyClaim) -> QuerySet[ClaimPerson]:
    """Whoever is paid, and in a last stage whoever gives money back."""
    rows = ClaimPerson.objects.filter(Q(is_paid=True) | Q(amount_fen__lt=0), claim=claim)
    rows = rows.select_related("enrolment__person")
    return rows.order_by("enrolment__position")


def _person(row: ClaimPerson, parameters: Parameters) -> dict[str, Any]:
    person = row.enrolment.person
    number = mask_identity_number(
        person.identity_number.reveal(person),
        head=parameters.whole("mask_keep_first"),
        tail=parameters.whole("mask_keep_last"),
    )
    return {"name": person.masked_name, "identity": number, "amount_fen": row.amount_fen}


def standard_of(statement: Statement) -> str:
    """2,300 元/人; where people's days differ, the steps of the ladder in words."""
    if statement.per_head_fen is not None:
        return f"{grouped_yuan(statement.per_head_fen)} 元/人"
    rate = next((line for line in statement.lines if line.code in RATE_CODES), None)
    return rate.detail.split("，逐人")[0] if rate else "见人员明细"


def _basis(entries: list[dict[str, Any]]) -> str:
    codes = {entry["policy"] for entry in entries}
    documents = PolicyDocument.objects.filter(code__in=codes).order_by("-effective_from")
    named = "、".join(f"《{d.title}》（{d.number}）" for d in documents)
    return (
        f"根据{named}等规定，经培训机构申报、档案验收、人员比对和审核，下列单位符合培训补贴条件，现予公示。"
    )


def public_notices() -> QuerySet[PublicNotice]:
    """What anybody may read today, newest first."""
    return PublicNotice.objects.public().order_by("-published_on", "-number")


def notice_page(pk: UUID) -> PublicNotice | None:
    """One notice as the public may read it; None once it was taken down."""
    return PublicNotice.objects.public().filter(pk=pk).first()


def working_days_left(notice: PublicNotice, on: date | None = None) -> int:
    """Working days of the period that are still to come or under way on that day; 0 when it is over."""
    today = on or clock.today()
    if today > notice.closes_on:
        return 0
    yesterday = date.fromordinal(today.toordinal() - 1)
    return load_calendar().workdays_between(max(yesterday, notice.published_on), notice.closes_on)


def notice_list() -> QuerySet[PublicNotice]:
    """Every notice for the office, with the number of its claims and of open objections."""
    return PublicNotice.objects.annotate(claim_count=Count("claims", distinct=True)).order_by(
        "-published_on", "-number"
    )


def claims_to_publish(actor: Actor) -> QuerySet[SubsidyClaim]:
    """Approved by the director, waiting for 公示."""
    rows = SubsidyClaim.objects.visible_to(actor).filter(state=ClaimState.DIRECTOR_APPROVED)
    return rows.with_names().order_by("director_approved_at")


def notices_due() -> QuerySet[SubsidyClaim]:
    """Claims whose notice period is over and that nobody objects to."""
    contested = Objection.objects.open().values("claim_id")
    over = SubsidyClaim.objects.filter(state=ClaimState.PUBLISHED, notice__payable_from__lte=clock.today())
    return over.exclude(pk__in=contested)


def is_running(notice: PublicNotice, besides: SubsidyClaim | None = None) -> bool:
    """Whether a claim of it (other than `besides`) is still in its notice period or contested."""
    running = SubsidyClaim.objects.filter(notice=notice, state__in=IN_NOTICE)
    return (running.exclude(pk=besides.pk) if besides else running).exists()


def objection_list(actor: Actor, *, state: str = "") -> ObjectionQuerySet:
    rows = Objection.objects.visible_to(actor).select_related(
        "claim__training_class__occupation", "claim__institution__organisation", "claim__notice", "decided_by"
    )
    if state in ObjectionState.values:
        rows = rows.filter(state=state)
    return rows.order_by("state", "-received_at")
