"""How a name and a password become a user."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from foundation.accounts.models import User


class ActiveUserBackend(ModelBackend):
    """Django's own check (same work for unknown names, inactive accounts refused); rights come from roles only."""

    def has_perm(self, *args: object, **kwargs: object) -> bool:
        """Roles and lifecycle tables decide; the permission table of django.contrib.auth is not used."""
        return False

    def get_user(self, user_id: UUID) -> User | None:
        """The signed-in person with his organisation, which every request asks for."""
        try:
            user = User.objects.select_related("organisation").get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
