"""疑点: what in an institution's year is too close to a line, too even or too much alike to be left unlooked at.

A red flag accuses nobody; it says where to look first. Each rule asks one question of the finished classes of one
institution and answers with a bound on how often honest classes would look like this (`Finding.chance`), or None
where there is too little to ask. All questions of a year share one stated rate of false alarms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from reports.rules.marks import marks_at_line, same_marks
from reports.rules.outcomes import (
    at_line,
    employment_of,
    jump_to_full,
    mostly_full,
    passes_of,
    same_count,
)
from reports.rules.patterns import Pattern
from reports.rules.records import ClassRecord, Finding, Limits, Question, Records, Rule
from reports.rules.sign_ins import even_attendance, same_minute

RULES: Mapping[Pattern, Rule] = {
    Pattern.PASSES_AT_LINE: partial(at_line, passes_of, "合格"),
    Pattern.EMPLOYED_AT_LINE: partial(at_line, employment_of, "就业"),
    Pattern.SAME_MARKS: same_marks,
    Pattern.MARKS_AT_LINE: marks_at_line,
    Pattern.EVEN_ATTENDANCE: even_attendance,
    Pattern.SAME_MINUTE: same_minute,
    Pattern.SAME_PASSES: partial(same_count, passes_of, "合格"),
    Pattern.SAME_EMPLOYED: partial(same_count, employment_of, "就业"),
    Pattern.PASSES_JUMP: partial(jump_to_full, passes_of, "合格"),
    Pattern.EMPLOYED_JUMP: partial(jump_to_full, employment_of, "就业"),
    Pattern.FULL_PASSES: partial(mostly_full, passes_of, "合格"),
}


@dataclass(frozen=True)
class RedFlag:
    """疑点: one pattern at one institution that honest classes would hardly ever show."""

    institution: str
    pattern: Pattern
    finding: Finding


@dataclass(frozen=True)
class Screening:
    """What was asked of which classes and what stood out, the least likely first.

    `asked` counts the institutions of each pattern: those with too little to ask are not in it.
    """

    flags: tuple[RedFlag, ...]
    asked: Mapping[Pattern, int]
    records: Records
    limits: Limits

    @property
    def tests(self) -> int:
        return sum(self.asked.values())

    @property
    def level(self) -> Fraction:
        """Bonferroni: a single answer stands out at the stated rate divided by the number of questions.

        Whatever the questions have to do with each other, honest institutions then raise any alarm at all in no more
        than that share of the years.
        """
        return self.limits.rate / max(1, self.tests)


def screen(records: Sequence[ClassRecord], limits: Limits) -> Screening:
    """Every rule asked of every institution. The classes of one institution must be in the order of time.

    Classes of fewer heads than the office has set are left out everywhere.
    """
    large = [record for record in records if record.passes.base >= limits.heads]
    answers: list[RedFlag] = []
    for institution in dict.fromkeys(record.institution for record in large):
        own = [record for record in large if record.institution == institution]
        others = [record for record in large if record.institution != institution]
        question = Question(own, others, limits)
        for pattern, rule in RULES.items():
            finding = rule(question)
            if finding is not None:
                answers.append(RedFlag(institution, pattern, finding))
    asked = Counter(answer.pattern for answer in answers)
    silent = Screening((), asked, large, limits)
    flags = [answer for answer in answers if answer.finding.chance <= silent.level]
    return replace(silent, flags=tuple(sorted(flags, key=lambda flag: flag.finding.chance)))
