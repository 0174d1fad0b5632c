"""The 工种目录: entries are published and withdrawn, never deleted (20号 八(三))."""

from __future__ import annotations

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid, NotNow
from institutions.enums import FILING_ROLES
from institutions.models import Occupation


@transaction.atomic
def add_occupation(*, actor: Actor, code: str, edition: str, name: str) -> Occupation:
    """The bureau takes an occupation into the catalogue."""
    require_role(actor, *FILING_ROLES, doing="维护工种目录")
    if Occupation.objects.filter(code=code, edition=edition).exists():
        raise Invalid("occupation.code_taken", f"{edition} 版 {code} 已在目录中，请核对编码。")
    occupation = Occupation.objects.create(code=code, edition=edition, name=name)
    detail = {"code": code, "edition": edition, "name": name}
    append(Event("occupation.add", "列入工种目录", occupation, detail=detail), actor=actor)
    return occupation


@transaction.atomic
def publish_occupation(occupation: Occupation, *, actor: Actor) -> Occupation:
    """The occupation is open for classes again."""
    return _set_published(occupation, actor, is_published=True)


@transaction.atomic
def withdraw_occupation(occupation: Occupation, *, actor: Actor) -> Occupation:
    """No new class in this occupation; running ones finish."""
    return _set_published(occupation, actor, is_published=False)


def _set_published(occupation: Occupation, actor: Actor, *, is_published: bool) -> Occupation:
    require_role(actor, *FILING_ROLES, doing="维护工种目录")
    rows = Occupation.objects.filter(pk=occupation.pk, is_published=not is_published)
    if rows.update(is_published=is_published) != 1:
        raise NotNow("occupation.unchanged", "目录已是这个状态，请刷新页面。")
    occupation.refresh_from_db()
    action, title = (
        ("occupation.publish", "公布工种") if is_published else ("occupation.withdraw", "停用工种")
    )
    append(Event(action, title, occupation, detail={"code": occupation.code}), actor=actor)
    return occupation
