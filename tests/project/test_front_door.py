"""What a stranger reads and runs first: the README and its twin, the checks of CI, the locked packages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foundation.policy.catalogue import definitions
from wenshui_training.demo.people import invented_people
from wenshui_training.demo.plans import PLANS
from wenshui_training.demo.schools import SCHOOLS
from wenshui_training.demo_people import PASSWORD, PEOPLE

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
PRINTED_PARAMETERS = [
    "pass_rule", "pass_threshold", "shortfall_mode", "deduction_rounding", "payable_requires_pass",
    "emp_rule", "emp_threshold", "emp_base", "dual_rule_mode", "care_below_80", "ladder", "day_basis",
    "half_days", "min_attendance_rate", "staff_rate", "staff_year_basis", "skill_upgrade_exclusion",
    "cut_order", "cap_scope", "open_lead_days", "notice_working_days", "pay_deadline_months",
    "min_reviewers", "group_max", "min_area", "max_class_size", "video_min_minutes", "minutes_per_lesson",
    "video_retention_years", "archive_retention_years", "min_onsite", "min_video", "pass_mark_theory",
    "pass_mark_practice", "emp_window_days", "mask_keep_first", "mask_keep_last", "sanction_false_proof",
    "sanction_fabrication",
]  # fmt: skip
"""What the two documents print or leave open. Rates stand in a table, holidays in the calendar, targets in the plan."""


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES)
def test_every_readme_names_the_commands_the_password_and_each_account(readme: str) -> None:
    text = read(readme)
    table = [line for line in text.splitlines() if line.startswith("| `")]

    assert [
        command for command in ("make run", "make test", "make reset", "PORT=8001") if command not in text
    ] == []
    assert f"`{PASSWORD}`" in text
    assert set(re.findall(r"`(\w+)`", " ".join(table))) >= {person.username for person in PEOPLE}


@pytest.mark.parametrize("readme", READMES)
def test_nothing_that_a_readme_points_to_is_missing(readme: str) -> None:
    links = [target for target in re.findall(r"\]\(([^)#]+)\)", read(readme)) if "://" not in target]

    assert [target for target in links if not (ROOT / target).exists()] == []
    assert any(target.endswith(".png") for target in links)
    assert set(READMES) - {readme} <= set(links)


def test_ci_runs_what_a_developer_runs() -> None:
    script = read("scripts/test.sh")
    whole = script[script.index("\nall)") :]

    assert read(".ci/run").splitlines()[-1] == "exec make test"
    assert re.search(r"^test:\n\t@scripts/test\.sh all$", read("Makefile"), re.MULTILINE)
    for part in (
        "\n    style\n",
        "side_by_side.sh mypy scripts/rules.sh",
        "makemigrations --check",
        "check_deployment",
        "suite_on_sqlite",
        "--database-only",
    ):
        assert part in whole
    for part in ("ruff check", "ruff format --check", "lint-imports"):
        assert part in script[script.index("\nstyle()") : script.index("\ncheck_deployment()")]
    assert "check --deploy --fail-level WARNING" in script
    assert "settings.production" in script


def test_no_test_is_left_out_in_silence() -> None:
    """What cannot be had fails the run: nothing is skipped, expected to fail, or imported only if it is there."""
    silent = re.compile(r"pytest\.(skip|importorskip|xfail)\b|mark\.(skip|skipif|xfail)\b|SkipTest")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "tests").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if silent.search(line) and path != Path(__file__)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_every_package_is_pinned_with_its_hashes(name: str) -> None:
    text = read(f"requirements/{name}.txt").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]

    assert [line for line in lines if not re.match(r"[\w.\[\],-]+==\S+ .*--hash=sha256:", line)] == []
    assert len(lines) > 20


def test_every_parameter_of_the_two_documents_is_a_dated_one() -> None:
    assert set(PRINTED_PARAMETERS) - {each.key for each in definitions()} == set()


def test_demo_county_has_three_institutions_and_some_three_hundred_people() -> None:
    people = invented_people()
    names = {next(people).name for _ in range(sum(plan.heads for plan in PLANS))}

    assert len(SCHOOLS) == len({plan.school for plan in PLANS}) == 3
    assert 280 <= sum(plan.heads for plan in PLANS) <= 360
    assert len(names) > 100


def test_only_the_demo_county_estimates_a_calendar() -> None:
    """A real office is told which year is missing; nobody guesses its holidays."""
    calling = [
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob("*/**/*.py")
        if path.relative_to(ROOT).parts[0] not in {"tests", ".venv"}
        and "estimate_year(" in path.read_text("utf-8")
    ]
    assert {path.split("/")[0] for path in calling} == {"foundation", "wenshui_training"}
    assert [path for path in calling if "calendar_years" not in path and "/demo/" not in path] == []
