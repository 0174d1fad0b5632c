"""Two tabs of the head of inspection: the same visit is planned once, and the two inspectors are told once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from foundation.core import clock
from foundation.core.errors import DomainError
from foundation.workflow.models import Message
from inspections.models import Inspection
from tests.builders.inspections import make_taught_class, plan_on_site
from tests.cast import Cast

CLIENTS = 6


@pytest.mark.django_db(transaction=True)
def test_a_visit_that_is_planned_many_times_at_once_is_planned_once(
    cast: Cast, policy_in_force: None
) -> None:
    training_class = make_taught_class(cast)
    day = clock.today() + timedelta(days=1)
    gate = Barrier(CLIENTS)

    def client(_: int) -> str:
        try:
            connection.ensure_connection()
            gate.wait()
            plan_on_site(cast, training_class, planned_on=day)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = sorted(pool.map(client, range(CLIENTS)))

    assert answers == ["", *["inspection.already_planned"] * (CLIENTS - 1)]
    assert Inspection.objects.count() == 1
    assert Message.objects.filter(user=cast["zhang_wei"]).count() == 1
