"""Employment: declared and proved by the institution, verified by 监督检查小组 (8号 三(三); A57–A60)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files import File
from django.db import transaction

from classes.enums import (
    FIRST_MONTH_PROOFS,
    RECENT_MONTHS_PROOFS,
    EmploymentKind,
    EnrolmentState,
    ProofDocument,
)
from classes.enums import EnrolmentVerb as V
from classes.models import EmploymentProof, Enrolment, ProofFile
from classes.operations.allowed import require
from classes.queries.callbacks import call_of
from classes.queries.results import proof_of
from classes.rules.proof_months import in_words
from classes.workflow import ENROLMENT
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.files import take_in
from foundation.core.models import FileKind
from foundation.core.national_codes import check_credit_code, check_phone
from foundation.core.reasons import Reason
from foundation.workflow.engine import performs
from trainees.operations import note_destination

PROOF_KINDS = (FileKind.PDF, FileKind.JPG, FileKind.PNG)
PROOF_SIZE = 10 * 1024 * 1024
FILES_PER_DOCUMENT = 6

_DECLARING = frozenset({EnrolmentState.VERIFIED, EnrolmentState.EMPLOYMENT_RETURNED})


@dataclass(frozen=True)
class EmploymentFacts:
    """One line of 表10 as the institution declares it; the wage is in fen a month."""

    kind: str
    employer: str
    credit_code: str
    job: str
    started_on: date
    monthly_wage_fen: int
    contract_from: date | None = None
    contract_to: date | None = None
    own_phone: str = ""
    employer_phone: str = ""


def declare_employment(enrolment: Enrolment, *, actor: Actor, facts: EmploymentFacts) -> EmploymentProof:
    """The institution says where and since when somebody works; until it is submitted it may be changed."""
    with transaction.atomic():
        locked = _declaring(enrolment, actor)
        proof = proof_of(locked) or EmploymentProof(enrolment=locked)
        _refuse_wrong_facts(facts, has_own_phone=bool(proof.own_phone))
        for name in ("kind", "employer", "job", "started_on", "monthly_wage_fen", "employer_phone"):
            setattr(proof, name, getattr(facts, name))
        has_contract = facts.kind == EmploymentKind.ENTERPRISE
        proof.contract_from = facts.contract_from if has_contract else None
        proof.contract_to = facts.contract_to if has_contract else None
        proof.credit_code = check_credit_code(facts.credit_code)
        if facts.own_phone:  # left empty, the number given before stays
            proof.own_phone = check_phone(facts.own_phone)
        proof.declared_at, proof.declared_by_id = clock.now(), actor.user_id
        proof.save()
        detail = {"kind": facts.kind, "employer": facts.employer, "started_on": facts.started_on}
        note_destination(locked.application_id, actor=actor, destination=f"{facts.employer}　{facts.job}")
        append(Event("employment.declare", "填写就业情况", locked, detail=detail), actor=actor)
    return proof


def attach_proof(
    enrolment: Enrolment, *, actor: Actor, document: str, uploaded: File[bytes], month: date | None = None
) -> ProofFile:
    """The institution adds one paper to the proof of somebody's employment; the same paper twice is refused.

    Of wages and attendance each paper is of one `month` (its first day).
    """
    with transaction.atomic():
        locked = _declaring(enrolment, actor)
        proof = proof_of(locked)
        if proof is None:
            raise NotNow("employment.not_declared", "请先填写就业情况并保存，再上传证明材料。")
        if document not in ProofDocument.values:
            raise Invalid("employment.unknown_document", "请选择材料名称后再上传。")
        _refuse_wrong_month(document, month, proof.started_on)
        there = list(proof.files.all())
        if sum((file.document, file.month) == (document, month) for file in there) >= FILES_PER_DOCUMENT:
            raise Invalid(
                "employment.too_many_files", f"同一种材料最多 {FILES_PER_DOCUMENT} 个文件，请合并后上传。"
            )
        stored = take_in(uploaded, allowed=PROOF_KINDS, max_size=PROOF_SIZE, by_id=actor.user_id)
        if any(file.file.sha256 == stored.sha256 for file in there):
            raise Invalid("employment.same_file", "这个文件已经作为另一项材料上传，请换成对应的材料。")
        added = ProofFile.objects.create(proof=proof, document=document, month=month, file=stored)
        detail = {"document": document, "month": month, "sha256": stored.sha256}
        append(Event("employment.attach", f"上传{added}", locked, detail=detail), actor=actor)
    return added


def attach_proofs(
    enrolment: Enrolment,
    *,
    actor: Actor,
    document: str,
    files: Sequence[File[bytes]],
    month: date | None = None,
) -> list[ProofFile]:
    """Several files of one paper, all of them or none."""
    with transaction.atomic():
        return [
            attach_proof(enrolment, actor=actor, document=document, uploaded=each, month=month)
            for each in files
        ]


def _refuse_wrong_month(document: str, month: date | None, started_on: date) -> None:
    """A paper of wages or attendance is of a month since the work began; of other papers no month is asked."""
    first = started_on.replace(day=1)
    if document not in FIRST_MONTH_PROOFS | RECENT_MONTHS_PROOFS:
        allowed = month is None
    elif month is None:
        raise Invalid("employment.month_missing", "工资表、考勤表一个月一份，请在对应月份的一行上传。")
    elif document in FIRST_MONTH_PROOFS:
        allowed = month == first
    else:
        allowed = first <= month <= clock.today() and month.day == 1
    if not allowed:
        raise Invalid(
            "employment.wrong_month",
            f"这项材料不收这个月份的，{in_words((first,))}起就业，请在对应月份的一行上传。",
        )


def remove_proof(file: ProofFile, *, actor: Actor, comment: str = "") -> Enrolment:
    """The institution takes back a paper before it is submitted; the stored file itself is kept."""
    with transaction.atomic():
        locked = _declaring(file.proof.enrolment, actor)
        detail = {"document": file.document, "sha256": file.file.sha256}
        append(Event("employment.remove_proof", f"移除{file}", locked, comment, detail), actor=actor)
        file.delete()
    return locked


@performs(ENROLMENT, V.SUBMIT_EMPLOYMENT)
def submit_employment(record: Enrolment, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The institution hands in the proof of employment, complete, with its promise that it is true (R143)."""
    proof = proof_of(record)
    if proof is None:
        return {}
    proof.submitted_on = clock.today()
    proof.save(update_fields=["submitted_on"])
    return {"files": [file.file.sha256 for file in proof.files.all()]}


