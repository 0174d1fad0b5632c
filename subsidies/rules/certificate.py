"""取证补贴 (20号 四(一)、四(三); R158, R159; DR-12): who draws it, and how much."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.policy.rates import FlatRate, LevelRate
from foundation.policy.statements import Exclusion, Line
from foundation.policy.types import Clause, Parameters
from subsidies.rules import clauses
from subsidies.rules.facts import SubsidyCase, Trainee
from subsidies.rules.figures import grouped_yuan
from subsidies.rules.rates import RateInForce


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one person draws no 取证补贴."""

    code: str
    text: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class CertificatePayment:
    """Who is paid how much, who is not and why; amounts in fen, in the order of the list."""

    amounts: tuple[tuple[str, int], ...]
    excluded: tuple[Exclusion, ...]
    lines: tuple[Line, ...]


def refusal(trainee: Trainee, parameters: Parameters) -> Refusal | None:
    """The first rule that refuses this person, or None.

    20号 四(三): only a certified, newly added (高)技能人才. 20号 四(一): nobody who may draw, or has
    drawn, 技能提升补贴.
    """
    person = trainee.label
    if not trainee.verified:
        return Refusal("R_NOT_VERIFIED", f"{person} 未核实", clauses.CERTIFICATE)
    if not trainee.certified:
        return Refusal("R_NO_CERTIFICATE", f"{person} 未取得证书", clauses.CERTIFICATE)
    if not trainee.newly_added:
        text = f"{person} 不属于新增技能人才、新增高技能人才"
        return Refusal("R_NOT_NEW_TALENT", text, clauses.CERTIFICATE)
    if _draws_skill_upgrade(trainee, parameters):
        had = "已领取" if trainee.skill_upgrade_drawn else "符合领取"
        text = f"{person} {had}技能提升补贴，不再享受取证补贴"
        return Refusal("R_SKILL_UPGRADE_SUBSIDY", text, clauses.SKILL_UPGRADE)
    return None


def calculate_certificates(
    case: SubsidyCase, in_force: RateInForce, parameters: Parameters
) -> CertificatePayment:
    """Each entitled person the amount of his level; each of the others named with the reason."""
    amounts: list[tuple[str, int]] = []
    excluded: list[Exclusion] = []
    lines: list[Line] = []
    for trainee in case.trainees or ():
        refused = refusal(trainee, parameters)
        if refused is None:
            amounts.append((trainee.key, _fen(trainee, in_force.rate)))
            continue
        excluded.append(Exclusion(trainee.key, refused.code, refused.text))
        lines.append(Line(refused.code, "取证资格", refused.text, refused.clause))
    return CertificatePayment(tuple(amounts), tuple(excluded), (*lines, _rate_line(in_force)))


def _draws_skill_upgrade(trainee: Trainee, parameters: Parameters) -> bool:
    if parameters.choice("skill_upgrade_exclusion") == "drawn_only":
        return trainee.skill_upgrade_drawn
    return trainee.skill_upgrade_drawn or trainee.skill_upgrade_eligible


def _fen(trainee: Trainee, rate: object) -> int:
    """Fen for one certificate; a level without a rate was refused before (DR-14)."""
    match rate:
        case FlatRate(per_head_fen=fen):
            return fen
        case LevelRate() if (fen_or_none := rate.fen_for(trainee.level)) is not None:
            return fen_or_none
    raise ValueError(trainee.level)


def _rate_line(in_force: RateInForce) -> Line:
    rate = in_force.rate
    steps = {"不分等级": rate.per_head_fen} if isinstance(rate, FlatRate) else {}
    if isinstance(rate, LevelRate):
        steps = {f"{level} 级": fen for level, fen in rate.levels}
    formula = "，".join(f"{level} {grouped_yuan(fen)} 元" for level, fen in steps.items())
    return Line("S_CERTIFICATE_RATE", "取证标准", formula, in_force.clause, pending=in_force.pending)
