"""`manage.py fsck --json`: is everything true that must be true? Exit code 1 when something is not."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.core.invariants import ask_all


class Command(BaseCommand):
    help = "核对全部数据不变式；有一项不符时退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        import_module("wenshui_training.invariants")
        findings = ask_all()
        is_whole = all(finding.holds for finding in findings)
        if options["json"]:
            body = {"ok": is_whole, "invariants": [{"ok": f.holds, **asdict(f)} for f in findings]}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
        else:
            for finding in findings:
                self.stdout.write(f"{'通过' if finding.holds else '不符'}  {finding.name}  {finding.says}")
                for line in finding.violations:
                    self.stdout.write(f"      {line}")
        if not is_whole:
            sys.exit(1)
