"""Many entries under one lock of the chain are the same chain."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.audit.models import GENESIS, ChainHead, Entry
from foundation.audit.operations import Event, append, append_all
from foundation.audit.queries import doers_of, verify_chain
from tests.cast import Cast


def events(count: int) -> list[Event]:
    return [Event("roster.note", f"第 {place} 人", detail={"place": place}) for place in range(1, count + 1)]


@pytest.mark.parametrize("count", [1, 2, 200])
def test_entries_written_together_are_linked_one_by_one(cast: Cast, count: int) -> None:
    append(Event("roster.begin", "开始"), actor=cast.actor("zhou_min"))
    written = append_all(events(count), actor=cast.actor("zhou_min"))
    append(Event("roster.end", "结束"), actor=cast.actor("zhou_min"))

    assert [entry.seq for entry in written] == list(range(2, count + 2))
    assert [entry.detail["place"] for entry in written] == list(range(1, count + 1))
    stored = list(Entry.objects.order_by("seq").values_list("prev_mac", "mac"))
    assert [link[0] for link in stored] == [GENESIS, *(link[1] for link in stored[:-1])]
    assert (verify_chain().is_whole, ChainHead.objects.get().seq) == (True, count + 2)


def test_nothing_to_write_touches_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    officer = cast.actor("zhou_min")
    with django_assert_num_queries(0):
        assert append_all([], actor=officer) == []


def test_who_did_what_to_the_records_of_a_list_is_one_question(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    zhou, li = cast["zhou_min"], cast["li_jing"]
    append(Event("user.note", "甲", zhou), actor=cast.actor("li_jing"))
    append(Event("user.note", "乙", li), actor=cast.actor("zhou_min"))
    append(Event("user.other", "丙", li), actor=cast.actor("li_jing"))
    append(Event("user.note", "丁", li, result="refused"), actor=cast.actor("li_jing"))

    with django_assert_num_queries(1):
        found = doers_of("accounts.user", [zhou.pk, li.pk], ("user.note",))

    assert found == {(str(zhou.pk), "user.note"): {li.pk}, (str(li.pk), "user.note"): {zhou.pk}}
