"""What `manage.py check` asks of the settings for uploaded files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from foundation.core import clamd


def check_scanner_address(**_: Any) -> list[CheckMessage]:
    """An address that cannot be one is told at the start, not at the first upload."""
    if not clamd.is_configured() or settings.CLAMD_ADDRESS.startswith(("tcp://", "unix:///")):
        return []
    return [Error("CLAMD_ADDRESS must be tcp://host:port or unix:///path/to/socket", id="core.E001")]


def check_scanner(**_: Any) -> list[CheckMessage]:
    """Production looks for viruses in what it is sent."""
    if clamd.is_configured():
        return []
    hint = "Set CLAMD_ADDRESS, as docker-compose.yml does for its virus_scanner."
    return [Error("Uploaded files are not scanned for viruses.", hint=hint, id="core.E002")]
