"""补贴申领: the claim is calculated from what is on record, then signed by two and by two (8号 四; 20号 五(三))."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from classes.enums import ClassState
from classes.models import Enrolment, TrainingClass
from classes.operations import begin_claim
from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.numbering import Series, numbered
from foundation.core.workdays import pay_deadline
from foundation.policy.types import Parameters
from foundation.workflow.engine import performs
from subsidies.enums import ClaimVerb
from subsidies.models import Acceptance, ClaimLine, ClaimPerson, SubsidyClaim
from subsidies.models.claim import PaidToAccount
from subsidies.operations.acceptance import correction_due
from subsidies.queries.calculation import Calculation, calculate_claim, content_digest
from subsidies.queries.claim_facts import is_received
from subsidies.queries.explanation import line_rows, whole_heads
from subsidies.queries.stages import due_stage
from subsidies.rules.facts import Category
from subsidies.rules.framing import Payee, payee_of
from subsidies.workflow import CLAIM
from trainees.models import Person
from trainees.operations import check_group
from trainees.rules.catalogue import Moment

CLAIMABLE = frozenset({ClassState.ACCEPTED, ClassState.CLAIMING})
CLAIM_NUMBERS = Series("BT")
SIGNATURES = ("first_reviewed", "second_reviewed", "deputy_approved", "director_approved", "sent")


@transaction.atomic
def create_claim(
    training_class: TrainingClass, *, actor: Actor, stage: int | None = None, applicant_statement: str = ""
) -> SubsidyClaim:
    """The institution opens the claim of an accepted class, or of the next stage of one that is settled by stages.

    Without `stage` it is the stage that is due. No amount is entered: it will be calculated.
    """
    require_role(actor, Role.INSTITUTION_MANAGER, doing="申领补贴")
    if not TrainingClass.objects.visible_to(actor).filter(pk=training_class.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这个班次，或者它不属于本单位。")
    training_class = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    due = due_stage(training_class, stage)
    if training_class.state not in CLAIMABLE or not is_received(training_class):
        raise NotNow("claim.class_not_accepted", "结业验收办结（申请资料已接收）后才能申请补贴。")
    facts = {
        "stage": due.number,
        "is_final_stage": due.is_final,
        "training_class": training_class,
        "institution_id": training_class.institution_id,
        "applicant_statement": applicant_statement.strip(),
        "created_by_id": actor.user_id,
    }
    claim = numbered(
        SubsidyClaim.objects.all(),
        CLAIM_NUMBERS,
        clock.today().year,
        lambda number: SubsidyClaim.objects.create(number=number, **facts),
    )
    detail = {"number": claim.number, "stage": due.label or "一次结算"}
    append(Event("claim.create", "建立补贴申领单", claim, detail=detail), actor=actor)
    return claim


@performs(CLAIM, ClaimVerb.SUBMIT)
def submit_claim(
    record: SubsidyClaim, *, actor: Actor, comment: str = "", applicant_statement: str = ""
) -> dict[str, Any]:
    """The claim is calculated from the stored facts and frozen; the two months begin when the material is complete.

    The people are compared anew; the first review waits until what is found is decided.
    """
    _lock_people(record)
    open_hits = check_group(record.training_class_id, Moment.CLAIM, actor=actor)
    calculation = calculate_claim(record)
    _take_snapshot(record, calculation)
    _withdraw_signatures(record)
    _start_the_clock(record)
    copy_account(record)
    if applicant_statement.strip():
        record.applicant_statement = applicant_statement.strip()
    _replace_rows(record, calculation)
    record.digest = content_digest(record, calculation.people)
    record.save()
    if record.training_class.state == ClassState.ACCEPTED:
        begin_claim(record.training_class, actor=actor.as_system())
    return {
        "total_fen": record.total_fen,
        "heads": record.payable_heads,
        "digest": record.digest,
        "open_hits": open_hits,
    }


def _lock_people(record: SubsidyClaim) -> None:
    """Two claims for the same 企业职工, under whichever numbers, queue up: the later one sees the earlier (DR-11)."""
    rows = Enrolment.objects.filter(training_class=record.training_class_id)
    people = rows.values_list("person_id", flat=True)
    list(Person.objects.select_for_update().of_one_person(people).order_by("pk").values_list("pk"))


def _take_snapshot(record: SubsidyClaim, calculation: Calculation) -> None:
    statement = calculation.statement
    if statement.status != "ok" or sum(fen for _, fen in statement.amounts) != statement.total_fen:
        raise Invalid("claim.not_calculable", "测算没有得出结果，请刷新页面查看原因。")
    record.facts = calculation.facts
    record.parameters = calculation.parameters.snapshot()
    record.statement = statement.as_dict()
    record.rule_version = statement.rule_version
    record.payable_heads = whole_heads(statement.payable_heads)
    record.deduction_heads = whole_heads(statement.deduction_heads)
    record.full_fen = statement.full_fen
    record.total_fen = statement.total_fen


def _withdraw_signatures(record: SubsidyClaim) -> None:
    """A new submission is signed anew; who signed before stays on record and stays excluded."""
    for stamp in SIGNATURES:
        setattr(record, f"{stamp}_at", None)
        setattr(record, f"{stamp}_by", None)
    record.signed_digest, record.notice, record.correction_due_on = "", None, None


def _start_the_clock(record: SubsidyClaim) -> None:
    """20号 七(一): two months from the complete material; a return stops the clock, a resubmission restarts it."""
    acceptance = Acceptance.objects.get(training_class=record.training_class_id)
    received = clock.local(acceptance.received_at).date() if acceptance.received_at else clock.today()
    record.received_on = max(received, clock.today())
    months = int((record.parameters or {})["pay_deadline_months"]["value"])
    record.pay_by = pay_deadline(record.received_on, months)


def copy_account(record: SubsidyClaim, onto: PaidToAccount | None = None) -> None:
    """The account as two people have approved it, onto the claim or a line of it; there it stays what it was.

    Money that the claim's own reading gives to a person never goes to an institution (A28).
    """
    category = Category((record.facts or {})["category"])
    payee = payee_of(category, Parameters.from_snapshot(record.parameters or {}))
    if payee is Payee.PERSON:
        raise NotNow(
            "claim.payee_is_a_person", f"本单补贴应付给{payee}，不能拨付到机构账户，请按直补个人办理。"
        )
    institution, paid = record.institution, onto or record
    paid.payee_name, paid.payee_bank = institution.bank_account_name, institution.bank_name
    paid.payee_account = institution.bank_account.reveal(institution)


def _replace_rows(record: SubsidyClaim, calculation: Calculation) -> None:
    """Lines and people of this submission; those of a returned one go."""
    record.lines.all().delete()
    record.people.all().delete()
    ClaimLine.objects.bulk_create(line_rows(record, calculation.statement))
    ClaimPerson.objects.bulk_create(
        ClaimPerson(
            claim=record,
            enrolment_id=person.enrolment_id,
            half_days=person.half_days,
            is_paid=person.is_paid,
            amount_fen=person.amount_fen,
            formula=person.formula[:200],
            exclusion_code=person.code,
            exclusion_reason=person.reason[:200],
        )
        for person in calculation.people
    )


@performs(CLAIM, ClaimVerb.PASS_FIRST_REVIEW)
def pass_first_claim_review(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The first reviewer has recomputed the claim and signs its content."""
    return _signed(record)


