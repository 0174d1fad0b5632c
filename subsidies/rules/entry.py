"""Reading a claim as somebody entered it, and writing one down again.

The written form is that of a trial calculation (试算), and also the form in which a claim stores its inputs:
`read_case(write_case(case))` gives the case back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from foundation.policy.statements import Line
from subsidies.rules.facts import Category, Gates, HeadCounts, PriorClaim, SubsidyCase, Trainee
from subsidies.rules.reader import LARGEST_FEN, Reader

_ACCEPTANCE = ("passed", "pending", "failed")
_STATUS = ("active", "suspended", "cancelled")


@dataclass(frozen=True, slots=True)
class Reading:
    """A case as far as it could be read, and what could not be read."""

    case: SubsidyCase
    faults: tuple[Line, ...]

    @property
    def unread(self) -> frozenset[str]:
        """The fields that were given but not understood; they are not "missing" as well."""
        return frozenset(value for line in self.faults for name, value in line.inputs if name == "field")


def read_case(raw: Mapping[str, Any], policy: str, category: Category) -> Reading:
    """The case as it was entered, with every fault of its form."""
    faults: list[Line] = []
    fields = Reader(raw, faults)
    trainees = fields.rows("trainees")
    case = SubsidyCase(
        policy=policy,
        category=category,
        approved=fields.whole("approved_count"),
        counts=HeadCounts(
            verified=fields.whole("verified_count"),
            passed=fields.whole("passed_count"),
            employed=fields.whole("employed_count"),
        ),
        trainees=None if trainees is None else tuple(_trainees(trainees, category)),
        training_days=fields.days("training_days"),
        prior_claims=tuple(_prior_claims(fields.rows("prior_claims") or [])),
        gates=_gates(fields.mapping("gates")),
        final_stage=fields.flag("final_stage") or False,
        whole_class=fields.flag("whole_class") or False,
        stage=fields.whole("stage"),
        approved_on=fields.day("approved_on"),
        ends_on=fields.day("ends_on"),
        claimed_on=fields.day("claimed_on"),
    )
    return Reading(case, tuple(faults))


def _trainees(rows: list[Reader], category: Category) -> Iterable[Trainee]:
    for row in rows:
        person = row.person()
        occupation, level = row.text("occupation"), row.text("level")
        verified, certified = row.flag("verified"), row.flag("certified")
        trainee = Trainee(
            key=_key(person or "", occupation, level, category),
            person=person or "",
            verified=verified is not False,
            passed=row.flag("passed"),
            employed=row.flag("employed"),
            attended_days=row.days("attended_days"),
            occupation=occupation,
            level=level,
            class_end=row.day("class_end"),
            certified=certified is not False,
            newly_added=row.flag("newly_added") or False,
            skill_upgrade_eligible=row.flag("skill_upgrade_eligible") or False,
            skill_upgrade_drawn=row.flag("skill_upgrade_drawn") or False,
            name=row.text("name"),
            class_start=row.day("class_start"),
            employer=row.text("employer"),
            occupation_name=row.text("occupation_name"),
            theory_score=row.score("theory_score"),
            practice_score=row.score("practice_score"),
            other_kinds=row.texts("other_kinds"),
        )
        if person is not None:
            yield trainee


def _key(person: str, occupation: str, level: str, category: Category) -> str:
    """DR-11: for 企业职工 one person may stand in a list once for each occupation and level."""
    return f"{person}/{occupation}/{level}" if category is Category.ENTERPRISE_STAFF else person


def _prior_claims(rows: list[Reader]) -> Iterable[PriorClaim]:
    for row in rows:
        person = row.person()
        claim = PriorClaim(
            person=person or "",
            occupation=row.text("occupation"),
            level=row.text("level"),
            year=row.whole("year"),
            paid_days=row.days("paid_days") or Fraction(0),
            paid_fen=row.whole("paid_fen", LARGEST_FEN) or 0,
            employer=row.text("employer"),
            occupation_name=row.text("occupation_name"),
            class_start=row.day("class_start"),
            class_end=row.day("class_end"),
            claimed_on=row.day("claimed_on"),
            other_class=row.flag("other_class") or False,
        )
        if person is not None:
            yield claim


def _gates(fields: Reader) -> Gates:
    return Gates(
        acceptance=fields.choice("acceptance", _ACCEPTANCE),
        institution_status=fields.choice("institution_status", _STATUS),
        class_finished_before_suspension=fields.flag("class_finished_before_suspension") or False,
        city_report_filed=fields.flag("city_report_filed"),
        reviewers=fields.whole("reviewers"),
        notice_working_days=fields.whole("notice_working_days"),
    )


def write_case(case: SubsidyCase) -> dict[str, Any]:
    """A case in the written form, exact and JSON-able, to be stored with the claim."""
    trainees = None if case.trainees is None else [_write_trainee(row) for row in case.trainees]
    written: dict[str, Any] = {
        "approved_count": case.approved,
        "verified_count": case.counts.verified,
        "passed_count": case.counts.passed,
        "employed_count": case.counts.employed,
        "training_days": _write_exact(case.training_days),
        "trainees": trainees,
        "prior_claims": [_write_prior(row) for row in case.prior_claims],
        "gates": {name: getattr(case.gates, name) for name in Gates.__slots__},
        "final_stage": case.final_stage,
        "whole_class": case.whole_class,
        **_given(
            stage=case.stage,
            approved_on=_write_day(case.approved_on),
            ends_on=_write_day(case.ends_on),
            claimed_on=_write_day(case.claimed_on),
        ),
    }
    return {"policy": case.policy, "category": case.category.value, "input": written}


def _given(**fields: Any) -> dict[str, Any]:
    """What is not known is not written: most cases have none of these facts."""
    return {name: value for name, value in fields.items() if value}


def _write_exact(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _write_day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _write_trainee(row: Trainee) -> dict[str, Any]:
    plain = ("verified", "passed", "employed", "occupation", "level", "certified", "newly_added")
    flags = ("skill_upgrade_eligible", "skill_upgrade_drawn", "name")
    return {
        "id": row.person,
        **{name: getattr(row, name) for name in (*plain, *flags)},
        "attended_days": _write_exact(row.attended_days),
        "class_end": _write_day(row.class_end),
        **_given(
            class_start=_write_day(row.class_start),
            employer=row.employer,
            occupation_name=row.occupation_name,
            theory_score=_write_exact(row.theory_score),
            practice_score=_write_exact(row.practice_score),
            other_kinds=list(row.other_kinds),
        ),
    }


def _write_prior(row: PriorClaim) -> dict[str, Any]:
    return {
        "id": row.person,
        "occupation": row.occupation,
        "level": row.level,
        "year": row.year,
        "paid_days": str(row.paid_days),
        "paid_fen": row.paid_fen,
        **_given(
            employer=row.employer,
            occupation_name=row.occupation_name,
            class_start=_write_day(row.class_start),
            class_end=_write_day(row.class_end),
            claimed_on=_write_day(row.claimed_on),
            other_class=row.other_class,
        ),
    }
