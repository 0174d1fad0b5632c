"""`manage.py replay_claims [--json] [--sample N]`: is every stored amount what its own snapshot comes to?"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.core import clock
from subsidies.queries.replaying import Difference, differences, sample_of, stored_claims


class Command(BaseCommand):
    help = "按申领时的数据、参数和规则重新测算已提交的申领单，逐行逐人比较；有不一致时退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")
        parser.add_argument("--sample", type=int, metavar="N", help="只核对当日轮到的 N 件")

    def handle(self, *args: Any, **options: Any) -> None:
        claims = stored_claims()
        if options["sample"] is not None:
            claims = sample_of(claims, max(options["sample"], 0), clock.today())
        found = [difference for claim in claims for difference in differences(claim)]
        if options["json"]:
            body = {"ok": not found, "claims": len(claims), "differences": [each.as_dict() for each in found]}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
        else:
            self._tell(len(claims), found)
        if found:
            sys.exit(1)

    def _tell(self, count: int, found: list[Difference]) -> None:
        for each in found:
            self.stdout.write(f"{each.claim}  {each.where}：申领单 {each.stored}，重算 {each.computed}")
        differing = len({each.claim for each in found})
        self.stdout.write(f"重算 {count} 件，{differing} 件不一致，{len(found)} 处。")
