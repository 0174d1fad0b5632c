"""The table on the screen and docs/benchmarks.md: ratios first, seconds only beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from statistics import median

from tests.bench.measuring import Comparison

HEAD = """# 性能比值

由 `make bench` 生成，不手改。每项都是同一次运行里两种做法交替各跑 {pairs} 次以上，取各对比值的中位数；
秒数只说明量级，换一台机器、换一个时刻会差到两倍，比值不会。

规模：{classes} 个班次，{enrolments} 条在班记录。日期：{day}。处理器：{processors} 个。
"""
COLUMNS = ("项", "数据库", "做法", "对照", "中位秒", "对照中位秒", "比值", "应不超过", "")


def table(comparisons: Iterable[Comparison]) -> str:
    """As Markdown, which reads as a table on the screen as well."""
    rows = [COLUMNS, tuple("---" for _ in COLUMNS), *_rows(comparisons)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _rows(comparisons: Iterable[Comparison]) -> Iterator[tuple[str, ...]]:
    for each in comparisons:
        yield (
            each.figure,
            each.engine,
            each.what,
            each.against,
            f"{median(each.seconds):.3f}",
            f"{median(each.base_seconds):.3f}",
            f"{each.ratio:.2f}×",
            f"{each.limit:g}×",
            "达到" if each.holds else "**未达到**",
        )


def page(comparisons: list[Comparison], *, classes: int, heads: int, processors: int, day: date) -> str:
    pairs = min(len(each.seconds) for each in comparisons)
    head = HEAD.format(
        pairs=pairs, classes=f"{classes:,}", enrolments=f"{classes * heads:,}", day=day, processors=processors
    )
    return f"{head}\n{table(comparisons)}\n"
