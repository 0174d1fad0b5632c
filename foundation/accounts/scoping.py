"""Row scope: which rows an actor may obtain at all. A foreign row is not refused, it is not found."""

from __future__ import annotations

from typing import Self, TypeVar, cast

from django.db import models

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role

ModelT = TypeVar("ModelT", bound=models.Model, covariant=True)


class TenantQuerySet(models.QuerySet[ModelT]):
    """Rows that belong to one training institution.

    `institution_path` is the look-up from the row to the institution's id. Bureau, 财政局 and auditors see all
    rows; an institution sees its own; a third-party supervisor those of the institutions assigned to him;
    everybody else sees none.
    """

    institution_path = "institution_id"

    def visible_to(self, actor: Actor) -> Self:
        if actor.reads_everything:
            return self
        if actor.is_institution:
            return self.filter(**{self.institution_path: actor.organisation_id})
        if actor.has_role(Role.THIRD_PARTY_SUPERVISOR):
            return self.filter(**{f"{self.institution_path}__in": supervised_institution_ids(actor)})
        return self.none()


def supervised_institution_ids(actor: Actor) -> models.QuerySet[models.Model, object]:
    """Ids of the institutions that this supervisor is assigned to today and holds the object permission for.

    The assignment knows the days, the permission is what was granted: a grant that outlived its assignment gives
    nothing, and a row that somebody wrote past the operation gives nothing either.
    """
    from foundation.accounts.models import (
        SUPERVISE,
        OrganisationUserObjectPermission,
        SupervisionAssignment,
    )

    if not actor.user_id:
        return cast("models.QuerySet[models.Model, object]", SupervisionAssignment.objects.none())
    granted = OrganisationUserObjectPermission.objects.filter(
        user_id=actor.user_id, permission__codename=SUPERVISE
    )
    mine = SupervisionAssignment.objects.current().filter(
        user_id=actor.user_id, organisation_id__in=granted.values("content_object_id")
    )
    return cast("models.QuerySet[models.Model, object]", mine.values("organisation_id"))
