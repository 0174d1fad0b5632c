"""单位: entered by the system administrator, once, and only those that register nowhere else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from foundation.accounts.enums import OrganisationKind
from foundation.accounts.models import Organisation
from foundation.administration.operations.organisations import create_organisation
from foundation.audit.models import Entry
from foundation.core.errors import Invalid, NotAllowed
from tests.cast import Cast
from tests.conftest import SignIn

NAME = "孝义镇就业社保服务站"


def test_page_enters_a_service_point_and_leaves_a_trace(cast: Cast, sign_in: SignIn) -> None:
    client, address = sign_in("admin_he"), reverse("accounts:organisation_list")
    client.post(address, {"kind": "service_point", "name": NAME, "short_name": "孝义服务站"})
    made = Organisation.objects.get(name=NAME)
    assert (made.kind, NAME in client.get(address).content.decode()) == (OrganisationKind.SERVICE_POINT, True)
    assert Entry.objects.filter(action="organisation.create", object_id=str(made.pk)).exists()


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("institution", "某校", "organisation.kind_wrong"),
        ("service_point", " ", "organisation.name_missing"),
        ("third_party", "吕梁正信第三方监督中心", "organisation.name_used"),
    ],
)
def test_what_does_not_belong_here_is_refused(cast: Cast, kind: str, name: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        create_organisation(actor=cast.actor("admin_he"), kind=kind, name=name)
    assert refusal.value.code == code


def test_nobody_else_enters_one(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_organisation(actor=cast.actor("security_tian"), kind="service_point", name=NAME)
