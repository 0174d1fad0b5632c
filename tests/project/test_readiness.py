"""/readyz takes a site out of service that answers but cannot work, and names what is wrong to nobody in detail."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test import Client

from foundation.core import clock
from foundation.jobs.models import Job


def test_a_site_whose_work_nobody_takes_is_not_ready(db: None) -> None:
    Job.objects.create(kind="none", title="没人办的事", run_after=clock.now() - timedelta(hours=1))

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"ok": False, "failing": ["jobs"]})
    assert Client().get("/healthz").status_code == 200


def test_a_site_with_older_tables_than_its_code_is_not_ready(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'subsidies'")

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["failing"]) == (503, ["tables"])
