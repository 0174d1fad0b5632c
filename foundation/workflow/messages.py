"""Who is told that something changed: the institution, and everybody who has worked on the record before."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.accounts.queries import holders_of
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.workflow.models import Message
from foundation.workflow.types import Lifecycle


def tell_those_concerned(
    lifecycle: Lifecycle, verb: str, record: Model, *, actor: Actor, comment: str
) -> None:
    """One message per person concerned, except the one who acted; in the caller's transaction."""
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    title = f"{record} {lifecycle.verb_label(verb)}（{actor.name}）"
    _leave(_concerned(record).exclude(pk=actor.user_id or UUID(int=0)), title=title, body=comment, url=url)


def tell(user_ids: set[UUID | None], *, title: str, body: str = "", url: str = "") -> None:
    """Leave a message for each of these people; ids that are None or no longer active are passed over."""
    _leave(User.objects.filter(pk__in=[i for i in user_ids if i]), title=title, body=body, url=url)


def _leave(people: QuerySet[User], *, title: str, body: str, url: str) -> None:
    active = people.filter(is_active=True).order_by().values_list("pk", flat=True)
    Message.objects.bulk_create(
        [Message(user_id=user_id, title=title[:160], body=body, url=url) for user_id in active]
    )


def unread_count(actor: Actor) -> int:
    """How many messages this person has not opened yet."""
    return Message.objects.visible_to(actor).unread().count()


def mark_read(actor: Actor, ids: Iterable[int] | None = None) -> int:
    """Mark these of the person's own messages as read, or all of them; returns how many were unread."""
    unread = Message.objects.visible_to(actor).unread()
    rows = unread if ids is None else unread.filter(pk__in=ids)
    return rows.update(read_at=clock.now())


def _concerned(record: Model) -> QuerySet[User]:
    """Whoever has done something to it, and the managers of its institution, unless it says that they are not told."""
    done = Entry.objects.done().of_record(record._meta.label_lower, record.pk)
    concerned = Q(pk__in=done.order_by().values("actor_id"))
    institution_id = getattr(record, "told_institution_id", getattr(record, "institution_id", None))
    if institution_id:
        managers = holders_of(Role.INSTITUTION_MANAGER, organisation_id=institution_id)
        concerned |= Q(pk__in=managers.order_by().values("pk"))
    return User.objects.filter(concerned)
