"""Prints where the system is and how to sign in: `manage.py demo_accounts --json | banner.py URL`.

Standard input is a JSON list of objects with `role`, `username`, `password` and, if known, `name`.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping

COLUMNS = {"role": "角色 Role", "name": "姓名 Name", "username": "账号 Account", "password": "密码 Password"}
RULE = "=" * 78


def screen_width(text: str) -> int:
    """Terminal cells: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def table(rows: Iterable[Mapping[str, str]]) -> list[str]:
    cells = [list(COLUMNS.values()), *([str(row.get(key) or "") for key in COLUMNS] for row in rows)]
    widths = [max(screen_width(line[index]) for line in cells) for index in range(len(COLUMNS))]
    return [
        "  ".join(cell + " " * (width - screen_width(cell)) for cell, width in zip(line, widths, strict=True))
        for line in cells
    ]


def banner(url: str, accounts: Iterable[Mapping[str, str]]) -> str:
    lines = [
        RULE,
        f"文水县职业技能培训管理系统已启动  Ready:  {url}",
        "以下是演示账号，每个角色一个。 Demo accounts, one per role:",
        "",
        *(f"  {line.rstrip()}" for line in table(accounts)),
        "",
        f"学员本人 Trainees:  {url}my/  （验证码 codes: var/text-messages/）",
        "",
        "按 Ctrl-C 停止。 Press Ctrl-C to stop.",
        RULE,
    ]
    return "\n" + "\n".join(lines) + "\n\n"


if __name__ == "__main__":
    sys.stdout.write(banner(sys.argv[1], json.load(sys.stdin)))
