"""What a class holds of the time of teachers, places and people, over all institutions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from classes.enums import BookingKind
from classes.models.training_class import TrainingClass
from foundation.accounts.scoping import TenantQuerySet


class BookingQuerySet(TenantQuerySet["Booking"]):
    institution_path = "training_class__institution_id"


class Booking(models.Model):
    """All the time in which one class needs one teacher, one place or one person.

    Example: 养老护理员第7期 needs 成晓燕 on ten mornings. `key` is the same for the same teacher, place or person
    wherever it is registered; `spans` are pairs of seconds of local time (`classes.rules.booking`). Two rows of one
    key that overlap are refused by the database: an exclusion constraint on PostgreSQL, a trigger on SQLite.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="bookings")
    kind = models.CharField("占用", max_length=8, choices=BookingKind.choices)
    key = models.CharField(max_length=64)
    label = models.CharField("名称", max_length=60)
    spans = models.JSONField("时间")

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "时间占用"
        constraints = [
            models.UniqueConstraint(
                name="classes_booking_once_per_class", fields=["kind", "key", "training_class"]
            ),
            models.CheckConstraint(
                name="classes_booking_kind_is_known", condition=Q(kind__in=BookingKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.label}"
