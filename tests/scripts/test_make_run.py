"""`make run` as it is: web, worker and scheduler under one supervisor, over data that are kept, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
FIRST_ACCOUNTS = (
    "--system sys_first 何磊 --security sec_first 田安 --audit aud_first 闫慎 --director dir_first 孙国栋"
)
ROLES = ("gunicorn", "celery --quiet -A wenshui_training worker", "celery --quiet -A wenshui_training beat")

pytestmark = [pytest.mark.timeout(300), pytest.mark.long, pytest.mark.one_engine]


class Site:
    """`scripts/run.sh` with a data directory and a port of its own."""

    def __init__(self, var: Path) -> None:
        self.var, self.log = var, var.parent / "run.log"
        self.port = self.python("scripts/ports.py", "free").strip()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        ours = ("DATABASE_", "REDIS_", "WENSHUI_", "CELERY_", "PYTEST_", "DJANGO_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        own = {"WENSHUI_VAR_DIR": str(self.var), "PORT": getattr(self, "port", ""), "LISTEN": "127.0.0.1"}
        own["WEB_CONCURRENCY"] = "1"  # how many answer is no matter here, and each takes seconds to start
        return kept | own | {"DJANGO_SETTINGS_MODULE": "wenshui_training.settings.dev"}

    def python(self, *arguments: str) -> str:
        told = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return told.stdout

    def run(self) -> subprocess.Popen[bytes]:
        """In a group of its own, as a terminal would start it."""
        with self.log.open("ab") as output:
            return subprocess.Popen(
                [ROOT / "scripts" / "run.sh"],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start(self) -> None:
        said = self.log.stat().st_size if self.log.exists() else 0
        self.process = self.run()
        self.wait_for(lambda: "按 Ctrl-C 停止" in self.log.read_bytes()[said:].decode())

    def press_ctrl_c(self) -> int:
        assert self.process
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_for(self, seen: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not seen():
            assert time.monotonic() < until, f"waited in vain: {self.said()}"
            time.sleep(0.1)

    def running(self) -> dict[int, str]:
        """The command of every process that works on these data."""
        mark = f"WENSHUI_VAR_DIR={self.var}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    command = (folder / "cmdline").read_bytes()
                    found[int(folder.name)] = command.replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def status(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            status: int = answer.status
            return status

    def users(self) -> int:
        with closing(sqlite3.connect(self.var / "db.sqlite3")) as database:
            (count,) = database.execute("SELECT count(*) FROM accounts_user").fetchone()
            return int(count)


@pytest.fixture
def site(tmp_path: Path, db: None) -> Iterator[Site]:
    """An installation with its first accounts; the tables are copied, to migrate them takes a quarter of a minute."""
    var = tmp_path / "var"
    made = Site(var)
    made.python("scripts/make_keys.py", str(var))
    if connection.vendor == "sqlite":
        tables = sqlite3.connect(connection.settings_dict["NAME"])
        with closing(tables), closing(sqlite3.connect(var / "db.sqlite3")) as copy:
            tables.backup(copy)
    else:
        made.python("manage.py", "migrate", "--verbosity", "0")
    made.python("manage.py", "create_first_accounts", *FIRST_ACCOUNTS.split())
    yield made
    for process in made.running():
        os.kill(process, signal.SIGKILL)


def test_all_start_with_one_command_and_end_with_ctrl_c_or_with_one_of_them(site: Site) -> None:
    site.start()
    commands = " | ".join(site.running().values())
    assert [role for role in ROLES if role not in commands] == []
    assert f"http://127.0.0.1:{site.port}/" in site.said()
    assert [site.status(path) for path in ("/healthz", "/readyz", "/login/")] == [200, 200, 200]

    assert site.run().wait(timeout=PATIENCE) == 1
    assert "系统正在运行" in site.said()

    assert site.press_ctrl_c() == 0
    assert "已停止" in site.said()
    assert site.running() == {}
    assert site.users() == 4
    assert "演示县" not in site.said()

    site.start()
    worker = next(process for process, command in site.running().items() if ROLES[1] in command)
    os.kill(worker, signal.SIGKILL)
    assert site.process
    assert site.process.wait(timeout=PATIENCE) == 1
    assert "有一个进程意外结束，其余的已全部停止" in site.said()
    assert site.running() == {}
