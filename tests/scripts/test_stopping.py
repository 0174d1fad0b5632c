"""How a process group is stopped, and what a machine without rights or packages is told."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"


def bash(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`script` after lib.sh, with a limit so that nothing hangs."""
    return subprocess.run(
        ["bash", "-c", f'. "{SCRIPTS}/lib.sh"; {script}'],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env={**os.environ, **environment},
        cwd=ROOT,
    )


PROCESS = """#!/bin/bash
# $1: who it is, $2: where it notes that it was told to stop; the leader brings another one along
trap 'echo "$1" >>"$2"; exit 0' TERM
[ "$1" = other ] || "$0" other "$2" &
echo ready >>"$2"
while :; do sleep 0.1; done
"""


def stopped_by(how: str, tmp_path: Path) -> list[str]:
    """Starts a group of two, stops it as `how` says, and returns what the two noted."""
    program, notes = tmp_path / "process", tmp_path / "notes"
    program.write_text(PROCESS, encoding="ascii")
    program.chmod(0o755)
    bash(
        'start_group "$PROGRAM" leader "$NOTES"; leader=$!; '
        f'until [ "$(wc -l <"$NOTES")" = 2 ]; do sleep 0.05; done 2>/dev/null; {how}',
        PROGRAM=str(program),
        NOTES=str(notes),
    )
    assert subprocess.run(["pgrep", "-f", str(program)], capture_output=True, check=False).returncode == 1
    return sorted(notes.read_text(encoding="ascii").split())


def test_only_the_first_process_of_a_group_is_told_and_the_rest_killed_after_the_grace(
    tmp_path: Path,
) -> None:
    assert stopped_by('stop_leader "$leader" 1 TERM', tmp_path) == ["leader", "ready", "ready"]


def test_a_whole_group_is_told(tmp_path: Path) -> None:
    assert stopped_by('stop_group "$leader" 5 TERM', tmp_path) == ["leader", "other", "ready", "ready"]


def test_a_group_that_is_gone_needs_no_stopping() -> None:
    assert bash("start_group true; leader=$!; wait $leader; stop_leader $leader 5 TERM").returncode == 0


def _machine(tmp_path: Path, **programs: str) -> dict[str, str]:
    """A PATH with just these programs before the real ones."""
    for name, text in programs.items():
        program = tmp_path / name.replace("_", "-")
        program.write_text(f"#!/bin/sh\n{text}\n", encoding="ascii")
        program.chmod(0o755)
    return {"PATH": f"{tmp_path}:{os.environ['PATH']}"}


def test_without_rights_nothing_is_installed_as_root(tmp_path: Path) -> None:
    machine = _machine(tmp_path, id="echo 1000", sudo="exit 1")

    answer = bash('as_root touch "$WANTED"', WANTED=str(tmp_path / "wanted"), **machine)

    assert answer.returncode == 126
    assert not (tmp_path / "wanted").exists()


def test_sudo_without_a_password_is_used(tmp_path: Path) -> None:
    machine = _machine(tmp_path, id="echo 1000", sudo='[ "$2" = true ] && exit 0; shift; exec "$@"')

    assert bash("as_root echo done", **machine).stdout == "done\n"


def test_missing_packages_are_named_with_the_command_that_installs_them(tmp_path: Path) -> None:
    machine = _machine(tmp_path, id="echo 1000", sudo="exit 1", fc_list="exit 1", apt_get="exit 100")

    answer = subprocess.run(
        [SCRIPTS / "system_packages.sh", "run"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **machine},
    )

    assert answer.returncode == 1
    assert "缺少系统软件包：fonts-noto-cjk" in answer.stderr
    assert "apt-get install fonts-noto-cjk" in answer.stderr
    assert "Missing system packages" in answer.stderr


def test_a_taken_port_is_said_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        own = {"WENSHUI_VAR_DIR": str(tmp_path / "var"), "LISTEN": "127.0.0.1", "PORT": port}

        answer = subprocess.run(
            [SCRIPTS / "run.sh"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, **own},
        )

    assert answer.returncode == 1
    assert f"端口 {port} 不能用" in answer.stderr
    assert "make run PORT=8001" in answer.stderr
    assert not (tmp_path / "var" / "db.sqlite3").exists()
