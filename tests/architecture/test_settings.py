"""What production refuses, what hashes a password, and what every answer tells the browser it may load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.conftest import SignIn

ROOT = Path(__file__).resolve().parents[2]
READ = """
import json, sys
from django.conf import settings as s
from foundation.core import clock
json.dump({"day": str(clock.today()), "demo": s.DEMO_ALLOWED, "debug": s.DEBUG, "banner": s.SHOW_DEMO_BANNER,
           "hasher": s.PASSWORD_HASHERS[0].rsplit(".", 1)[-1], "insecure": [n for n in dir(s)
           if n in {"SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"} and not getattr(s, n)],
           "accel": s.PRIVATE_ACCEL}, sys.stdout)
"""


def under(kind: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`READ` in a process of its own under the settings of this kind."""
    (tmp_path / "secret_key").write_text("0123456789" * 6, encoding="ascii")
    ours = ("DATABASE_", "REDIS_", "WENSHUI_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    own = {"DJANGO_SETTINGS_MODULE": f"wenshui_training.settings.{kind}", "WENSHUI_VAR_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", READ],
        cwd=ROOT,
        env=kept | own | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_clock_can_be_moved_outside_production_only(tmp_path: Path) -> None:
    moved = under("dev", tmp_path, WENSHUI_CLOCK="2031-05-06T18:30")
    refused = under("production", tmp_path, WENSHUI_CLOCK="2031-05-06")

    assert json.loads(moved.stdout)["day"] == "2031-05-06"
    assert refused.returncode == 1
    assert "WENSHUI_CLOCK is not allowed on production settings" in refused.stderr


def test_production_has_no_demo_and_every_lock_on(tmp_path: Path) -> None:
    told: dict[str, Any] = json.loads(under("production", tmp_path).stdout)

    del told["day"]
    assert told == {
        "demo": False,
        "debug": False,
        "banner": False,
        "hasher": "Argon2PasswordHasher",
        "insecure": [],
        "accel": True,
    }


def test_production_does_not_start_without_its_secret(tmp_path: Path) -> None:
    refused = under("production", tmp_path, SECRET_KEY_FILE=str(tmp_path / "nowhere"))

    assert refused.returncode == 1
    assert "secret file" in refused.stderr


@pytest.mark.one_engine
@pytest.mark.parametrize("path", ["/", "/public/", "/nowhere/", "/users/", "/api/v1/classes/", "/healthz"])
def test_every_answer_forbids_other_sites_scripts_in_the_page_and_frames(
    path: str, sign_in: SignIn, policy_in_force: None
) -> None:
    """Found, public, absent, refused, for a program: the same policy, which the browser keeps for us."""
    for client in (Client(), sign_in("li_jing")):
        headers = client.get(path).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert {policy[name] for name in ("script-src", "style-src", "connect-src")} == {"'self'"}
        assert {policy[name] for name in ("frame-ancestors", "base-uri")} == {"'none'"}
        assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")


def test_an_embedded_database_is_the_one_whose_locks_and_triggers_were_measured() -> None:
    """Writers queue at BEGIN, a replaced row fires its triggers, what is deleted is wiped."""
    from wenshui_training.settings.env import database

    options = database("", Path("db.sqlite3"))["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 20
    for pragma in ("journal_mode=WAL", "recursive_triggers=ON", "secure_delete=ON", "foreign_keys=ON"):
        assert f"PRAGMA {pragma};" in options["init_command"]


def test_wrong_passwords_are_counted_by_one_module_only() -> None:
    """django-axes stands behind foundation/accounts/lockout.py, so that it can be replaced."""
    apps = [app.split(".")[0] for app in settings.INSTALLED_APPS if (ROOT / app.split(".")[0]).is_dir()]
    importing = {
        path.relative_to(ROOT).as_posix()
        for app in {*apps}
        for path in (ROOT / app).rglob("*.py")
        if any(line.startswith(("import axes", "from axes")) for line in path.read_text("utf-8").splitlines())
    }
    assert importing == {"foundation/accounts/lockout.py"}
