"""The commands by which the product publishes its own contract."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import CommandError

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.audit.models import Entry
from foundation.audit.operations import Event, append
from foundation.core.national_codes import identity_check_digit
from foundation.policy.models import ParameterRow, PolicyDocument
from tests.cast import Cast
from wenshui_training.demo_people import PASSWORD, PEOPLE

EXAMPLES = Path(__file__).resolve().parents[1] / "subsidies" / "golden" / "worked_examples.json"


def _told(*arguments: str) -> Any:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return json.loads(out.getvalue())


def test_fsck_of_an_honest_database_is_clean(cast: Cast, policy_in_force: None) -> None:
    append(Event("test.done", "办了一件事"), actor=Actor.system())

    told = _told("fsck", "--json")

    assert told["ok"] is True
    assert {"audit.chain_is_whole", "funds.balance_is_sum_of_entries"} <= {
        i["name"] for i in told["invariants"]
    }
    assert all(i["says"].endswith(".") for i in told["invariants"])


def test_fsck_finds_an_identity_number_in_the_clear(cast: Cast) -> None:
    number = "14112119900307002"
    number += identity_check_digit(number)
    User.objects.filter(username="li_jing").update(display_name=number)
    out = io.StringIO()

    with pytest.raises(SystemExit):
        call_command("fsck", "--json", stdout=out)

    broken = [i["name"] for i in json.loads(out.getvalue())["invariants"] if not i["ok"]]
    assert broken == ["privacy.no_plain_identity_number"]


def test_routes_are_published_with_their_line(db: None) -> None:
    by_name = {row["name"]: row for row in _told("export_routes", "--json")}

    page = by_name["accounts:user_page"]
    assert page["pattern"] == "/users/<uuid:pk>/"
    assert page["parameters"] == {"pk": "uuid"}
    assert page["read"] == [Role.SECURITY_ADMINISTRATOR]
    assert by_name["accounts:user_disable"]["methods"] == ["POST"]
    assert by_name["accounts:login"]["public"] is True
    assert by_name["healthz"]["writes"] is False


def test_quote_answers_the_worked_examples(tmp_path: Path) -> None:
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))[:3]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(examples), encoding="utf-8")

    told = _told("quote", str(file))

    assert [answer["total_fen"] for answer in told] == [e["expected"].get("total_fen") for e in examples]


@pytest.mark.parametrize("content", ["not json", None])
def test_quote_says_what_it_cannot_read(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "cases.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError):
        call_command("quote", str(file))


def test_work_list_is_told(db: None) -> None:
    assert _told("jobs_status", "--json") == {"by_state": {}, "due": 0, "oldest_due_seconds": 0}


def test_demo_accounts_are_those_that_are_there(cast: Cast) -> None:
    person = PEOPLE[-1]
    User.objects.create_user(person.username, password=PASSWORD, display_name=person.name)

    told = _told("demo_accounts", "--json")

    assert (person.username, PASSWORD) in [(row["username"], row["password"]) for row in told]
    assert "li_jing" not in {row["username"] for row in told}


def test_demo_accounts_are_refused_in_production(settings: LazySettings) -> None:
    settings.DEMO_ALLOWED = False

    with pytest.raises(CommandError):
        call_command("demo_accounts")


def test_policy_can_be_loaded_again(db: None) -> None:
    call_command("load_policy", stdout=io.StringIO())
    rows = ParameterRow.objects.count()
    call_command("load_policy", stdout=io.StringIO())

    assert (PolicyDocument.objects.count(), ParameterRow.objects.count()) == (2, rows)
    assert not Entry.objects.exists()


def test_generated_documents_are_fresh() -> None:
    call_command("generate_docs", "--check")
