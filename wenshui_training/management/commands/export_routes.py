"""`manage.py export_routes --json`: every address with its methods, parameters and line of the access table."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wenshui_training.access import access_to
from wenshui_training.routes import Route, routes


class Command(BaseCommand):
    help = "导出全部地址及其权限。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出（默认也是）")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [_row(route) for route in routes()]
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=None if options["json"] else 2))


def _row(route: Route) -> dict[str, Any]:
    access = access_to(route.name)
    return {
        "name": route.name,
        "pattern": route.pattern,
        "methods": list(route.methods),
        "parameters": route.parameters,
        "writes": route.writes,
        "public": bool(access and access.is_public),
        "read": sorted(access.read) if access else [],
        "write": sorted(access.write) if access else [],
        "objects": access.objects.value if access else "",
    }
