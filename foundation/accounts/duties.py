"""Whose duty a thing is that has no lifecycle row: one refusal in the office's words, for every app."""

from __future__ import annotations

from uuid import UUID

from foundation.accounts.actor import Actor, role_labels
from foundation.core.errors import NotAllowed
from foundation.core.reasons import say_who


def require_role(actor: Actor, *roles: str, doing: str) -> None:
    """`NotAllowed` unless the actor holds one of `roles` today; `doing` is what he wanted: 登记合同."""
    if not actor.has_role(*roles):
        raise NotAllowed("role.missing", f"{doing}由{role_labels(roles)}办理，请转交有此职责的人员。")


def signed_in(actor: Actor) -> UUID:
    """The account behind the act, where the record must name a person: neither the public nor the system has one."""
    if actor.user_id is None:
        raise NotAllowed("actor.nobody", "这一步须由本人登录办理。")
    return actor.user_id


def met_by(roles: tuple[str, ...], *codes: str) -> None:
    """Obstacles of these codes are met by whoever holds one of the roles."""
    say_who(f"由{role_labels(roles)}办理", *codes)
