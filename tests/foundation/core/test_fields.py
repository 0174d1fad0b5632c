from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from django.apps.registry import Apps
from django.db import connection, models, transaction
from pytest_django import DjangoDbBlocker, Settings

from foundation.core import crypto
from foundation.core.crypto import SealBrokenError
from foundation.core.fields import SealedTextField, SealedValue, reseal_fields, seal_fields

NUMBER = "141121199003070063"
pytestmark = pytest.mark.django_db


class Person(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = SealedTextField()
    phone = SealedTextField(blank=True, default="")
    note = models.CharField(max_length=20, default="")
    objects: ClassVar[models.Manager[Person]] = models.Manager()

    class Meta:
        app_label = "sealed_fields_test"
        apps = Apps()

    def __str__(self) -> str:
        return str(self.number)


class Ticket(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4)
    number = SealedTextField(bind_to="public_id")
    objects: ClassVar[models.Manager[Ticket]] = models.Manager()

    class Meta:
        app_label = "sealed_fields_test"
        apps = Apps()

    def __str__(self) -> str:
        return str(self.number)


@pytest.fixture(scope="module", autouse=True)
def tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Made once, outside the tests' transactions: SQLite does not change tables inside one."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Person)
            editor.create_model(Ticket)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Ticket)
            editor.delete_model(Person)


def _columns() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM sealed_fields_test_person ORDER BY note")
        return [row[0] for row in cursor.fetchall()]


def test_saved_number_is_sealed_in_the_column_and_read_back_on_purpose() -> None:
    person = Person.objects.create(number=NUMBER)
    again = Person.objects.get(pk=person.pk)
    assert NUMBER not in _columns()[0]
    assert again.number.reveal(again) == person.number.reveal(person) == NUMBER


def test_number_never_prints_itself() -> None:
    assigned = Person(number=NUMBER)
    saved = Person.objects.create(number=NUMBER)
    for value in (assigned.number, saved.number, Person.objects.get().number):
        assert NUMBER not in f"{value} {value!r} {[value]} %s" % value
        assert str(value) == "******"


def test_empty_text_stays_empty() -> None:
    person = Person.objects.create(number=NUMBER, phone="")
    person.refresh_from_db()
    assert not person.phone
    assert person.phone.reveal(person) == str(person.phone) == ""
    assert Person.objects.filter(phone="").count() == 1


def test_changing_the_text_seals_anew_and_saving_unchanged_keeps_the_token() -> None:
    person = Person.objects.create(number=NUMBER)
    first = _columns()
    person.save()
    assert _columns() == first
    person.number = "11010519491231002X"
    person.save(update_fields=["number"])
    assert _columns() != first
    assert Person.objects.get().number.reveal(person) == "11010519491231002X"


def test_bulk_create_seals() -> None:
    Person.objects.bulk_create([Person(number=NUMBER, note="a"), Person(number="plain", note="b")])
    assert all(column.startswith("1.k1.sm.") for column in _columns())
    assert [person.number.reveal(person) for person in Person.objects.order_by("note")] == [NUMBER, "plain"]


def test_bulk_update_takes_sealed_values_only() -> None:
    person = Person.objects.create(number="old")
    changed = Person(pk=person.pk, number=NUMBER)
    with pytest.raises(TypeError, match="is sealed"), transaction.atomic():
        Person.objects.bulk_update([changed], ["number"])
    seal_fields(changed)
    Person.objects.bulk_update([changed], ["number"])
    assert Person.objects.get().number.reveal(person) == NUMBER


def test_update_and_filter_by_plain_text_are_refused() -> None:
    Person.objects.create(number=NUMBER)
    with pytest.raises(TypeError, match="is sealed"):
        Person.objects.update(number=NUMBER)
    with pytest.raises(TypeError, match="blind index"):
        Person.objects.filter(number=NUMBER).exists()


def test_token_copied_to_another_row_does_not_open() -> None:
    Person.objects.create(number=NUMBER, note="a")
    thief = Person.objects.create(number="other", note="b")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sealed_fields_test_person SET number = %s WHERE note = 'b'", [_columns()[0]])
    thief.refresh_from_db()
    with pytest.raises(SealBrokenError):
        thief.number.reveal(thief)


def test_token_copied_to_another_column_does_not_open() -> None:
    person = Person.objects.create(number=NUMBER, phone="13800001234")
    Person.objects.update(phone=models.F("number"))
    person.refresh_from_db()
    with pytest.raises(SealBrokenError):
        person.phone.reveal(person)


def test_numbered_rows_are_bound_to_another_field() -> None:
    ticket = Ticket.objects.create(number=NUMBER)
    assert Ticket.objects.get().number.reveal(ticket) == NUMBER
    assert Ticket._meta.get_field("number").deconstruct()[3]["bind_to"] == "public_id"


def test_binding_to_a_database_made_key_fails_the_system_check() -> None:
    class Numbered(models.Model):
        number = SealedTextField()
        other = SealedTextField(bind_to="nothing")

        class Meta:
            app_label = "sealed_fields_test"
            apps = Apps()

        def __str__(self) -> str:
            return ""

    def problems(model: type[models.Model]) -> list[str | None]:
        return [problem.id for each in model._meta.fields for problem in each.check()]

    assert problems(Numbered) == ["core.E001", "core.E001"]
    assert problems(Person) == []


def test_rotation_changes_only_tokens_of_old_keys(settings: Settings, tmp_path: Path) -> None:
    settings.FIELD_KEY_FILE = tmp_path / "field_keys"
    settings.FIELD_KEY_FILE.write_text(crypto.new_key_line("k1"), encoding="ascii")
    person = Person.objects.create(number=NUMBER)
    with settings.FIELD_KEY_FILE.open("a", encoding="ascii") as keys:
        keys.write(crypto.new_key_line("k2"))
    assert reseal_fields(person) == ["number"]
    assert reseal_fields(person) == []
    person.save(update_fields=["number"])
    assert _columns()[0].startswith("1.k2.sm.")
    assert Person.objects.get().number.reveal(person) == NUMBER


def test_deferred_number_is_loaded_when_asked_for() -> None:
    Person.objects.create(number=NUMBER)
    person = Person.objects.only("note").get()
    assert isinstance(person.number, SealedValue)
    assert person.number.reveal(person) == NUMBER
