from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError

from foundation.core import clock
from foundation.core.models import CalendarYear, StoredFile

pytestmark = pytest.mark.django_db


def _file(**changed: Any) -> StoredFile:
    facts = {
        "original_name": "a.pdf",
        "kind": "pdf",
        "size": 1,
        "sha256": "0" * 64,
        "created_at": clock.now(),
    }
    return StoredFile.objects.create(**(facts | {"storage_name": uuid.uuid4().hex} | changed))


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"kind": "exe"}, "core_storedfile_kind_is_known"),
        ({"size": 0}, "core_storedfile_is_not_empty"),
    ],
)
def test_impossible_file_is_refused_by_the_database(changed: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        _file(**changed)


def test_two_files_never_share_their_place() -> None:
    _file(storage_name="aa/bb/cc")
    with pytest.raises(IntegrityError):
        _file(storage_name="aa/bb/cc")


@pytest.mark.parametrize(
    ("source", "constraint"),
    [
        ("estimated", "core_calendaryear_estimate_is_trial"),
        ("guessed", "core_calendaryear_source_is_known"),
    ],
)
def test_year_of_doubtful_origin_is_refused_by_the_database(source: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        CalendarYear.objects.create(year=2030, source=source, is_trial=False, imported_at=clock.now())


def test_rows_name_themselves() -> None:
    year = CalendarYear.objects.create(year=2030, source="imported", imported_at=clock.now())
    day = year.days.create(
        date=clock.today().replace(year=2030, month=3, day=4), is_workday=False, name="放假"
    )
    assert (str(year), str(day), str(_file())) == ("2030 年", "2030-03-04 放假", "a.pdf")
