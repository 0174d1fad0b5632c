"""`manage.py jobs_status --json`: how the work list stands."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.jobs.models import JobState
from foundation.jobs.queries import jobs_status


class Command(BaseCommand):
    help = "后台任务的现状：各状态件数、到期未办、最久等待。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        status = jobs_status()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(status), ensure_ascii=False))
            return
        for state, count in status.by_state.items():
            self.stdout.write(f"{JobState(state).label} {count}")
        self.stdout.write(f"到期未办 {status.due}，最久等待 {status.oldest_due_seconds} 秒")
