"""重算抽查: what the nightly replay finds is put on record and told to those who watch over the record."""

from __future__ import annotations

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.audit.models import Entry
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.workflow.messages import tell
from subsidies.models import SubsidyClaim
from subsidies.queries.replaying import Difference, differences, sample_of, stored_claims

ACTION = "claim.replay_differs"
TOLD = (Role.TRAINING_HEAD, Role.DEPUTY_DIRECTOR, Role.AUDITOR, Role.AUDIT_ADMINISTRATOR)
SAMPLE = 50
KEPT = 20  # differences of one claim in one entry


def replay_sample(*, actor: Actor, size: int = SAMPLE) -> int:
    """Replay the day's sample; a claim that differs leaves one entry and one message a day. Returns how many differ."""
    found = 0
    for claim in sample_of(stored_claims(), size, clock.today()):
        wrong = differences(claim)
        if wrong:
            found += 1
            _put_on_record(claim, wrong, actor)
    return found


def _put_on_record(claim: SubsidyClaim, wrong: list[Difference], actor: Actor) -> None:
    with transaction.atomic():
        if _told_today(claim):
            return
        detail = {"number": claim.number, "differences": [each.as_dict() for each in wrong[:KEPT]]}
        append(Event(ACTION, "重算与申领单不一致", claim, detail=detail), actor=actor)
        people = {pk for role in TOLD for pk in holders_of(role).values_list("pk", flat=True)}
        first = wrong[0]
        said = f"{first.where}：申领单 {first.stored}，重算 {first.computed}"
        body = f"{said}。共 {len(wrong)} 处，请停止办理并核查。"
        tell(set(people), title=f"申领单 {claim.number} 重算不一致", body=body, url=claim.get_absolute_url())


def _told_today(claim: SubsidyClaim) -> bool:
    entries = Entry.objects.of_record("subsidies.subsidyclaim", claim.pk).filter(action=ACTION)
    last = entries.order_by("-seq").values_list("at", flat=True).first()
    return last is not None and clock.local(last).date() == clock.today()
