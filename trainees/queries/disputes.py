"""What is disputed: the one question that upper apps ask before they go on with a line, and the lists of the office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.db.models import Count
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.core.reasons import Reason
from trainees.enums import DISPUTE_TAGS, DisputeState, DisputeTarget
from trainees.models import Dispute, DisputeQuerySet, Person, PersonVisit

CLAUSE = "文人社字〔2024〕20号 六"
_SALT = "trainees.line"
RECORD_PAGES = {
    DisputeTarget.APPLICATION: "trainees:application_detail",
    DisputeTarget.VOUCHER: "vouchers:voucher_detail",
    DisputeTarget.PAYMENT: "subsidies:claim_detail",
}
CORRECTING = {
    DisputeTarget.VOUCHER: Role.QUALIFICATION_OFFICER,
    DisputeTarget.PAYMENT: Role.TRAINING_OFFICER,
}


@dataclass(frozen=True)
class DisputableLine:
    """One line as a person saw it in his own name: whose act it was, and the record it stands for.

    `person_id` is the one of his records under which it stands, where several were found to be his.
    """

    kind: DisputeTarget
    target_id: UUID
    institution_id: UUID
    person_id: UUID
    text: str


def record_page(dispute: Dispute) -> str:
    """The record that the line stands for; what belongs to a class stands on the page of the enrolment."""
    name = RECORD_PAGES.get(DisputeTarget(dispute.target_kind), "classes:enrolment_detail")
    return reverse(name, args=[dispute.target_id])


def corrector_of(dispute: Dispute) -> Role:
    """Who has to put the record right when the person was: mostly the institution that entered it."""
    return CORRECTING.get(DisputeTarget(dispute.target_kind), Role.INSTITUTION_MANAGER)


def open_disputes(person: Person, targets: Iterable[UUID]) -> list[Dispute]:
    """What of this person freezes any of these records; one query, none where it was fetched before (`disputes`)."""
    wanted = set(targets)
    return [each for each in person.disputes.all() if each.freezes and each.target_id in wanted]


def frozen(person: Person, *targets: UUID) -> Reason | None:
    """Why a verb on one of these records of one person cannot go on; the others of the list are not touched."""
    found = open_disputes(person, targets)
    if not found:
        return None
    words = "本人异议已成立" if found[0].state == DisputeState.UPHELD else "本人提出异议，正在核查"
    return Reason(
        "dispute.open",
        f"{person.masked_name}的这条记录{words}（{found[0].number}），结论作出前不能办理",
        CLAUSE,
        found[0].get_absolute_url(),
    )


def signed_line(visit: PersonVisit, line: DisputableLine) -> str:
    """The line as the page hands it to the form: only this visit can send it back, and only as it was shown."""
    ids = (str(line.target_id), str(line.institution_id), str(line.person_id))
    parts = (str(visit.pk), line.kind.value, *ids, line.text)
    return signing.dumps(parts, salt=_SALT)


def line_in(token: str, visit: PersonVisit) -> DisputableLine | None:
    """What `signed_line` has signed for this very visit; None for anything else."""
    try:
        visit_id, kind, target, institution, person, text = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    if visit_id != str(visit.pk):
        return None
    return DisputableLine(DisputeTarget(kind), UUID(target), UUID(institution), UUID(person), text)


def dispute_list(actor: Actor, *, state: str = "") -> DisputeQuerySet:
    rows = Dispute.objects.visible_to(actor).select_related(
        "person", "institution", "examined_by", "decided_by"
    )
    if state in DisputeState.values:
        rows = rows.filter(state=state)
    return rows.order_by("-created_at", "-number")


def dispute_state_counts(actor: Actor) -> list[tuple[str, str, int]]:
    """(state, label, number) of the states in use."""
    counted = Dispute.objects.visible_to(actor).order_by().values_list("state").annotate(number=Count("pk"))
    found = dict(counted)
    return [(s.value, DISPUTE_TAGS[s].label, found[s.value]) for s in DisputeState if s.value in found]
