"""What a page shows, in the shape of the printed forms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import NotNow
from foundation.policy.catalogue import ClauseText, find_clause
from subsidies.documents import (
    CalculationSheet,
    Footnote,
    NoticeEntry,
    NoticePerson,
    NoticeSheet,
    SheetLine,
    SheetPerson,
    SheetReading,
    Signature,
)
from subsidies.models import PublicNotice, SubsidyClaim
from subsidies.queries.claim_page import ClaimPage, PersonRow
from subsidies.queries.explanation import SheetRow
from subsidies.queries.stages import stage_of

ISSUER = "文水县人力资源和社会保障局"
SIGNED_BY = (
    ("一审", "claim.pass_first_review"),
    ("二审", "claim.pass_second_review"),
    ("分管领导", "claim.approve_as_deputy"),
    ("局领导", "claim.approve_as_director"),
)


def calculation_sheet(shown: ClaimPage) -> CalculationSheet:
    """补贴测算单 of a submitted claim."""
    claim, statement = shown.claim, shown.statement
    if shown.is_preview or statement.status != "ok":
        raise NotNow("claim.not_submitted", "申领单提交后才能打印测算单。")
    training_class = claim.training_class
    return CalculationSheet(
        claim_number=claim.number,
        institution_name=claim.institution.name,
        class_name=str(training_class),
        stage=_stage(claim),
        category=training_class.get_category_display(),
        training_period=f"{training_class.starts_on:%-m月%-d日}至{training_class.ends_on:%-m月%-d日}",
        received_on=claim.received_on,
        pay_by=claim.pay_by,
        policy=training_class.policy_document.number if training_class.policy_document else "",
        calculated_at=f"{clock.local(claim.submitted_at):%Y-%m-%d %H:%M}" if claim.submitted_at else "",
        approved_heads=training_class.approved_count,
        verified_heads=_heads(shown, "S_VERIFIED"),
        passed_heads=sum(row.passed for row in shown.people),
        employed_heads=sum(row.employed for row in shown.people),
        payable_heads=f"{claim.payable_heads} 人",
        lines=sheet_lines(shown.rows, is_trial_rate=shown.is_trial_rate),
        total_fen=claim.total_fen,
        sending=tuple(
            SheetLine(
                title=line.title,
                formula=line.formula,
                detail=line.detail,
                clause=line.clause.spoken() if line.clause else "",
                result=line.result_text,
            )
            for line in shown.sending
        ),
        readings=tuple(
            SheetReading(subject=row.subject, reading=row.adopted, confirmation=row.tag.label)
            for row in shown.readings
        ),
        warnings=tuple(shown.warnings),
        persons=tuple(_sheet_person(number, row) for number, row in enumerate(shown.people, start=1)),
        signatures=tuple(_signatures(shown)),
        marks=tuple(_marks(shown)),
        footnotes=footnotes_of(shown.rows),
        printed_at=f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
        check_code=claim.digest[:16],
    )


def _stage(claim: SubsidyClaim) -> str:
    """第 2 段（末段），5月7日至5月7日; nothing where the class is settled at once."""
    stage = stage_of(claim)
    return f"{stage.label}，{stage.period}" if stage.label else ""


def _heads(shown: ClaimPage, code: str) -> int | None:
    found = next((line.heads for line in shown.statement.lines if line.code == code), None)
    return None if found is None else int(found)


def _marks(shown: ClaimPage) -> Iterable[str]:
    """What must be seen before the figures: a standard on trial, a standard that is not confirmed."""
    if shown.is_trial_rate:
        yield "补贴标准为试用标准"
    if shown.pending:
        yield shown.pending


def sheet_lines(rows: Iterable[SheetRow], *, is_trial_rate: bool) -> tuple[SheetLine, ...]:
    """The boxes as they are printed, each with the numbers of its footnotes."""
    boxes = list(rows)
    numbers = {text.clause: number for number, text in enumerate(_cited(boxes), start=1)}
    return tuple(
        SheetLine(
            title=row.title,
            formula=row.formula,
            detail=row.detail,
            inputs=row.inputs_text,
            intermediate=row.intermediate,
            rounding=row.rounding_text,
            clause=row.clause_text,
            result=row.result,
            is_pending=row.is_pending,
            notes=tuple(dict.fromkeys(numbers[clause] for clause in row.cited if clause in numbers)),
            mark="试用标准" if row.is_rate and is_trial_rate else "",
        )
        for row in boxes
    )


def footnotes_of(rows: Iterable[SheetRow]) -> tuple[Footnote, ...]:
    """Every cited clause once, word for word, in the order in which it is first cited (N2)."""
    return tuple(
        Footnote(number=number, clause=text.clause.spoken(), text=text.text)
        for number, text in enumerate(_cited(rows), start=1)
    )


def _cited(rows: Iterable[SheetRow]) -> list[ClauseText]:
    """What the office has set itself has no words to quote."""
    cited = dict.fromkeys(clause for row in rows for clause in row.cited)
    return [text for clause in cited if (text := find_clause(clause)) is not None]


def _sheet_person(number: int, row: PersonRow) -> SheetPerson:
    return SheetPerson(
        number=number,
        name=row.name,
        identity_number=row.identity,
        valid_days=row.days,
        amount_fen=row.amount_fen,
        formula=row.formula,
        remark=row.reason,
    )


def _signatures(shown: ClaimPage) -> list[Signature]:
    """The opinions since the last submission; an empty cell for who has not signed yet."""
    signed: dict[str, Entry] = {}
    for entry in shown.entries:
        if entry.action == "claim.submit":
            break
        signed.setdefault(entry.action, entry)
    return [
        Signature(
            role=role,
            text=signed[action].comment or "同意。",
            signer=signed[action].actor_name,
            signed_on=clock.local(signed[action].at).date(),
        )
        if action in signed
        else Signature(role=role)
        for role, action in SIGNED_BY
    ]


def notice_sheet(notice: PublicNotice) -> NoticeSheet:
    """公示 as it was published, from the stored content alone."""
    return NoticeSheet(
        title=notice.title,
        number=notice.number,
        basis=notice.content["basis"],
        notice_period=f"{notice.published_on:%-m月%-d日}发布，次日起 {notice.working_days} 个工作日，"
        f"至{notice.closes_on:%-m月%-d日}",
        entries=tuple(
            NoticeEntry(
                institution_name=entry["institution"],
                content=entry["content"],
                training_period=_period(entry["starts_on"], entry["ends_on"]),
                heads=entry["heads"],
                standard=entry["standard"],
                amount_fen=entry["amount_fen"],
                persons=tuple(
                    NoticePerson(masked_name=p["name"], masked_identity_number=p["identity"])
                    for p in entry["people"]
                ),
            )
            for entry in notice.content["entries"]
        ),
        issuer=ISSUER,
        published_on=notice.published_on,
        printed_at=f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
        check_code=notice.digest[:16],
    )


def _period(first: str, last: str) -> str:
    starts, ends = date.fromisoformat(first), date.fromisoformat(last)
    return f"{starts:%-m月%-d日}至{ends:%-m月%-d日}"
