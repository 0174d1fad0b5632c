"""Fixtures for every test: the cast, signed-in clients, a fixed day, the policy documents."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from pytest_django import DjangoDbBlocker

from foundation.core import clock
from foundation.core.calendar_years import import_from_package
from foundation.core.models import CalendarDay, CalendarYear
from foundation.policy.models import ParameterRow, ParameterState, PolicyClause, PolicyDocument
from foundation.policy.operations import load_documents
from tests import clean_slate
from tests.builders.kept_rows import KeptRows, written_by
from tests.cast import Cast, assemble

TRIAL_RATES = {"就业技能": 150_000, "创业": 120_000, "农民工": 100_000, "取证": 80_000}
"""Fen per head; figures for tests only."""

SignIn = Callable[[str], Client]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="only tests that touch the database (for a second engine)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files first, so that no worker is left alone with one; on a second engine only what touches it.

    A test without the database would only say again what it said on the first engine.
    """
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if config.getoption("--database-only"):
        kept = [item for item in items if _uses_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
        items[:] = kept


def pytest_collection_finish() -> None:
    """Modules and collected tests stay to the end: the collector need not walk through them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _uses_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("one_engine"):
        return False
    return bool(names & {"db", "transactional_db"}) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tests that commit leave the database as the migrations made it."""
    with django_db_blocker.unblock():
        contents = clean_slate.baseline()
    with pytest.MonkeyPatch.context() as monkeypatch:
        clean_slate.restore_after_committing_tests(monkeypatch, contents)
        yield


@pytest.fixture(autouse=True)
def _private_files_in_a_folder_of_their_own(tmp_path: Path, settings: object) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"  # type: ignore[attr-defined]  # pytest-django's settings fixture
    settings.TEXT_MESSAGE_ROOT = tmp_path / "texts"  # type: ignore[attr-defined]  # the same


@pytest.fixture
def cast(db: None) -> Cast:
    """The named people and their organisations, in the database."""
    return assemble()


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """`sign_in("li_jing")` is a test client in which that person is signed in: with the session that signing in leaves.

    The way there is asked in tests/foundation/accounts; it takes eighteen queries.
    """

    def signed_in(name: str) -> Client:
        client, user, session = Client(), cast[name], SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
        return client

    return signed_in


@pytest.fixture(scope="session")
def printed_policy(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> tuple[KeptRows, ...]:
    """What the product writes when the documents are loaded."""
    with django_db_blocker.unblock():
        return written_by(load_documents, (PolicyDocument, PolicyClause, ParameterRow))


@pytest.fixture
def policy_in_force(printed_policy: tuple[KeptRows, ...], db: None) -> None:
    """Both documents, their clauses and the default of every parameter; no rate that no document prints."""
    documents, clauses, parameters = printed_policy
    documents.put_back()
    clauses.put_back()
    parameters.put_back(activated_at=clock.now())


@pytest.fixture(scope="session")
def published_calendar(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> tuple[KeptRows, ...]:
    """What the product writes of 2026 as the State Council published it."""
    with django_db_blocker.unblock():
        return written_by(lambda: import_from_package(2026), (CalendarYear, CalendarDay))


@pytest.fixture
def calendar_2026(published_calendar: tuple[KeptRows, ...], db: None) -> None:
    """The working days of 2026 are known."""
    for table in published_calendar:
        table.put_back()


@pytest.fixture
def trial_rates(policy_in_force: None) -> None:
    """A rate for each category that the documents leave open, marked as trial and put in force by two people."""
    for document in PolicyDocument.objects.all():
        for category, fen in TRIAL_RATES.items():
            ParameterRow.objects.create(
                document=document,
                key=f"rate.{category}",
                kind="rate",
                written={"type": "flat", "per_head_fen": fen},
                clause_document="DR-14",
                effective_from=document.effective_from,
                is_trial=True,
                state=ParameterState.ACTIVE,
                proposed_by_name="王建明",
                activated_by_name="赵文清",
                activated_at=clock.now(),
            )


@pytest.fixture
def on_18_june_2026() -> Iterator[date]:
    """Thursday 18 June 2026, nine in the morning: the day of the design's examples."""
    day = date(2026, 6, 18)
    with clock.moved_to(day):
        yield day
