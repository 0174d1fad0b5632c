"""`manage.py seed_demo`: the demo county, once, into an empty database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation.accounts.models import User
from foundation.core import clock
from wenshui_training.demo.seed import seed


class Command(BaseCommand):
    help = "Load the demo county (fictional people, trial rates). Not in production, not over existing data."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("正式环境不装入演示数据。 Demo data are not loaded on production settings.")
        if User.objects.exists():
            raise CommandError(
                "数据库已有用户，没有装入演示数据；要重新开始请用 make reset。 Users exist already."
            )
        told = seed(clock.today())
        self.stdout.write(f"演示县已装入：{told} 个办理步骤。")
