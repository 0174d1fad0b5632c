"""Two clicks on one export at the same moment: one job, and both who clicked are led to it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from foundation.jobs.models import Job
from foundation.jobs.operations import enqueue
from tests.cast import Cast

CLIENTS = 8


@pytest.mark.django_db(transaction=True)
def test_the_same_work_asked_for_at_once_is_on_the_list_once(cast: Cast) -> None:
    actor = cast.actor("li_jing")
    gate = Barrier(CLIENTS)

    def client(_: int) -> UUID:
        try:
            connection.ensure_connection()
            gate.wait()
            return enqueue("none", actor=actor, title="导出", payload={}, dedupe_key="class-list").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        led_to = set(pool.map(client, range(CLIENTS)))

    assert led_to == {Job.objects.get().pk}
