"""Tables of the subsidies app: acceptance, 五源对账, claim, held lines, notice, fund."""

from subsidies.models.acceptance import Acceptance, ArchiveItem, ArchiveTemplateItem
from subsidies.models.claim import ClaimLine, ClaimPerson, SubsidyClaim
from subsidies.models.comparison import SourceComparison, SourceMonth
from subsidies.models.forecast import ClassForecast
from subsidies.models.fund import FundAccount, FundEntry, Payment
from subsidies.models.held import HeldLine
from subsidies.models.impact import ImpactLine, ParameterImpact
from subsidies.models.notice import Objection, PublicNotice
from subsidies.models.sources import DifferenceExplanation
from subsidies.models.stage import SettlementStage

__all__ = [
    "Acceptance",
    "ArchiveItem",
    "ArchiveTemplateItem",
    "ClaimLine",
    "ClaimPerson",
    "ClassForecast",
    "DifferenceExplanation",
    "FundAccount",
    "FundEntry",
    "HeldLine",
    "ImpactLine",
    "Objection",
    "ParameterImpact",
    "Payment",
    "PublicNotice",
    "SettlementStage",
    "SourceComparison",
    "SourceMonth",
    "SubsidyClaim",
]
