"""docs/mutation.md from the tool's results: `mutation_report.py FOLDER FILE DAY`.

The score is killed ÷ (killed + survived); a mutant that no test reaches has survived. What runs into the time limit
counts as killed. Why a survivor may stay is written by hand below the line, and is kept.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

KEPT = "<!-- 以下手写，重新生成时保留 -->"
KILLED = {1, 3, 24, 36, 37, 152, 255, -24}
NOT_RUN = {None, 2, 34}
HEAD = """# 变异测试

<!-- 由 make mutants 生成；“幸存者说明”一节手写 -->

每次改动规则中的一处（运算符、常数、文字、参数），再运行规则测试；测试应当发现。目标：85% 以上。
"""


def results(folder: Path) -> Iterator[tuple[str, dict[str, int | None]]]:
    """Module → mutant → exit code of its tests."""
    for path in sorted(folder.rglob("*.py.meta")):
        codes: dict[str, int | None] = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        if codes:
            yield str(path.relative_to(folder)).removesuffix(".meta"), codes


def report(folder: Path, day: str, kept: str) -> str:
    rows, survivors, whole = [], [], Counter[str]()
    for module, codes in results(folder):
        count = Counter(_verdict(code) for code in codes.values())
        whole.update(count)
        if count["killed"] + count["survived"]:
            rows.append(f"| `{module}` | {count['killed']} | {count['survived']} | {_score(count)} |")
            survivors += [f"- `{name}`" for name, code in codes.items() if _verdict(code) == "survived"]
    told = f"{day}：{_score(whole)}，发现 {whole['killed']}，幸存 {whole['survived']}"
    if whole["not run"]:
        told += f"，未运行 {whole['not run']}"
    table = ["| 模块 | 发现 | 幸存 | 得分 |", "|---|---|---|---|", *rows]
    return "\n".join([HEAD, told, "", *table, "", "## 幸存者", "", *survivors, "", KEPT, kept])


def _verdict(code: int | None) -> str:
    return "not run" if code in NOT_RUN else "killed" if code in KILLED else "survived"


def _score(count: Counter[str]) -> str:
    judged = count["killed"] + count["survived"]
    return f"{count['killed'] * 100 / judged:.1f}%" if judged else "–"


if __name__ == "__main__":
    source, target, today = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    before = target.read_text(encoding="utf-8") if target.is_file() else ""
    kept_part = before.partition(KEPT)[2].strip("\n")
    target.write_text(report(source, today, f"\n{kept_part}\n" if kept_part else ""), encoding="utf-8")
