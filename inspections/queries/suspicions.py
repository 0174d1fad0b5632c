"""疑点处理: what was shown, sealed so that it comes back as it was, and what was decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db.models import QuerySet

from foundation.accounts.actor import Actor
from foundation.core.errors import Invalid
from inspections.models import SuspicionDecision

SALT = "inspections.suspicion"
GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Suspicion:
    """One 数据疑点 or 雷同线索 as a page of an upper app shows it; `evidence` are words with their address."""

    fingerprint: str
    year: int
    title: str
    institution_id: str
    said: str
    evidence: tuple[tuple[str, str], ...] = ()


def sealed(suspicion: Suspicion) -> str:
    """The suspicion as a form carries it: what is decided about is what this system has found, word for word."""
    return signing.dumps(asdict(suspicion), salt=SALT, compress=True)


def opened(text: str) -> Suspicion:
    """What was sealed; refused when it was changed or is older than a day."""
    try:
        facts: dict[str, Any] = signing.loads(text, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as refusal:
        raise Invalid("suspicion.stale", "这条疑点已过时，请回到“数据疑点”页面重新打开。") from refusal
    evidence = tuple((str(words), str(link)) for words, link in facts.pop("evidence"))
    return Suspicion(**facts, evidence=evidence)


def decisions_on(fingerprints: Iterable[str]) -> Mapping[str, SuspicionDecision]:
    """Fingerprint → the last decision about it."""
    rows = SuspicionDecision.objects.filter(fingerprint__in=list(fingerprints)).select_related(
        "decided_by", "inspection"
    )
    return {each.fingerprint: each for each in rows.order_by("decided_at")}


def decisions_for_list(actor: Actor) -> QuerySet[SuspicionDecision]:
    """Every decision, the latest first, with what a line shows."""
    rows = SuspicionDecision.objects.visible_to(actor)
    return rows.select_related("about__organisation", "decided_by", "inspection").order_by("-decided_at")
