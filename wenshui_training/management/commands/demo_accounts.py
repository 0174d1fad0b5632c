"""`manage.py demo_accounts --json`: how to sign in to the demo county. Refuses on production settings."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.accounts.models import User
from foundation.accounts.queries import actor_of
from wenshui_training.demo_people import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "列出演示账号；只用于演示环境。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("正式环境没有演示账号。")
        rows = accounts()
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(f"{row['role']}  {row['name']}  {row['username']}  {row['password']}")


def accounts() -> list[dict[str, Any]]:
    """The demo people who are there, in the order of the chain. A password that was changed is not shown."""
    found = User.objects.select_related("organisation").in_bulk(
        [person.username for person in PEOPLE], field_name="username"
    )
    return [_row(found[person.username]) for person in PEOPLE if person.username in found]


def _row(user: User) -> dict[str, Any]:
    actor = actor_of(user)
    return {
        "username": user.username,
        "password": PASSWORD if user.check_password(PASSWORD) else "",
        "name": actor.name,
        "role": actor.role_labels,
        "roles": sorted(actor.roles),
        "organisation": actor.organisation_name,
    }
