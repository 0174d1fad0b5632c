"""How a name and a password become a user."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend


class ActiveUserBackend(ModelBackend):
    """Django's own check (same work for unknown names, inactive accounts refused); rights come from roles only."""

    def has_perm(self, *args: object, **kwargs: object) -> bool:
        """Roles and lifecycle tables decide; the permission table of django.contrib.auth is not used."""
        return False
