"""`manage.py create_first_accounts`: the administrators and the director of a new system. Works once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.accounts.enums import Role
from foundation.administration.operations.first_accounts import FirstPerson, create_first_accounts
from foundation.core.errors import DomainError

OPTIONS = {
    Role.SYSTEM_ADMINISTRATOR: "system",
    Role.SECURITY_ADMINISTRATOR: "security",
    Role.AUDIT_ADMINISTRATOR: "audit",
    Role.DIRECTOR: "director",
}


class Command(BaseCommand):
    help = "新系统建首批账号：三员和一位局领导；已有管理员时不办，退出码为 1。初始密码只显示这一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        for role, option in OPTIONS.items():
            parser.add_argument(
                f"--{option}", nargs=2, required=True, metavar=("用户名", "姓名"), help=str(role.label)
            )
        parser.add_argument("--bureau", default="文水县人力资源和社会保障局", help="人社局全称")

    def handle(self, *args: Any, **options: Any) -> None:
        people = {role: FirstPerson(*options[option]) for role, option in OPTIONS.items()}
        try:
            made = create_first_accounts(people, bureau=options["bureau"])
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        for each in made:
            self.stdout.write(f"{each.role.label}  {each.user}  {each.user.username}  {each.password}")
        self.stdout.write("初始密码只显示这一次，请当面告知本人；首次登录须修改。")
