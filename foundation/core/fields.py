"""`SealedTextField`: a column that holds personal data only as a sealed token (see `crypto`).

What is read from the attribute is a `SealedValue`, which prints as ****** and gives the text only to
`value.reveal(record)`; assign plain text to change it. Writing goes through `pre_save`, which `save()` and
`bulk_create()` call; `QuerySet.update()`, `bulk_update()` and filters get no record to bind the token to and
refuse plain text: search by a `blind_index` column, and call `seal_fields(record)` before a bulk update.

The token is bound to table, column and row, so the row's key must be known before the row is inserted (a UUID
key, or another field named in `bind_to`), and renaming the table or column means sealing anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from foundation.core import crypto

HIDDEN = "******"


@dataclass(frozen=True, repr=False)
class SealedValue:
    """Personal data at rest. Printing, formatting or logging it shows asterisks."""

    token: str = field(default="")
    _pending: str | None = field(default=None)
    _place: str = field(default="")
    _bind_to: str = field(default="pk")

    def reveal(self, record: models.Model) -> str:
        """The plain text. Whoever shows it to a person must have logged the reason (reveal is a POST)."""
        if self._pending is not None:
            return self._pending
        if not self.token:
            return ""
        return crypto.unseal(self.token, bound_to=_bound_to(self._place, record, self._bind_to))

    @property
    def is_pending(self) -> bool:
        """Assigned but not yet saved, hence not yet sealed."""
        return self._pending is not None

    def __bool__(self) -> bool:
        return bool(self.token or self._pending)

    def __str__(self) -> str:
        return HIDDEN if self else ""

    __repr__ = __str__


class _SealedAttribute(DeferredAttribute):
    """Turns assigned plain text into a `SealedValue` at once, so that the attribute never holds bare text."""

    field: SealedTextField

    def __set__(self, instance: models.Model, value: object) -> None:
        if isinstance(value, str):
            value = self.field.pending(value)
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    _TextField = models.TextField[str | SealedValue, SealedValue]
else:
    _TextField = models.TextField


class SealedTextField(_TextField):
    """Text sealed under the current key; `bind_to` names the field that identifies the row."""

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, bind_to: str = "pk", **kwargs: Any) -> None:
        self.bind_to = bind_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self.bind_to != "pk":
            kwargs["bind_to"] = self.bind_to
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_binding()]

    def pending(self, text: str) -> SealedValue:
        return SealedValue("", text or None, self._place, self.bind_to)

    def from_db_value(self, value: str | None, *_: object) -> SealedValue | None:
        return None if value is None else SealedValue(value, None, self._place, self.bind_to)

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002 - Django's signature
        """Seals what was assigned and leaves the token on the instance. "" stays "": nothing to hide."""
        value = getattr(model_instance, self.attname)
        if isinstance(value, SealedValue) and value.is_pending:
            bound_to = _bound_to(self._place, model_instance, self.bind_to)
            token = crypto.seal(value.reveal(model_instance), bound_to=bound_to)
            value = SealedValue(token, None, self._place, self.bind_to)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, SealedValue) and not value.is_pending:
            return value.token
        if value is None or value == "" or hasattr(value, "resolve_expression"):
            return value
        raise TypeError(
            f"{self.name} is sealed: it can only be written through save() or bulk_create(), "
            "and only be searched by its blind index"
        )

    def value_to_string(self, obj: models.Model) -> str:
        value: Any = self.value_from_object(obj)
        return value.token if isinstance(value, SealedValue) else ""

    @property
    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def _check_binding(self) -> list[checks.CheckMessage]:
        try:
            key = self.model._meta.pk if self.bind_to == "pk" else self.model._meta.get_field(self.bind_to)
        except FieldDoesNotExist:
            key = None
        if (
            isinstance(key, models.Field)
            and not isinstance(key, models.AutoField)
            and key.db_returning is False
        ):
            return []
        return [
            checks.Error(
                f"{self.model.__name__}.{self.name} is bound to {self.bind_to!r}, unknown before the insert.",
                hint="Use a UUID primary key, or name a UUID field in bind_to.",
                obj=self,
                id="core.E001",
            )
        ]


def seal_fields(record: models.Model) -> None:
    """Seal what was assigned to the record, for writers that do not call `pre_save` (bulk_update, COPY)."""
    for each in record._meta.concrete_fields:
        if isinstance(each, SealedTextField):
            each.pre_save(record, False)


def reseal_fields(record: models.Model) -> list[str]:
    """Bring every sealed field under the current key and suite; the names of the fields that changed."""
    changed = []
    for each in record._meta.concrete_fields:
        value = getattr(record, each.attname) if isinstance(each, SealedTextField) else None
        if not isinstance(each, SealedTextField) or not isinstance(value, SealedValue) or not value.token:
            continue
        token = crypto.reseal(value.token, bound_to=_bound_to(each._place, record, each.bind_to))
        if token is not None:
            setattr(record, each.attname, SealedValue(token, None, each._place, each.bind_to))
            changed.append(each.attname)
    return changed


def _bound_to(place: str, record: models.Model, bind_to: str) -> str:
    key = record._meta.pk if bind_to == "pk" else record._meta.get_field(bind_to)
    if not isinstance(key, models.Field):
        raise TypeError(f"{bind_to} is not a column")
    value = key.to_python(getattr(record, key.attname))
    if value is None:
        raise ValueError(f"{place} cannot be sealed before the row has its {bind_to}")
    return f"{place}:{value}"
