"""The container files say the same as the scripts that `make run` and the tests start."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from foundation.core import clamd

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
APPLICATION = ["web", "worker", "scheduler", "migrate"]


def procfile_commands() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_containers_start_exactly_the_scripts_of_the_procfile() -> None:
    commands = procfile_commands()

    assert commands == {name: f"scripts/{name}.sh" for name in ("web", "worker", "scheduler")}
    assert {name: SERVICES[name]["command"] for name in commands} == {k: [v] for k, v in commands.items()}


def test_tables_are_made_before_any_process_starts() -> None:
    assert SERVICES["migrate"]["command"] == ["scripts/migrate.sh"]
    assert SERVICES["migrate"]["restart"] == "no"
    for name in ("web", "worker", "scheduler"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", [*APPLICATION, "worker_health", "scheduler_health"])
def test_scripts_are_executable_and_parse(name: str) -> None:
    script = ROOT / "scripts" / f"{name}.sh"

    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_two_workers_and_exactly_one_scheduler_run() -> None:
    assert SERVICES["worker"]["deploy"]["replicas"] == 2
    assert SERVICES["scheduler"]["deploy"]["replicas"] == 1


def test_every_lasting_service_has_a_health_check() -> None:
    without = {name for name, service in SERVICES.items() if "healthcheck" not in service}

    assert without == {"migrate"}


def test_health_checks_ask_the_service_itself() -> None:
    asked = {name: " ".join(SERVICES[name]["healthcheck"]["test"]) for name in ("web", "database", "redis")}

    assert "scripts/health.py" in asked["web"]
    assert '"/healthz"' in (ROOT / "scripts/health.py").read_text(encoding="utf-8")
    assert "pg_isready" in asked["database"]
    assert "redis-cli ping" in asked["redis"]


def test_every_secret_is_a_file_outside_git() -> None:
    files = [secret["file"] for secret in COMPOSE["secrets"].values()]

    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())
    assert all(file.startswith("./deploy/secrets/") for file in files)
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    used = {name for service in SERVICES.values() for name in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])


def test_no_password_or_key_stands_in_the_environment() -> None:
    for service in SERVICES.values():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY", variable):
                assert variable.endswith("_FILE")
                assert value.startswith("/run/secrets/")


def test_application_works_as_a_role_that_owns_nothing() -> None:
    users = {name: SERVICES[name]["environment"]["DATABASE_USER"] for name in APPLICATION}

    assert users == dict.fromkeys(("web", "worker", "scheduler"), "wenshui_app") | {
        "migrate": "wenshui_owner"
    }
    assert "CREATE ROLE wenshui_app" in (ROOT / "deploy/postgres/roles.sh").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*APPLICATION, "nginx"])
def test_own_containers_run_unprivileged_on_a_read_only_system(name: str) -> None:
    service = SERVICES[name]

    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


def test_only_nginx_is_reached_from_outside() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"nginx"}
    assert COMPOSE["networks"]["inner"]["internal"] is True
    apart = {"nginx", "virus_scanner"}
    assert all(service["networks"] == ["inner"] for name, service in SERVICES.items() if name not in apart)


def test_private_files_are_handed_over_only_on_the_applications_word() -> None:
    config = (ROOT / "deploy/nginx/nginx.conf").read_text(encoding="utf-8")
    location = re.search(r"location /_private/ \{(.*?)\n        \}", config, re.DOTALL)

    assert location is not None
    assert re.search(r"^\s+internal;$", location.group(1), re.MULTILINE)
    assert f"alias {SERVICES['web']['volumes'][0].split(':')[1]}/private/;" in location.group(1)
    for header in ("content_security_policy", "x_content_type_options", "strict_transport_security"):
        assert f"$upstream_http_{header};" in location.group(1)


def test_nginx_is_the_one_proxy_that_is_believed() -> None:
    address = SERVICES["nginx"]["networks"]["inner"]["ipv4_address"]

    assert SERVICES["web"]["environment"]["TRUSTED_PROXIES"] == address
    assert SERVICES["web"]["environment"]["FORWARDED_ALLOW_IPS"] == address


def test_image_takes_hashed_packages_and_the_fonts_of_make_run() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert "--require-hashes -r /tmp/runtime.txt" in dockerfile
    assert "scripts/system_packages.sh run" in dockerfile
    assert "USER 10001:10001" in dockerfile


def test_uploads_wait_for_the_scanner_that_runs_beside_the_application() -> None:
    """Its limit for one file is above the longest request, and what it cannot look into is no clean file."""
    config = (ROOT / "deploy/clamav/clamd.conf").read_text(encoding="utf-8")
    lines = dict(line.split(" ", 1) for line in config.splitlines() if line and not line.startswith("#"))

    assert SERVICES["web"]["environment"]["CLAMD_ADDRESS"] == f"tcp://virus_scanner:{lines['TCPSocket']}"
    assert "./deploy/clamav/clamd.conf:/etc/clamav/clamd.conf:ro" in SERVICES["virus_scanner"]["volumes"]
    longest = min(
        int(lines[name].removesuffix("M")) for name in ("StreamMaxLength", "MaxFileSize", "MaxScanSize")
    )
    assert longest * 1024**2 >= max(settings.LARGEST_REQUEST, settings.FOOTAGE_LARGEST)
    assert int(lines["MaxScanTime"]) // 1000 < clamd._ANSWER_SECONDS
    assert lines["AlertExceedsMax"] == "yes"


def test_nginx_and_the_application_end_an_upload_at_the_same_length() -> None:
    config = (ROOT / "deploy/nginx/nginx.conf").read_text(encoding="utf-8")

    assert f"client_max_body_size {settings.LARGEST_REQUEST // 1024**2}m;" in config
