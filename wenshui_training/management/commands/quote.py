"""`manage.py quote FILE|-`: what the rules say to one case or a list of cases, as JSON. Nothing is stored."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from subsidies.rules.quote import quote_case


class Command(BaseCommand):
    help = "试算：读入一个或一组案例（JSON 文件或标准输入），输出测算结果。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="JSON 文件，- 为标准输入")

    def handle(self, *args: Any, **options: Any) -> None:
        name: str = options["file"]
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
            entered = json.loads(text)
        except OSError as error:
            raise CommandError(f"打不开 {name}：{error.strerror}") from error
        except ValueError as error:
            raise CommandError(f"{name} 不是 JSON，请检查后重试。") from error
        answer = [quote_case(case) for case in entered] if isinstance(entered, list) else quote_case(entered)
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
