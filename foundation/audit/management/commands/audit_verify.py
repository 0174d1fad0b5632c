"""`manage.py audit_verify --json`: is the record of what happened whole?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.audit.queries import verify_chain


class Command(BaseCommand):
    help = "校验留痕链条是否完整；发现断点时退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify_chain()
        if options["json"]:
            self.stdout.write(json.dumps({"ok": found.is_whole, **asdict(found)}, ensure_ascii=False))
        elif found.is_whole:
            self.stdout.write(f"链条完整，共 {found.entries} 条，链首 {found.head_mac[:16]}…")
        else:
            for item in found.breaks:
                self.stdout.write(f"第 {item.seq} 条：{item.message}")
        if not found.is_whole:
            sys.exit(1)
