"""The test support itself: a committing test leaves chain head and triggers as the migrations made them."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from foundation.accounts.actor import Actor
from foundation.audit.models import ChainHead, Entry
from foundation.audit.operations import Event, append


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", [1, 2])
def test_every_committing_test_begins_at_the_head_of_an_empty_chain(round_number: int) -> None:
    entry = append(Event(action="test.once", title="试"), actor=Actor.system())
    assert entry.seq == 1
    assert ChainHead.objects.get(pk=1).seq == 1


@pytest.mark.django_db(transaction=True)
def test_triggers_are_back_in_force_for_the_next_test() -> None:
    append(Event(action="test.once", title="试"), actor=Actor.system())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry")
    assert Entry.objects.count() == 1
