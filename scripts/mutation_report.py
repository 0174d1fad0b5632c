"""Which mutants are judged, and docs/mutation.md from the tool's results.

    mutation_report.py sample FOLDER COUNT              prints the names of a reproducible sample
    mutation_report.py report FOLDER FILE DAY [SAMPLE]  writes the report, of the sample alone if one is given

The score is killed ÷ (killed + survived); a mutant that no test reaches has survived. What runs into the time limit
counts as killed. Why a survivor may stay is written by hand below the line, and is kept.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from math import sqrt
from pathlib import Path

KEPT = "<!-- 以下手写，重新生成时保留 -->"
KILLED = {1, 3, 24, 36, 37, 152, 255, -24}
NOT_RUN = {None, 2, 34}
SEED = "wenshui-3"
NORMAL_95 = 1.96
HEAD = """# 变异测试

<!-- 由 make mutants 生成；“幸存者说明”一节手写 -->

每次改动规则中的一处（运算符、常数、文字、参数），再运行规则测试；测试应当发现。目标：85% 以上。
"""
Results = dict[str, dict[str, int | None]]


def results(folder: Path) -> Iterator[tuple[str, dict[str, int | None]]]:
    """Module → mutant → exit code of its tests."""
    for path in sorted(folder.rglob("*.py.meta")):
        codes: dict[str, int | None] = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        if codes:
            yield str(path.relative_to(folder)).removesuffix(".meta"), codes


def shares(sizes: dict[str, int], count: int) -> dict[str, int]:
    """How many each module gives: its part of `count` by largest remainder, but at least one."""
    whole = sum(sizes.values())
    given = {module: max(1, size * count // whole) for module, size in sizes.items()}
    for module in sorted(sizes, key=lambda module: (-(sizes[module] * count % whole), module)):
        if sum(given.values()) >= min(count, whole):
            break
        given[module] = min(given[module] + 1, sizes[module])
    return given


def sample(found: Results, count: int) -> Iterator[str]:
    """Drawn by the digest of seed and name: the same names always give the same sample."""
    given = shares({module: len(codes) for module, codes in found.items()}, count)
    for module, codes in found.items():
        yield from sorted(codes, key=lambda name: sha256(f"{SEED} {name}".encode()).digest())[: given[module]]


def report(found: Results, drawn: frozenset[str] | None, day: str, kept: str) -> str:
    rows, survivors, whole = [], [], Counter[str]()
    for module, codes in found.items():
        asked = {name: code for name, code in codes.items() if drawn is None or name in drawn}
        count = Counter(_verdict(code) for code in asked.values())
        whole.update(count)
        figures = (len(codes), count["killed"] + count["survived"], count["killed"], count["survived"])
        rows.append(f"| `{module}` | {' | '.join(map(str, figures))} | {_score(count)} |")
        survivors += [f"- `{name}`" for name, code in asked.items() if _verdict(code) == "survived"]
    table = ["| 模块 | 全部改动 | 已判定 | 发现 | 幸存 | 得分 |", "|---|---|---|---|---|---|", *rows]
    told = _told(whole, sum(map(len, found.values())), drawn, day)
    return "\n".join([HEAD, *told, "", *table, "", "## 幸存者", "", *survivors, "", KEPT, kept])


def _told(count: Counter[str], every: int, drawn: frozenset[str] | None, day: str) -> list[str]:
    told = f"{day}：{_score(count)}，发现 {count['killed']}，幸存 {count['survived']}"
    if count["not run"]:
        told += f"，未运行 {count['not run']}"
    if drawn is None:
        return [told, "", f"全部 {every} 处改动都在内。"]
    judged = count["killed"] + count["survived"]
    how = f"抽样：全部 {every} 处改动中抽取 {len(drawn)} 处，各模块按比例，同样的规则总是抽到同样的改动"
    return [
        told,
        "",
        f"{how}。全部改动的得分有 95% 的把握不低于 {lower_bound(count['killed'], judged):.1%}（Wilson）。",
    ]


def lower_bound(killed: int, judged: int) -> float:
    """Wilson: the lower end of the interval that holds the true score with 95 %."""
    if not judged:
        return 0.0
    share, square = killed / judged, NORMAL_95**2
    spread = NORMAL_95 * sqrt(share * (1 - share) / judged + square / (4 * judged**2))
    return (share + square / (2 * judged) - spread) / (1 + square / judged)


def _verdict(code: int | None) -> str:
    return "not run" if code in NOT_RUN else "killed" if code in KILLED else "survived"


def _score(count: Counter[str]) -> str:
    judged = count["killed"] + count["survived"]
    return f"{count['killed'] * 100 / judged:.1f}%" if judged else "–"


def main(what: str, folder: str, *further: str) -> None:
    found = dict(results(Path(folder)))
    if what == "sample":
        sys.stdout.write("".join(f"{name}\n" for name in sample(found, int(further[0]))))
        return
    target, day, *lists = further
    drawn = frozenset(Path(lists[0]).read_text(encoding="utf-8").split()) if lists else None
    before = Path(target).read_text(encoding="utf-8") if Path(target).is_file() else ""
    kept = before.partition(KEPT)[2].strip("\n")
    Path(target).write_text(report(found, drawn, day, f"\n{kept}\n" if kept else ""), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
