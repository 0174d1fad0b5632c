"""What must be true before an explanation of a difference is accepted (N5)."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core.reasons import Reason
from subsidies.models import DifferenceExplanation
from subsidies.queries.sources import standing_of


def judge_is_another(record: DifferenceExplanation, actor: Actor) -> Reason | None:
    """Is the explanation judged by somebody who did not give it? (20号 五(三))"""
    if record.created_by_id != actor.user_id:
        return None
    message = "这份说明由您提出，须由监督检查小组另一人认定"
    return Reason("difference.same_person", message, "文人社字〔2024〕20号 五(三)")


def proof_can_be_opened(record: DifferenceExplanation, actor: Actor) -> Reason | None:
    """Can the proof be looked at, with no virus in it? (20号 五(三))"""
    if not record.proof.is_infected:
        return None
    message = "证明材料查出病毒，打不开，请不予认可，由机构附上重新生成的材料再说明"
    return Reason("difference.proof_infected", message, "文人社字〔2024〕20号 五(三)")


def difference_still_stands(record: DifferenceExplanation, actor: Actor) -> Reason | None:
    """Do both sides still say what they said when it was explained? (8号 二(4))"""
    standing = standing_of(record)
    if standing is not None and standing.difference.evidence == record.evidence:
        return None
    message = "说明之后两边记录已有变动，这份说明不再适用，请不予认可，由机构按现在的差异重新说明"
    return Reason("difference.has_changed", message, "文人社字〔2026〕8号 二(4)")


met_by((Role.INSPECTOR, Role.INSPECTION_HEAD), "difference.same_person", "difference.proof_infected")
met_by((Role.INSTITUTION_MANAGER,), "difference.has_changed")
