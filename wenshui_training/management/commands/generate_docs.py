"""`manage.py generate_docs [--check]`: the tables for the reader, from the tables of the code."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wenshui_training.documents import documents


class Command(BaseCommand):
    help = "生成 docs/lifecycles.md 和 docs/permissions.md；--check 只比较，有出入时退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只比较，不写")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = [
            path
            for path, text in documents().items()
            if not path.is_file() or path.read_text("utf-8") != text
        ]
        if not options["check"]:
            for path, text in documents().items():
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
        for path in stale:
            self.stdout.write(f"{'过期' if options['check'] else '已写'} docs/{path.name}")
        if stale and options["check"]:
            sys.exit(1)