@performs(CLAIM, ClaimVerb.PASS_SECOND_REVIEW)
def pass_second_claim_review(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """Another person signs the same content (20号 五(三): 两人以上)."""
    return _signed(record)


@performs(CLAIM, ClaimVerb.APPROVE_AS_DEPUTY)
def approve_claim_as_deputy(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The deputy director agrees that it be paid."""
    return _signed(record)


@performs(CLAIM, ClaimVerb.APPROVE_AS_DIRECTOR)
def approve_claim_as_director(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The director agrees; from now on only exactly this content may be published and paid."""
    record.signed_digest = record.digest
    record.save(update_fields=["signed_digest"])
    return _signed(record)


def _signed(record: SubsidyClaim) -> dict[str, Any]:
    """What was signed, for the record: amount and content."""
    return {"total_fen": record.total_fen, "digest": record.digest}


@performs(CLAIM, ClaimVerb.RETURN_FOR_CORRECTION)
def return_claim(
    record: SubsidyClaim, *, actor: Actor, comment: str = "", due_on: date | None = None
) -> dict[str, Any]:
    """The claim goes back with every deficiency at once; the two months stop until it is handed in again."""
    return stop_the_clock(record, due_on)


def stop_the_clock(record: SubsidyClaim, due_on: date | None = None) -> dict[str, Any]:
    """A returned claim has a date for its correction instead of one for its payment (A45)."""
    stopped = {"received_on": record.received_on, "pay_by": record.pay_by}
    record.correction_due_on = due_on or correction_due()
    record.received_on, record.pay_by = None, None
    record.save(update_fields=["correction_due_on", "received_on", "pay_by"])
    return {"due_on": record.correction_due_on.isoformat(), **stopped}
