"""数据疑点 as the page shows it: each flag with its words, its picture and its classes; then what was looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from classes.models import TrainingClass
from institutions.models import Institution
from reports.queries.red_flag_pictures import Distribution, Scene, distribution_of
from reports.queries.red_flags import Year
from reports.rules.outcomes import Reader, employment_of, passes_of
from reports.rules.patterns import MEANINGS, Meaning
from reports.rules.records import Records
from reports.rules.red_flags import RedFlag

RAREST = 100_000_000
"""一亿: beyond this the exact figure tells nobody anything."""


@dataclass(frozen=True)
class FlagShown:
    """One red flag on the page; `anchor` is where it stands."""

    anchor: str
    institution: Institution
    meaning: Meaning
    said: str
    odds: str
    picture: Distribution
    classes: Sequence[tuple[TrainingClass, str]]


@dataclass(frozen=True)
class PatternLine:
    """What was looked for, at how many institutions, and how often it was found."""

    meaning: Meaning
    asked: int
    found: int


@dataclass(frozen=True)
class SpreadLine:
    """How the classes of one institution lie about the line of 合格 or 就业; `near` is the strip on either side."""

    institution: Institution
    what: str
    far_below: int
    near_below: int
    near_above: int
    far_above: int
    full: int

    @property
    def classes(self) -> int:
        return self.far_below + self.near_below + self.near_above + self.far_above + self.full


@dataclass(frozen=True)
class RedFlagPage:
    year: Year
    flags: Sequence[FlagShown]
    patterns: Sequence[PatternLine]
    spread: Sequence[SpreadLine]

    @property
    def odds_of_one(self) -> str:
        """How rare an answer must be to stand out."""
        return odds(self.year.screening.level)

    @property
    def named(self) -> str:
        """How many institutions are concerned; nothing where none is."""
        institutions = {flag.institution.pk for flag in self.flags}
        return f"涉及 {len(institutions)} 家机构" if institutions else ""

    @property
    def strip_above(self) -> int:
        """How many heads above the line still count as on it."""
        return self.year.screening.limits.strip - 1

    @property
    def institutions(self) -> int:
        return len({record.institution for record in self.year.screening.records})


def red_flag_page(year: Year) -> RedFlagPage:
    """No reads of its own: everything stands in the year."""
    owners = {str(each.institution_id): each.institution for each in year.classes.values()}
    screening = year.screening
    found = [flag.pattern for flag in screening.flags]
    return RedFlagPage(
        year,
        [_shown(f"flag-{place}", flag, year, owners) for place, flag in enumerate(screening.flags, 1)],
        [
            PatternLine(meaning, screening.asked.get(pattern, 0), found.count(pattern))
            for pattern, meaning in MEANINGS.items()
        ],
        [*_spread(year, owners, "合格", passes_of), *_spread(year, owners, "就业", employment_of)],
    )


def odds(chance: Fraction) -> str:
    """1/15437 → 15,000 分之一: two places, never rarer than it is."""
    if chance * RAREST <= 1:
        return "1 亿分之一"
    times = chance.denominator // chance.numerator
    unit = 10 ** max(0, len(str(times)) - 2)
    return f"{times // unit * unit:,} 分之一"


def _shown(anchor: str, flag: RedFlag, year: Year, owners: Mapping[str, Institution]) -> FlagShown:
    records = year.screening.records
    names = {key: f"第 {each.term} 期" for key, each in year.classes.items()}
    names |= {key: owner.organisation.short_name or owner.name for key, owner in owners.items()}
    scene = Scene(
        own=[record for record in records if record.institution == flag.institution],
        others=[record for record in records if record.institution != flag.institution],
        limits=year.screening.limits,
        concerned=frozenset(flag.finding.concerned),
        names=names,
    )
    return FlagShown(
        anchor=anchor,
        institution=owners[flag.institution],
        meaning=MEANINGS[flag.pattern],
        said=flag.finding.said,
        odds=odds(flag.finding.chance),
        picture=distribution_of(flag.pattern, scene),
        classes=[(year.classes[key], said) for key, said in flag.finding.concerned.items()],
    )


def _spread(year: Year, owners: Mapping[str, Institution], what: str, read: Reader) -> list[SpreadLine]:
    records, strip = year.screening.records, year.screening.limits.strip
    lines = []
    for key in dict.fromkeys(record.institution for record in records):
        own: Records = [record for record in records if record.institution == key]
        line = _spread_line(owners[key], what, own, read, strip)
        if line.classes:
            lines.append(line)
    return lines


def _spread_line(institution: Institution, what: str, own: Records, read: Reader, strip: int) -> SpreadLine:
    found = [outcome for record in own if (outcome := read(record)) is not None]
    distances = [each.count - each.line for each in found if each.line is not None and not each.is_full]
    return SpreadLine(
        institution=institution,
        what=what,
        far_below=sum(distance < -strip for distance in distances),
        near_below=sum(-strip <= distance < 0 for distance in distances),
        near_above=sum(0 <= distance < strip for distance in distances),
        far_above=sum(distance >= strip for distance in distances),
        full=sum(each.is_full for each in found if each.line is not None),
    )
