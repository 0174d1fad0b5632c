"""`kill -9` of a worker in the middle of a job: another one finishes it, exactly once, without a person."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 40.0


class Site:
    """A database and a broker of its own, with real worker processes on them."""

    def __init__(self, folder: Path, database_url: str, redis_url: str) -> None:
        self.log = folder / "slow.log"
        self.folder = folder
        broker = folder / "broker"
        broker.mkdir()
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.foundation.jobs.worker_settings",
            "WENSHUI_VAR_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "BROKER_FOLDER": str(broker),
            "SLOW_LOG": str(self.log),
            "PYTHONPATH": str(ROOT),
        }
        self._run("-m", "django", "migrate", "--verbosity", "0", "--skip-checks")

    def drive(self, what: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self._run("-m", "tests.foundation.jobs.drive", what))
        return rows

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_worker(self, name: str) -> subprocess.Popen[bytes]:
        command = (
            "celery -A wenshui_training worker -l ERROR --pool solo --without-gossip --without-mingle --beat"
        )
        schedule = self.folder / f"{name}-beat"
        with (self.folder / f"{name}.log").open("wb") as output:
            return subprocess.Popen(
                [sys.executable, "-m", *command.split(), "-n", f"{name}@test", "-s", str(schedule)],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def lines(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    def wait_for(self, seen: Callable[[list[str]], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not seen(self.lines()):
            assert time.monotonic() < until, f"waited in vain: {self.lines()}"
            time.sleep(0.05)


def _kill(worker: subprocess.Popen[bytes]) -> None:
    """The worker and its scheduler, at once and without a word."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(timeout=10)


def _finishes_exactly_once(site: Site) -> None:
    site.drive("enqueue")
    first = site.start_worker("first")
    second = None
    try:
        site.wait_for(lambda lines: "unit 3" in lines)
        _kill(first)
        killed_at = time.monotonic()
        assert "finished" not in site.lines()

        second = site.start_worker("second")
        site.wait_for(lambda lines: "finished" in lines)
        assert time.monotonic() - killed_at < PATIENCE
        time.sleep(1.5)  # time for a second run, if there were one
    finally:
        _kill(first)
        if second is not None:
            _kill(second)
    assert site.lines().count("finished") == 1
    assert site.drive("tell") == [{"state": "done", "attempts": 2, "done_units": 8, "message": "数完了"}]


@pytest.mark.timeout(240)
def test_killed_worker_loses_nothing_on_the_embedded_site(tmp_path: Path) -> None:
    _finishes_exactly_once(Site(tmp_path, "", ""))


@pytest.fixture
def database_of_its_own(transactional_db: None) -> Iterator[str]:
    """The address of a new database beside the test database."""
    name = f"wenshui_worker_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgres
@pytest.mark.timeout(240)
def test_killed_worker_loses_nothing_with_postgresql_and_redis(
    tmp_path: Path, database_of_its_own: str
) -> None:
    _finishes_exactly_once(Site(tmp_path, database_of_its_own, os.environ["REDIS_URL"]))
