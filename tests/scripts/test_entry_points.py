"""The small programs around `make run`: ports, health, banner, database address."""

from __future__ import annotations

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def run(name: str, *arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPTS / name, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.path == "/healthz" and self.headers["Host"] == "peixun.example.cn"
        self.send_response(200 if known else 400)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def site_port() -> Iterator[int]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_port_held_by_another_program_is_noticed() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        assert run("ports.py", "check", "127.0.0.1", port).returncode == 1

    assert run("ports.py", "check", "127.0.0.1", port).returncode == 0


@pytest.mark.parametrize("port", ["0", "65536", "acht"])
def test_impossible_port_is_refused(port: str) -> None:
    assert run("ports.py", "check", "127.0.0.1", port).returncode == 2


def test_free_port_can_be_listened_on() -> None:
    port = run("ports.py", "free").stdout.strip()

    assert run("ports.py", "check", "127.0.0.1", port).returncode == 0


def test_health_asks_under_the_name_the_site_allows(site_port: int) -> None:
    healthy = run("health.py", PORT=str(site_port), LISTEN="0.0.0.0", ALLOWED_HOSTS="peixun.example.cn,other")
    stranger = run("health.py", PORT=str(site_port), LISTEN="127.0.0.1", ALLOWED_HOSTS="other")

    assert (healthy.returncode, stranger.returncode) == (0, 1)


def test_health_of_a_silent_port_is_bad_without_a_traceback() -> None:
    port = run("ports.py", "free").stdout.strip()

    answer = run("health.py", PORT=port)

    assert (answer.returncode, answer.stderr) == (1, "")


def test_banner_names_the_address_and_lines_up_chinese() -> None:
    accounts = [
        {"role": "分管领导", "name": "武建国", "username": "leader", "password": "pw-1"},
        {"role": "审计", "username": "auditor", "password": "pw-2"},
    ]

    shown = run("banner.py", "http://127.0.0.1:8000/", stdin=json.dumps(accounts)).stdout

    assert "已启动  Ready:  http://127.0.0.1:8000/" in shown
    leader, auditor = (line for line in shown.splitlines() if "pw-" in line)
    columns = [len(line.split("pw-")[0].encode("gb18030")) for line in (leader, auditor)]
    assert columns[0] == columns[1]


def database_url(**environment: str) -> str:
    command = f'. "{SCRIPTS}/env.sh"; printf %s "${{DATABASE_URL:-}}"'
    clean = {key: value for key, value in os.environ.items() if not key.startswith("DATABASE_")}
    answer = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=True, env=clean | environment
    )
    return answer.stdout


def test_database_password_comes_from_its_secret_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("0a1b2c\n", encoding="ascii")
    secret = {"DATABASE_PASSWORD_FILE": str(tmp_path / "password")}

    url = database_url(DATABASE_HOST="db", DATABASE_NAME="wenshui", DATABASE_USER="wenshui_app", **secret)

    assert url == "postgresql://wenshui_app:0a1b2c@db:5432/wenshui"


def test_given_database_address_is_kept(tmp_path: Path) -> None:
    assert (
        database_url(DATABASE_URL="postgresql://a:b@c/d", DATABASE_PASSWORD_FILE=str(tmp_path))
        == "postgresql://a:b@c/d"
    )


def test_without_a_database_server_the_address_stays_empty() -> None:
    assert database_url() == ""
