"""Clause, Reason, Parameters: what every rule speaks in."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest

from foundation.policy.catalogue import default_parameters
from foundation.policy.rates import FlatRate, LadderRate, LevelRate, RateMalformed, Tier, rate_from_dict
from foundation.policy.types import (
    Clause,
    MissingParameter,
    ParameterMistyped,
    Parameters,
    ParameterValue,
    Reason,
    Value,
    read_value,
)


def parameters(**values: Value) -> Parameters:
    rows = (
        ParameterValue(key, value, Clause("2026-8", "四(二)"), False, date(2025, 1, 1))
        for key, value in values.items()
    )
    return Parameters(rows)


@pytest.mark.parametrize(
    ("clause", "cited"),
    [
        (Clause("2026-8", "四(二)"), "文人社字〔2026〕8号 四(二)"),
        (Clause("2024-20", "七(二)"), "文人社字〔2024〕20号 七(二)"),
        (Clause("2026-8"), "文人社字〔2026〕8号"),
        (Clause("DR-14"), "默认读法 DR-14"),
        (Clause("晋人社厅发〔2025〕1号", "第三条"), "晋人社厅发〔2025〕1号 第三条"),
    ],
)
def test_clause_is_cited_as_officials_write_it(clause: Clause, cited: str) -> None:
    assert clause.cite() == cited
    assert Clause.from_dict(clause.as_dict()) == clause


def test_reason_needs_neither_clause_nor_link() -> None:
    reason = Reason("roster.incomplete", "名册还缺 3 人的身份证号，补齐后再提交")

    assert (reason.clause, reason.link) == (None, "")


def test_readers_give_exact_values() -> None:
    read = parameters(ratio=Fraction(4, 5), days=5, strict=True, mode="ceil", floor=None)

    assert [read.fraction("ratio"), read.fraction("days")] == [Fraction(4, 5), Fraction(5)]
    assert (read.whole("days"), read.flag("strict"), read.choice("mode")) == (5, True, "ceil")
    assert (read.optional_fraction("floor"), read.optional_fraction("ratio")) == (None, Fraction(4, 5))


@pytest.mark.parametrize(
    ("reader", "key"),
    [("fraction", "strict"), ("whole", "ratio"), ("whole", "strict"), ("flag", "days"), ("choice", "days")],
)
def test_reader_of_another_kind_refuses(reader: str, key: str) -> None:
    read = parameters(ratio=Fraction(4, 5), days=5, strict=True)

    with pytest.raises(ParameterMistyped) as refusal:
        getattr(read, reader)(key)

    assert refusal.value.key == key


def test_missing_parameter_is_never_guessed() -> None:
    read = parameters(days=5)

    for ask in (lambda: read.whole("weeks"), lambda: read.rate("创业"), read.ladder):
        with pytest.raises(MissingParameter):
            ask()
    assert read.get("weeks") is None
    assert "weeks" not in read


def test_override_replaces_the_value_and_leaves_the_original_alone() -> None:
    read = parameters(days=5)

    assert read.with_overrides({"days": 6}).whole("days") == 6
    assert read.whole("days") == 5
    with pytest.raises(MissingParameter):
        read.with_overrides({"weeks": 1})


def test_configured_rate_is_found_by_category() -> None:
    row = ParameterValue("rate.创业", FlatRate(100_000), Clause("DR-14"), False, date(2026, 1, 1))

    assert parameters(days=5).with_values([row]).rate("创业") == FlatRate(100_000)


@pytest.mark.parametrize("document", ["2024-20", "2026-8"])
def test_snapshot_reads_back_equal(document: str) -> None:
    levels = ParameterValue("rate.取证", LevelRate((("4", 80_000),)), Clause("DR-14"), True, date(2026, 1, 1))
    before = default_parameters(document).with_values([levels])

    stored = json.loads(json.dumps(before.snapshot()))

    assert Parameters.from_snapshot(stored) == before
    assert stored["pass_threshold"]["value"] == "4/5"


@pytest.mark.parametrize(
    ("kind", "written"), [("flag", 1), ("whole", True), ("fraction", 0.8), ("word", "a")]
)
def test_value_of_another_kind_is_not_read(kind: str, written: object) -> None:
    with pytest.raises(ValueError, match=kind):
        read_value(kind, written)


def test_ladder_cuts_days_into_its_steps() -> None:
    ladder = LadderRate((Tier(10, 15_000), Tier(None, 10_000)), 500_000)

    assert ladder.slices(Fraction(25, 2)) == ((Fraction(10), 15_000), (Fraction(5, 2), 10_000))
    assert ladder.slices(Fraction(0)) == ()
    assert rate_from_dict(ladder.as_dict()) == ladder


@pytest.mark.parametrize(
    "tiers",
    [
        [{"upto_day": 10, "fen_per_day": 1}],
        [
            {"upto_day": 10, "fen_per_day": 1},
            {"upto_day": 5, "fen_per_day": 1},
            {"upto_day": None, "fen_per_day": 1},
        ],
        [{"upto_day": None, "fen_per_day": 1}, {"upto_day": None, "fen_per_day": 1}],
        [5],
    ],
)
def test_ladder_that_has_a_gap_or_goes_back_is_refused(tiers: list[object]) -> None:
    with pytest.raises(RateMalformed):
        rate_from_dict({"type": "ladder", "tiers": tiers, "cap_fen": 1})
