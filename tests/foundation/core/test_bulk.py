"""Many rows at once: the same rows on both engines, whatever stands in them, and all or none."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from foundation.core import clock
from foundation.core.bulk import WORTH_COPYING, as_text, insert_many
from tests.builders.trainees import identity_number
from trainees.models import Person
from trainees.operations.entry import person_as_written

ODD = ("张\t三", "反\\斜", "换\n行", "\\N", "引'号\"", "欧阳·阿依古丽")
MANY = WORTH_COPYING + 5


def people(number: int) -> list[Person]:
    made = [
        person_as_written(identity_number(serial), "张三", clock.today()) for serial in range(1, number + 1)
    ]
    for person, name in zip(made, ODD, strict=False):
        person.name = name
    return made


@pytest.mark.parametrize("number", [3, MANY])
def test_what_is_inserted_is_what_is_read(db: None, number: int) -> None:
    given = people(number)
    insert_many(given)
    found = {each.pk: each for each in Person.objects.all()}
    assert len(found) == number
    for serial, person in enumerate(given, 1):
        kept = found[person.pk]
        assert (kept.name, kept.birth_date, kept.sex) == (person.name, person.birth_date, str(person.sex))
        assert kept.identity_number.reveal(kept) == identity_number(serial)


@pytest.mark.parametrize("number", [3, MANY])
def test_one_row_that_is_there_already_keeps_all_of_them_out(db: None, number: int) -> None:
    insert_many(people(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(people(number))
    assert Person.objects.count() == 1


def test_the_text_escapes_what_copy_would_take_for_its_own(db: None) -> None:
    (text,) = as_text(people(4), [Person._meta.get_field("name"), Person._meta.get_field("id")])
    names = [line.split("\t")[0] for line in text.splitlines()]
    assert names == ["张\\t三", "反\\\\斜", "换\\n行", "\\\\N"]
    assert UUID(text.splitlines()[0].split("\t")[1]).version == 4


def test_nobody_is_no_statement(db: None) -> None:
    insert_many([])
    assert not Person.objects.exists()
