"""数据疑点 and 雷同线索 with what was decided about each; what is shown is sealed, so that it can be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from foundation.accounts.actor import Actor
from foundation.policy.types import Parameters
from inspections.models import SuspicionDecision
from inspections.queries.suspicions import Suspicion, decisions_on, sealed
from institutions.models import Institution
from reports.queries.likenesses import likenesses_of
from reports.queries.red_flag_page import FlagShown, RedFlagPage
from reports.rules.evidence import LIKENESSES, Coincidence, Likeness, LikenessMeaning

MOST_NAMED = 60
"""Records named in one line; of a whole year's worth the first are enough to begin with."""


@dataclass(frozen=True)
class Suspected:
    """One line: what was found, at whom, and the last decision. `flag` where there is a picture of it."""

    suspicion: Suspicion
    institution: Institution
    decision: SuspicionDecision | None
    flag: FlagShown | None = None

    @property
    def sealed(self) -> str:
        return sealed(self.suspicion)


@dataclass(frozen=True)
class LikenessLine:
    """What was compared, and how often it was found."""

    meaning: LikenessMeaning
    found: int


@dataclass(frozen=True)
class Desk:
    """Everything that looks wrong in a year."""

    flags: Sequence[Suspected]
    likenesses: Sequence[Suspected]
    compared: Sequence[LikenessLine]

    @property
    def waiting(self) -> str:
        """How many of both nobody has decided about."""
        undecided = sum(each.decision is None for each in (*self.flags, *self.likenesses))
        return f"疑点、线索还有 {undecided} 项没有处理" if undecided else "疑点、线索都已处理"


def desk_of(page: RedFlagPage, actor: Actor, office: Parameters) -> Desk:
    """The red flags of the page and the likenesses of its year, each with its decision."""
    number = page.year.number
    classes, found = likenesses_of(number, actor, office)
    owners = {str(each.institution_id): each.institution for each in classes.values()}
    flags = [(_of_flag(flag, number), flag) for flag in page.flags]
    alike = [_of_likeness(each, number) for each in found]
    decided = decisions_on([*(one.fingerprint for one, _ in flags), *(one.fingerprint for one in alike)])
    kinds = [each.kind for each in found]
    return Desk(
        [Suspected(one, flag.institution, decided.get(one.fingerprint), flag) for one, flag in flags],
        [_line(one, owners, decided) for one in alike],
        [LikenessLine(LIKENESSES[kind], kinds.count(kind)) for kind in Likeness],
    )


def _line(
    one: Suspicion, owners: Mapping[str, Institution], decided: Mapping[str, SuspicionDecision]
) -> Suspected:
    return Suspected(one, owners[one.institution_id], decided.get(one.fingerprint))


def _of_likeness(found: Coincidence, year: int) -> Suspicion:
    return Suspicion(
        fingerprint=found.fingerprint,
        year=year,
        title=LIKENESSES[found.kind].title,
        institution_id=found.institution,
        said=found.said,
        evidence=tuple((each.said, each.link) for each in found.found[:MOST_NAMED]),
    )


def _of_flag(flag: FlagShown, year: int) -> Suspicion:
    """Known again by what it is and the classes in which it was seen."""
    keys = sorted(str(training_class.pk) for training_class, _ in flag.classes)
    text = "|".join([flag.meaning.title, str(flag.institution.pk), str(year), *keys])
    return Suspicion(
        fingerprint=sha256(text.encode()).hexdigest(),
        year=year,
        title=flag.meaning.title,
        institution_id=str(flag.institution.pk),
        said=flag.said,
        evidence=tuple(
            (f"{training_class}：{said}", training_class.get_absolute_url())
            for training_class, said in flag.classes[:MOST_NAMED]
        ),
    )
