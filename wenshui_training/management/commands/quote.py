"""`manage.py quote FILE|-`: what the rules say to one case or a list of cases, as JSON. Nothing is stored.

The parameters are the documents' own, so that the answer is the same on every machine and needs no database; what the
bureau has put into force since is asked on the page 补贴试算 or through the API.

Exit code 0: the entry was JSON, and every case has its answer on the standard output, a faulty one its `error`.
Exit code 1: the entry could not be read at all; the standard error says why, and nothing is on the standard output.
"""

from __future__ import annotations

import json
import sys
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from subsidies.rules.quote import quote_case


class Command(BaseCommand):
    help = (
        "试算：读入一个或一组案例（JSON 文件或标准输入），输出测算结果。"
        "能读懂的，退出码为 0，每个案例各有结果（填报有误的，结果中有 error）；整份读不懂的，退出码为 1。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="JSON 文件，- 为标准输入")

    def handle(self, *args: Any, **options: Any) -> None:
        entered = _entered(options["file"])
        answer = [quote_case(case) for case in entered] if isinstance(entered, list) else quote_case(entered)
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def _entered(name: str) -> Any:
    """The JSON of a file or of the standard input; each way in which it is none has its own words."""
    called = "标准输入" if name == "-" else name
    try:
        written = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = written.decode("utf-8-sig")
        if not text.strip():
            raise CommandError(f"{called} 是空的，请写入一个案例或一组案例。")
        return json.loads(text)
    except IsADirectoryError as error:
        raise CommandError(f"{called} 是文件夹，请给出 JSON 文件。") from error
    except OSError as error:
        raise CommandError(f"打不开 {called}：{error.strerror}。") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{called} 不是 UTF-8 编码的文本，请另存为 UTF-8 后重试。") from error
    except JSONDecodeError as error:
        place = f"第 {error.lineno} 行第 {error.colno} 个字符"
        raise CommandError(f"{called} 不是 JSON，{place}处读不懂，请检查后重试。") from error
    except RecursionError as error:
        raise CommandError(f"{called} 括号套得太深，不像案例，请检查后重试。") from error
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        raise CommandError(f"{called} 里有长得读不了的数字，请检查后重试。") from error
