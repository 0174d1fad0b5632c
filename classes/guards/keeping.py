"""Questions before recordings are destroyed for good (A42, A43)."""

from __future__ import annotations

from django.urls import reverse

from classes.models import DestructionList
from classes.queries.keeping import items_of
from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core.reasons import BY_TIME, Reason, say_who

CLAUSE = "文人社字〔2024〕20号 五(二)"


def proposer_is_another(record: DestructionList, actor: Actor) -> Reason | None:
    """Did somebody else propose the list? Two people stand for what cannot be brought back."""
    if record.created_by_id != actor.user_id:
        return None
    return Reason("destruction.own_list", "本人提出的销毁清单须由另一人批准", CLAUSE)


def every_term_is_over(record: DestructionList, actor: Actor) -> Reason | None:
    """Is every recording of the list past its term and held by nothing today?"""
    kept = [each for each in items_of(record) if not each.is_due]
    if not kept:
        return None
    first = kept[0]
    why = "、".join(first.holds) or f"须留存至 {first.until:%Y-%m-%d}"
    return Reason(
        "destruction.still_kept",
        f"清单中有 {len(kept)} 个录像现在不能销毁（{first.recording}：{why}），请不同意后重新提出",
        CLAUSE,
        reverse("classes:keeping"),
    )


met_by((Role.DEPUTY_DIRECTOR, Role.INSPECTION_HEAD), "destruction.own_list")
say_who(BY_TIME, "destruction.still_kept")
