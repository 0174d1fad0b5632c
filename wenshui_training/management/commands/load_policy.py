"""`manage.py load_policy`: the printed documents, clauses and parameter defaults. May be run again at any time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from foundation.policy.operations import load_documents


class Command(BaseCommand):
    help = "装入政策文件、条款和参数默认值；已有的值不动。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"政策文件已装入，新增参数 {load_documents()} 项")
