"""docs/policy.md: clause → parameters and rules that rest on it → the tests on each side of its boundary.

Written by `python -m tests.subsidies.policy_book` (`make docs`); tests/subsidies/test_policy_book.py compares.
Marks are read from the source, so that a run of a single file knows them all.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from foundation.policy.catalogue import definitions, find_clause
from foundation.policy.types import Clause
from subsidies.rules import clauses as named
from subsidies.rules.questions import questions
from subsidies.rules.quote import quote_statement
from tests.subsidies.boundaries import BOUNDARIES, SIDES, Boundary, Side
from tests.subsidies.test_rules_own_cases import CASES
from tests.subsidies.test_rules_worked_examples import EXAMPLES

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "docs" / "policy.md"
RULES = ROOT / "subsidies" / "rules"
NAMES = {name: value for name, value in vars(named).items() if isinstance(value, Clause)}
SIDE_WORDS: dict[Side, str] = {"in": "条款起作用", "out": "条款不起作用"}
HEAD = """# 条款、参数、规则与测试

<!-- 由 make docs 生成，请勿手改 -->

每一条款之下：以它为依据的参数、规则，和它的界限。每个界限两侧各有测试，缺一侧则 `make test` 不通过。
界限在 tests/subsidies/boundaries.py 中命名；“例”是 tests/subsidies/golden 中的算例编号。
口径登记簿（A01 等）的每一种读法另有算例，见 tests/subsidies/test_rules_questions.py。

每次测试另以两万个随机班次核对（tests/subsidies/test_rules_properties.py）：不为负、不超限额、各人之和等于总额、
分段之和等于一次结算、名册顺序只影响并列的人、存档后重算一致；多一人合格或就业，应付人数不减。最后一条只对默认读法
成立：采用“只付合格人员”时，多一人合格而未就业，就业率会下降，应付人数可能减少；按名册时，应付人数不减，金额可能减少
（合格的人不再先减，改减天数更多的人）。
"""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A test that says on which side of which boundary it stands."""

    boundary: str
    side: str
    file: str
    test: str


@cache
def marks() -> tuple[Mark, ...]:
    """Every `pytest.mark.boundary` of the rule tests."""
    return tuple(
        sorted(
            Mark(
                ast.literal_eval(call.args[0]), ast.literal_eval(call.keywords[0].value), path.name, test.name
            )
            for path in Path(__file__).parent.glob("test_rules_*.py")
            for test in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(test, ast.FunctionDef)
            for call in test.decorator_list
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.boundary"
        )
    )


def short(clause: Clause) -> str:
    """As boundaries.py writes it: `2026-8 四(二)`, `DR-02`."""
    return f"{clause.document} {clause.label}".rstrip()


@cache
def used_on_lines() -> dict[str, frozenset[str]]:
    """Clause → codes of the lines that cited it, over all worked examples and our own cases."""
    own = [{"policy": each.policy, "category": each.category, "input": each.entered} for each in CASES]
    found: dict[str, set[str]] = {}
    for line in (line for case in [*EXAMPLES, *own] for line in quote_statement(case).lines):
        if line.clause:
            found.setdefault(short(line.clause), set()).add(line.code)
    return {clause: frozenset(codes) for clause, codes in found.items()}


@cache
def used_by_parameters() -> dict[str, tuple[str, ...]]:
    """Clause → parameters of the calculation and of its gates that rest on it, under either document."""
    found: dict[str, list[str]] = {}
    for definition in definitions():
        if definition.group in {"calculation", "gate"}:
            for clause in dict.fromkeys(short(value.clause) for _, value in definition.defaults):
                found.setdefault(clause, []).append(f"{definition.name} `{definition.key}`")
    return {clause: tuple(keys) for clause, keys in found.items()}


@cache
def used_by_questions() -> dict[str, tuple[str, ...]]:
    """Clause → open questions about it."""
    found: dict[str, list[str]] = {}
    for question in questions():
        for clause in question.clauses:
            found.setdefault(short(clause), []).append(f"{question.id} {question.title}")
    return {clause: tuple(about) for clause, about in found.items()}


@cache
def used_in_modules() -> dict[str, tuple[str, ...]]:
    """Clause → rule modules that name it."""
    found: dict[str, list[str]] = {}
    for path in sorted(RULES.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for name in sorted(attributes & NAMES.keys()):
            found.setdefault(short(NAMES[name]), []).append(str(path.relative_to(ROOT)))
    return {clause: tuple(paths) for clause, paths in found.items()}


def used_clauses() -> list[str]:
    """Every clause on which a rule, a line, a parameter or a question rests; documents first, then readings."""
    used = {short(clause) for clause in NAMES.values()}.union(
        used_on_lines(), used_by_parameters(), used_by_questions()
    )
    return sorted(used, key=lambda clause: (clause.startswith("DR-"), clause))


def tests_on(boundary: Boundary, side: Side) -> list[str]:
    """What proves one side: marked tests, then worked examples."""
    marked = [f"{m.file} `{m.test}`" for m in marks() if (m.boundary, m.side) == (boundary.key, side)]
    return marked + [f"例 {number}" for number in boundary.examples(side)]


def untested(clause: str) -> list[str]:
    """What a clause lacks: any boundary at all, or a test on one side of one of its boundaries."""
    mine = [boundary for boundary in BOUNDARIES if clause in boundary.clauses]
    if not mine:
        return [f"{clause}: 没有界限"]
    sides = ((boundary, side) for boundary in mine for side in SIDES)
    return [f"{clause}: {each.key} {side}" for each, side in sides if not tests_on(each, side)]


def book() -> str:
    return (
        "\n".join([HEAD, *(line for clause in used_clauses() for line in _chapter(clause))]).rstrip() + "\n"
    )


def _chapter(clause: str) -> Iterator[str]:
    cited = Clause(*clause.split(" ", 1))
    found = find_clause(cited)
    yield from (f"## {cited.cite()}" + (f"（{found.heading}）" if found and found.heading else ""), "")
    yield from _listed("参数", used_by_parameters().get(clause, ()))
    yield from _listed("口径", used_by_questions().get(clause, ()))
    yield from _listed("规则", (f"`{path}`" for path in used_in_modules().get(clause, ())))
    yield from _listed("计算单", (f"`{code}`" for code in sorted(used_on_lines().get(clause, ()))))
    yield ""
    for boundary in BOUNDARIES:
        if clause in boundary.clauses:
            yield from _boundary(boundary)


def _listed(title: str, items: Iterable[str]) -> Iterator[str]:
    if written := "、".join(items):
        yield f"- {title}：{written}"


def _boundary(boundary: Boundary) -> Iterator[str]:
    yield from (f"### {boundary.title}", "", "| 一侧 | 情形 | 测试 |", "|---|---|---|")
    words: dict[Side, str] = {"in": boundary.inside, "out": boundary.outside}
    for side in SIDES:
        yield f"| {SIDE_WORDS[side]} | {words[side]} | {'<br>'.join(tests_on(boundary, side))} |"
    yield ""


if __name__ == "__main__":
    BOOK.write_text(book(), encoding="utf-8")