@performs(ENROLMENT, V.VERIFY_EMPLOYMENT)
def verify_employment(record: Enrolment, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """监督检查小组 has looked at the papers, and called where the lot fell or it chose to: this person is employed."""
    return _what_was_heard(record)


@performs(ENROLMENT, V.RETURN_EMPLOYMENT)
def return_employment(record: Enrolment, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """监督检查小组 returns the proof with everything that is wrong with it; the institution may hand it in again.

    The latest two months are then those before the day on which it is handed in again.
    """
    EmploymentProof.objects.filter(enrolment=record).update(submitted_on=None)
    return _what_was_heard(record)


def _what_was_heard(record: Enrolment) -> dict[str, Any]:
    call = call_of(record.pk)
    return {"call": call.result if call else ""}


def _declaring(enrolment: Enrolment, actor: Actor) -> Enrolment:
    """The enrolment, locked, if this institution may now change what it declares about it."""
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    require(actor, locked.training_class, (Role.INSTITUTION_MANAGER,), doing="填写就业情况")
    if locked.state not in _DECLARING:
        raise NotNow(
            "employment.wrong_state",
            f"{locked}现为“{locked.state_tag.label}”，核实后、提交前（或退回后）才能填写就业情况。",
        )
    return locked


def _refuse_wrong_facts(facts: EmploymentFacts, *, has_own_phone: bool) -> None:
    problems = facts_problems(facts, has_own_phone=has_own_phone)
    if problems:
        reasons = [Reason("employment.wrong_facts", problem) for problem in problems]
        raise Invalid("employment.wrong_facts", "；".join(problems) + "。", reasons)


def facts_problems(facts: EmploymentFacts, *, has_own_phone: bool = False) -> list[str]:
    """What is wrong with a declaration, everything at once; the form asks the same question beforehand."""
    found = []
    if facts.started_on > clock.today():
        found.append("起始日期不能晚于今天")
    if facts.kind == EmploymentKind.ENTERPRISE and not (facts.contract_from and facts.contract_to):
        found.append("在企业就业的须填写劳动合同起止日期")
    if facts.contract_from and facts.contract_to and facts.contract_to <= facts.contract_from:
        found.append("合同止期应晚于合同起期")
    if facts.kind == EmploymentKind.FLEXIBLE and not (
        (facts.own_phone or has_own_phone) and facts.employer_phone
    ):
        found.append("灵活就业须填写本人和单位（法人）电话")
    if facts.monthly_wage_fen <= 0:
        found.append("月收入应大于 0")
    return found
